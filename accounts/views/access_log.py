from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.gate import requires
from accounts.models import Role


@requires(Role.AUDITOR, Role.ADMINISTRATOR)
def access_log(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/access_log.html")
