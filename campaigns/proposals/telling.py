"""Telling those who asked or took part what came of it: each person once, in pages, over an address that was proved.

Who answered an anonymous survey is found by computing the mark of every resident of a page and looking which of them is
there; no list of them is made. That somebody was told is kept as a keyed hash for the same reason.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from campaigns.models import (
    OutcomeTold,
    Proposal,
    ProposalState,
    ProposalSupport,
    Registration,
    RegistrationState,
    SaidAndDone,
    SurveyResponse,
    SurveyTaken,
)
from campaigns.surveys.audience import which_answered
from campaigns.surveys.reaching import is_night, ways_of
from residents.keyring import keyring
from residents.models import Resident
from residents.outgoing import tell

PAGE = 500
MESSAGES = "campaigns/proposals/messages"


def tell_page(outcome_id: int) -> bool:
    """Tell the next page of people; return whether there may be more. Whoever else runs this waits, and tells others.

    Nobody is told at night: the first tick of the clock after the quiet hours goes on where it stood.
    """
    now = timezone.now()
    if is_night(now):
        return False
    with transaction.atomic():
        outcome = SaidAndDone.objects.select_for_update(of=("self",)).select_related("survey").get(pk=outcome_id)
        if outcome.published_at is None or outcome.told_at is not None:
            return False
        page = _page(outcome)
        if page:
            outcome.told_up_to = page[-1]
            outcome.told = _tell(outcome, _who_took_part(outcome, page))
        else:
            outcome.told_at = now
        outcome.save(update_fields=["told", "told_up_to", "told_at"])
    return bool(page)


def at_most(outcome: SaidAndDone) -> int:
    """Return how many people are told at most: whoever took part, reached or not, those counted twice twice."""
    known: int = sum(rows.count() for rows in _sources(outcome))
    anonymous = outcome.survey is not None and outcome.survey.anonymous
    return known + (SurveyTaken.objects.filter(survey=outcome.survey).count() if anonymous else 0)


def _tell(outcome: SaidAndDone, people: Collection[int]) -> dict[str, Any]:
    """Tell these people, but for those who were told before; return the counts with them added."""
    marks = {_marks(outcome, number)[0]: number for number in people}
    every = [mark for number in people for mark in _marks(outcome, number)]
    rows = OutcomeTold.objects.filter(outcome=outcome, told_hash__in=every).values_list("told_hash", flat=True)
    before = {bytes(mark) for mark in rows}
    fresh = [number for number in marks.values() if not before & set(_marks(outcome, number))]
    ways = ways_of(fresh)
    OutcomeTold.objects.bulk_create(
        OutcomeTold(outcome=outcome, told_hash=_marks(outcome, number)[0]) for number in ways
    )
    values = {"outcome": outcome, "address": f"{settings.SITE_URL}/you-said-we-did/{outcome.pk}"}
    counts: dict[str, Any] = dict(outcome.told)
    for way in ways.values():
        tell("outcome", way.channel, way.address, language=way.language, values=values, templates=MESSAGES)
        counts[way.channel.value] = counts.get(way.channel.value, 0) + 1
    counts["unreached"] = counts.get("unreached", 0) + len(fresh) - len(ways)
    return counts


def _page(outcome: SaidAndDone) -> list[int]:
    """Return the next residents by number among whom to look: all in force where the survey is anonymous."""
    residents = Resident.objects.filter(left_at=None, pk__gt=outcome.told_up_to)
    if outcome.survey is None or not outcome.survey.anonymous:
        known = Q(pk__in=[])
        for rows in _sources(outcome):
            known |= Q(pk__in=rows)
        residents = residents.filter(known)
    return list(residents.order_by("pk").values_list("pk", flat=True)[:PAGE])


def _who_took_part(outcome: SaidAndDone, page: Collection[int]) -> set[int]:
    found = {number for rows in _sources(outcome) for number in rows.filter(resident__in=page)}
    if outcome.survey is not None and outcome.survey.anonymous:
        found |= which_answered(outcome.survey.pk, page)
    return found


def _sources(outcome: SaidAndDone) -> list[Any]:
    """Return the columns of residents' numbers in which those stand who said it, each asked for by itself."""
    proposals = outcome.proposals.exclude(state=ProposalState.TAKEN_BACK).values("pk")
    authors = Proposal.objects.filter(pk__in=proposals, resident__isnull=False)
    supporters = ProposalSupport.objects.filter(proposal__in=proposals)
    sources = [authors.values_list("resident", flat=True), supporters.values_list("resident", flat=True)]
    if outcome.survey is not None and not outcome.survey.anonymous:
        named = SurveyResponse.objects.filter(survey=outcome.survey, resident__isnull=False)
        sources.append(named.values_list("resident", flat=True))
    if outcome.event_id is not None:
        took_part = Registration.objects.filter(event=outcome.event_id, resident__isnull=False)
        came = took_part.filter(came_at__isnull=False)
        # Where nobody stood at the door with a list, those count who had a place.
        part = came if came.exists() else took_part.filter(state=RegistrationState.REGISTERED)
        sources.append(part.values_list("resident", flat=True))
    return sources


def _marks(outcome: SaidAndDone, resident_number: int) -> list[bytes]:
    return keyring().hashes(f"{outcome.pk}|{resident_number}", b"outcome told")
