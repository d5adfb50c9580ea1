"""An audience for its pages, reached through the one door."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.gate import person
from campaigns.models import Audience


def found_audience(request: HttpRequest, pk: int) -> Audience:
    return get_object_or_404(Audience.objects.visible_to(person(request)).select_related("created_by"), pk=pk)
