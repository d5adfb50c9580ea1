from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.gate import requires
from accounts.models import Role


@requires(Role.ADMINISTRATOR, Role.AUDITOR)
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/people.html")
