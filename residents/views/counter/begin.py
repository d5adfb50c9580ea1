from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.gate import requires
from accounts.models import Role


@requires(Role.CLERK)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    return redirect("counter:home")
