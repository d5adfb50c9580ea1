"""A survey for its pages, reached through the one door."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.gate import person
from campaigns.models import Survey


def found_survey(request: HttpRequest, pk: int) -> Survey:
    surveys = Survey.objects.visible_to(person(request)).select_related("event", "created_by")
    return get_object_or_404(surveys, pk=pk)
