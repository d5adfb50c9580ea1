"""What the law wants told: the result of opting in or out, when and by whom it was sent, once, where it was changed.

정보통신망법 제50조 제7항 and 시행령 제62조의2: within 14 days the sender's name, what was agreed to or refused, on
which day, and what came of it. It is told at once, in the transaction of the change. A consent given or withdrawn is
told by ``residents.choices`` with the same facts, so what rests on it is not told again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from django.utils import timezone

from campaigns.news import SERVICE
from residents.choices import given
from residents.contacts import proved
from residents.models import Channel, ConsentEntry, ConsentKind, Resident
from residents.outgoing import tell

TEMPLATES = "campaigns/news/messages"
_TOLD_WITH_CONSENT = timedelta(minutes=1)

_gathered: ContextVar[set[tuple[str, str, str]] | None] = ContextVar("gathered", default=None)


def hear_change(*, resident_id: int, service: str, channel: Channel, started: bool, **_: Any) -> None:
    """Tell a resident over ``channel`` that news begin or end there (signal ``subscription_changed``)."""
    if service != SERVICE:
        return
    resident = Resident.objects.filter(pk=resident_id, left_at=None).first()
    if resident is None or _is_told_with_consent(resident, started=started):
        return
    for contact in proved(resident).filter(channel=channel):
        say("news_started" if started else "news_stopped", channel, contact.address or "", resident.language)


def say(kind: str, channel: Channel, address: str, language: str = "ko") -> None:
    """Have ``kind`` sent to ``address``; within ``once_each`` no address hears the same twice."""
    gathered = _gathered.get()
    if gathered is not None:
        if (kind, channel, address) in gathered:
            return
        gathered.add((kind, channel, address))
    values = {"on": timezone.localdate(), "by_email": channel == Channel.EMAIL}
    tell(kind, channel, address, language=language, values=values, templates=TEMPLATES)


@contextmanager
def once_each() -> Iterator[None]:
    """Have a family that shares an address told once."""
    token = _gathered.set(set())
    try:
        yield
    finally:
        _gathered.reset(token)


def _is_told_with_consent(resident: Resident, *, started: bool) -> bool:
    """Tell whether giving or withdrawing the consent itself has just been told."""
    if not started:
        return ConsentKind.PROMOTIONAL not in given(resident)
    lately = timezone.now() - _TOLD_WITH_CONSENT
    lines = ConsentEntry.objects.filter(resident=resident, kind=ConsentKind.PROMOTIONAL, recorded_at__gt=lately)
    return lines.filter(action=ConsentEntry.Action.GIVEN).exists()
