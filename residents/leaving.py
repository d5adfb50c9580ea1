"""Leaving: everything is withdrawn at once; what no law keeps is destroyed by ``destruction`` within the hour."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from residents import consent, subscriptions
from residents.choices import given
from residents.contacts import locked, stop, tell_everywhere
from residents.models import ContactPoint, LeftBecause, Resident, RightsRequest, Route


@transaction.atomic
def leave(
    resident: Resident,
    *,
    route: Route = Route.ONLINE,
    told: bool = True,
    because: LeftBecause = LeftBecause.ASKED,
    by: User | None = None,
) -> None:
    """Withdraw every consent, end every subscription, stop every contact; tell the resident what was done, if ``told``.

    Requests that are still open are taken back with it. ``by``: who at the office did it, at the resident's wish.
    Raise HasLeft for one who left before.
    """
    current = locked(resident)
    if told:
        tell_everywhere("left", current)
    today = timezone.localdate()
    for kind in sorted(given(current)):
        consent.withdraw(current, kind, route=route, on=today, by=by)
    subscriptions.end_all(current.pk, route=route, by=by)
    for contact in ContactPoint.objects.filter(resident=current, stopped_at=None):
        stop(contact, because="left")
    RightsRequest.objects.filter(resident=current, state=RightsRequest.State.OPEN).update(
        state=RightsRequest.State.TAKEN_BACK
    )
    current.left_at, current.left_because, current.quiet_until = timezone.now(), because, None
    current.save(update_fields=["left_at", "left_because", "quiet_until"])


def leave_again(left: Iterable[tuple[int, datetime]]) -> int:
    """Have those leave again, silently, who came back with a backup; return how many.

    ``left``: number and moment of leaving, from the proofs of destruction. Somebody who has the number of one of them
    but enrolled later is another person, and stays.
    """
    count = 0
    for number, asked_at in left:
        resident = Resident.objects.filter(pk=number, left_at=None, created_at__lte=asked_at).first()
        if resident is not None:
            leave(resident, told=False)
            count += 1
    return count
