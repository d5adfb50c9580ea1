from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.gate import requires
from accounts.models import Role


@requires(Role.OFFICER)
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "campaigns/audiences/overview.html")
