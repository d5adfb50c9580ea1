"""A campaign for its pages, reached through the one door."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.gate import person
from campaigns.models import Campaign

_WITH = ("saving", "saving__by", "audience", "audience__audience", "event", "survey", "interest", "created_by")


def found_campaign(request: HttpRequest, pk: int) -> Campaign:
    campaigns = Campaign.objects.visible_to(person(request)).select_related(*_WITH, "submitted_by", "approved_by")
    return get_object_or_404(campaigns, pk=pk)
