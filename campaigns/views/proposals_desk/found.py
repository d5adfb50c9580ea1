"""A proposal, or an outcome, for its pages, reached through the one door."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.gate import person
from campaigns.models import Proposal, SaidAndDone
from campaigns.proposals.desk import for_officer


def found_proposal(request: HttpRequest, pk: int) -> Proposal:
    proposals = for_officer(person(request)).select_related("resident", "interest", "dong", "owner")
    return get_object_or_404(proposals, pk=pk)


def found_outcome(request: HttpRequest, pk: int) -> SaidAndDone:
    outcomes = SaidAndDone.objects.visible_to(person(request)).select_related("survey", "event", "interest")
    return get_object_or_404(outcomes, pk=pk)
