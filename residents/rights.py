"""Requests for access, correction, deletion or suspension (개인정보 보호법 제35조~제37조), answered within ten days."""

from collections.abc import Collection
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from residents.contacts import locked, tell_everywhere
from residents.models import Resident, RightsRequest, Route
from residents.working_days import next_working_day


class AlreadyEnded(Exception):
    """The request was answered or taken back before."""


def due_day(made_on: date) -> date:
    """Return the last day for an answer to a request made on that day.

    The day itself does not count, and a last day that is a day off moves to the next working day
    (개인정보 보호법 시행령 제41조, 제43조, 제44조; 민법 제157조, 제161조).
    """
    return next_working_day(made_on + timedelta(days=settings.RIGHTS_REQUEST_DAYS))


@transaction.atomic
def ask(resident: Resident, kind: RightsRequest.Kind, text: str, *, route: Route = Route.ONLINE) -> RightsRequest:
    """Make a request; the resident is told that it came in, and by when it is answered. Raise HasLeft.

    The same request again, while it is open, is one request.
    """
    current = locked(resident)
    for same in RightsRequest.objects.filter(resident=current, kind=kind, state=RightsRequest.State.OPEN):
        if same.text == text:
            return same
    made = RightsRequest.objects.create(
        resident=current, kind=kind, text=text, route=route, due_on=due_day(timezone.localdate())
    )
    tell_everywhere("rights_request_received", current, kind=RightsRequest.Kind(kind).label, due_on=made.due_on)
    return made


@transaction.atomic
def take_back(request: RightsRequest) -> None:
    """Take an open request back. Raise AlreadyEnded."""
    _end(request, RightsRequest.State.TAKEN_BACK, answer="", by=None)


@transaction.atomic
def answer(request: RightsRequest, state: RightsRequest.State, text: str, *, by: User) -> None:
    """Answer an open request, done or refused, with what was done or why not; tell the resident. Raise AlreadyEnded."""
    _end(request, state, answer=text, by=by)
    tell_everywhere("rights_request_answered", request.resident, kind=RightsRequest.Kind(request.kind).label)


def open_requests(dongs: Collection[str]) -> QuerySet[RightsRequest]:
    """Return what waits for an answer from residents of these dongs, the most urgent first."""
    waiting = RightsRequest.objects.filter(state=RightsRequest.State.OPEN, resident__household__dong__in=dongs)
    return waiting.order_by("due_on", "id")


def _end(request: RightsRequest, state: RightsRequest.State, *, answer: str, by: User | None) -> None:
    """Leave the state "open", once: of two who answer at the same moment, one is refused."""
    found = RightsRequest.objects.select_for_update().get(pk=request.pk)
    if found.state != RightsRequest.State.OPEN:
        raise AlreadyEnded
    found.state, found.answer, found.answered_by, found.answered_at = state, answer, by, timezone.now()
    found.save(update_fields=["state", "answer", "answered_by", "answered_at"])
