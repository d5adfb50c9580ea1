from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.gate import requires
from accounts.models import Role


@requires(Role.HEAD, Role.OFFICER, Role.APPROVER, Role.CLERK, Role.ADMINISTRATOR)
def cockpit(request: HttpRequest) -> HttpResponse:
    return render(request, "residents/staff/cockpit.html")
