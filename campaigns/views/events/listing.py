"""The list of events."""

from django.http import HttpRequest, HttpResponse


def events(request: HttpRequest) -> HttpResponse:
    """Show what is on."""
    return HttpResponse()
