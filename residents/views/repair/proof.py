"""After a call: the code is on its way, and the resident may type it while they are still on the phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.gate import person, requires
from accounts.models import Role
from residents import proofs
from residents.repair import calling


@requires(Role.CLERK)
@never_cache
@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a proof stands, with the address masked, and lead to the next call."""
    clerk = person(request)
    context = {"proof": get_object_or_404(proofs.visible_to(clerk), pk=pk), "following": calling.first_free(clerk)}
    return render(request, "residents/staff/repair_proof.html", context)
