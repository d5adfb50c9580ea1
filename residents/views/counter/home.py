from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.gate import requires
from accounts.models import Role


@requires(Role.CLERK)
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "residents/staff/counter.html")
