from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from accounts.models import Role
from residents.counter import drafts


@requires(Role.CLERK)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an enrolment with what was ``typed`` into the search box, which is in no address."""
    if person(request).dong_id is None:
        messages.warning(request, _("You have no dong. Whoever looks after rights can give you one."))
        return redirect("counter:home")
    return redirect("counter:enrol", drafts.begin(person(request), request.POST.get("typed", "")).row.pk)
