"""Reading a notice: the link's door asks for the addressee's birth date, and records opening and confirmation.

A wrong date, a wrong link and a locked link answer alike, and cost a stranger the same tries: nobody learns from the
door whether a link exists. Tries are kept in PostgreSQL by keyed hash, so an emptied Redis opens nothing.
"""

import hmac
import json
import re
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from deliveries.suppressions import suppress
from notices import tries
from notices.models import Notice, NoticeEvent
from notices.not_for_me import open_events
from notices.tries import TooManyTries
from notices.types import NOTICE_TYPES, Row
from residents.keyring import keyring
from residents.models import Channel, ContactPoint

_NOBODY = date(1, 1, 1)


@transaction.atomic
def open_door(token: str, answer: str, *, client: str) -> Notice | None:
    """Return the notice when ``answer`` is the addressee's birth date, else None.

    Raises TooManyTries for a link or a client with too many wrong answers; the notice then stays shut even to the
    right one.
    """
    link, caller = keyring().hash(token, b"link"), keyring().hash(client, b"client")
    tries.take_turns(link, caller)
    if tries.count(link) >= settings.READING_TRIES_PER_LINK or tries.count(caller) >= settings.READING_TRIES_PER_CLIENT:
        raise TooManyTries
    notice = Notice.objects.select_related("row", "batch").filter(token=token).first()
    if not _is_birth_date(answer, _birth_date(notice)) or notice is None:
        tries.note(link, caller)
        return None
    tries.forgive(link)
    record_opened(notice)
    return notice


def record_opened(notice: Notice) -> None:
    """Note an opened page behind the identity check: that, and nothing less, is "read" (promise 7)."""
    if Notice.objects.filter(pk=notice.pk, opened_at=None).update(opened_at=timezone.now()):
        Notice.objects.filter(pk=notice.pk, state=Notice.State.OPEN).update(state=Notice.State.READ)
        NoticeEvent.objects.create(notice=notice, kind=NoticeEvent.Kind.OPENED)


def confirm(notice: Notice) -> None:
    """Note that the reader says they have understood; the first time counts."""
    if Notice.objects.filter(pk=notice.pk, confirmed_at=None).update(confirmed_at=timezone.now()):
        NoticeEvent.objects.create(notice=notice, kind=NoticeEvent.Kind.CONFIRMED)


@transaction.atomic
def not_me(token: str, channel: Channel | None) -> None:
    """Somebody else reads at this address: stop it at once, serve the notice on paper, and tell the office.

    ``channel`` is the one whose message was followed; unknown, both stop. What is still queued to the address, of any
    dispatch, is skipped at the claim. An unknown link does nothing, silently.
    """
    notice = Notice.objects.select_related("row").filter(token=token).first()
    if notice is None:
        return
    contacts = {Channel.EMAIL: notice.row.email_contact_id, Channel.SMS: notice.row.sms_contact_id}
    ids = [pk for name, pk in contacts.items() if pk and channel in (None, name)]
    for contact in ContactPoint.objects.filter(pk__in=ids, stopped_at=None):
        suppress(contact.channel, bytes(contact.address_hash), "not_me")
    ContactPoint.objects.filter(pk__in=ids, stopped_at=None).update(stopped_at=timezone.now(), stopped_because="not_me")
    Notice.objects.filter(pk=notice.pk).update(to_paper_because="not_me")
    if not open_events().filter(notice=notice).exists():
        NoticeEvent.objects.create(notice=notice, kind=NoticeEvent.Kind.NOT_ME)


def row_of(notice: Notice) -> Row:
    values: Row = json.loads(notice.row.values or "{}")
    return values


def _birth_date(notice: Notice | None) -> date:
    """Return the addressee's birth date, or a date nobody has, at the cost of the same work."""
    if notice is None:
        json.loads('{"birth_date": "1900-01-01"}')
        return _NOBODY
    return date.fromisoformat(row_of(notice)[NOTICE_TYPES[notice.batch.notice_type].birth_date])


def _is_birth_date(answer: str, expected: date) -> bool:
    """Accept eight digits or six, with or without separators; compare in constant time."""
    digits = re.sub(r"\D", "", answer)
    shapes = (expected.strftime("%Y%m%d"), expected.strftime("%y%m%d"))
    matches = [hmac.compare_digest(digits.encode(), shape.encode()) for shape in shapes]
    return any(matches)
