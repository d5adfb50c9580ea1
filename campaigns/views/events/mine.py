"""A resident's registration."""

from django.http import HttpRequest, HttpResponse

from residents.models import Resident
from residents.visits import residents_only


@residents_only
def registration(request: HttpRequest, resident: Resident, token: str) -> HttpResponse:
    """Show a registration."""
    return HttpResponse()
