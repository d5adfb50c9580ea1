"""The life of a batch: a register is taken in and matched, frozen, approved by a second person, and dispatched."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from deliveries import dispatches
from deliveries.manner import Manner
from deliveries.models import Dispatch
from deliveries.planning import plan
from deliveries.states import DeliveryChannel, DispatchState
from notices import matching, registers
from notices.deadlines import late_rows
from notices.letters import write_contents
from notices.models import Batch
from notices.types import NOTICE_TYPES, NoticeType
from residents.consent import mask_of
from residents.keyring import keyring
from residents.rrn import looks_like_rrn
from residents.spreadsheets import Table

REGISTER_LOCK = 0x72_65_67  # the same register twice at once: the second waits, and then sees the first


class BatchRefused(Exception):
    """The step cannot be taken; ``code`` is stable, the text says what would be right."""

    def __init__(self, code: str, reason: Any, *, batch: Batch | None = None) -> None:
        super().__init__(str(reason))
        self.code, self.reason, self.batch = code, reason, batch


@dataclass(frozen=True, slots=True)
class Intake:
    """What was asked for: whose register of which type, under which title."""

    notice_type: str
    title: str
    file_name: str
    department: str = ""
    uploaded_by: User | None = None
    again: bool = False
    mapping: dict[str, str] | None = None


@transaction.atomic
def take_in(intake: Intake, table: Table, *, progressed: Callable[[int], None] = lambda count: None) -> Batch:
    """Read, match and count a register; all of it or nothing.

    Raises UnreadableFile for a file that is no such register, BatchRefused for the same register again.
    """
    notice_type = NOTICE_TYPES[intake.notice_type]
    _refuse_rrn(intake.title, intake.file_name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
    batch = Batch.objects.create(
        dispatch=_draft(intake, notice_type),
        notice_type=intake.notice_type,
        title=intake.title[:200],
        department=intake.department,
        file_name=intake.file_name[:200],
        uploaded_by=intake.uploaded_by,
    )
    footer_rows = registers.take_in(batch.pk, notice_type, table, mapping=intake.mapping, progressed=progressed)
    batch.register_hash = _register_hash(batch)
    if not intake.again:
        _refuse_same_register(batch)
    matching.match(batch)
    batch.counts = {**matching.counts_of(batch), "footer_rows": footer_rows}
    batch.save()
    write_contents(batch)
    return batch


def _draft(intake: Intake, notice_type: NoticeType) -> Dispatch:
    return Dispatch.objects.create(
        title=intake.title[:200],
        source="notices",
        service=notice_type.slug,
        required_consents=mask_of(notice_type.consents),
        statutory=True,
    )


def submit(batch: Batch, *, by: User | None) -> None:
    """Freeze the audience, hash it, and hand it to the approver."""
    batch.audience_hash = audience_hash(batch)
    batch.save(update_fields=["audience_hash"])
    dispatches.submit(batch.dispatch, by=by)


@transaction.atomic
def approve(
    batch: Batch,
    *,
    by: User | None,
    audience: str,
    at: datetime | None = None,
    late_allowed_by: str = "",
    manner: Manner | None = None,
) -> int:
    """Approve the frozen audience and plan its deliveries, to go out in ``manner``; return how many there are.

    ``audience`` is the hash that the approver saw. Raises BatchRefused when it is another now, when the approver is
    the person who uploaded (unless the setting for one person at one machine allows it), or when the law's last moment
    for the notices is over and nobody is named who allows it.
    """
    _refuse_self_approval(batch, by)
    if audience != batch.audience_hash or audience_hash(batch) != audience:
        raise BatchRefused("audience_changed", _("The recipients changed since this was frozen. Look at it again."))
    start = at or timezone.now()
    _refuse_late(batch, start, late_allowed_by)
    batch.approved_by, batch.approved_at, batch.late_allowed_by = by, timezone.now(), late_allowed_by[:60]
    batch.save(update_fields=["approved_by", "approved_at", "late_allowed_by"])
    if manner is not None:
        manner.set_on(batch.dispatch)
    _owe(batch)
    planned = plan(batch.dispatch, _AUDIENCE, {"batch": batch.pk, "mobile": _mobile_channel(batch)})
    dispatches.schedule(batch.dispatch, at=start, by=by, reason=f"audience {audience[:12]}")
    return planned


def audience_hash(batch: Batch) -> str:
    """Hash who gets what over which contact: what the approver approves is what is sent."""
    digest = hashlib.sha256()
    rows = batch.rows.order_by("number").values_list(
        "number", "outcome", "resident_id", "email_contact_id", "sms_contact_id"
    )
    for row in rows.iterator(chunk_size=5_000):
        digest.update(repr(row).encode())
    for content in batch.dispatch.contents.order_by("channel"):
        digest.update(repr((content.channel, content.subject, content.text, content.html)).encode())
        if content.template_id:
            digest.update(repr((content.template_id, sorted(content.template_values.items()))).encode())
    return digest.hexdigest()


# Tokens: 96 bits from the server's random source, in the URL-safe alphabet; they name nobody.
_OWE = """
INSERT INTO notices_notice (batch_id, row_id, token, state, to_paper_because)
SELECT batch_id, id,
       translate(substr(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'), 1, 16),
                 '+/', '-_'),
       'open', ''
  FROM notices_registerrow
 WHERE batch_id = %(batch)s AND outcome IN ('recipient', 'paper', 'ambiguous')
ON CONFLICT (row_id) DO NOTHING
"""

_AUDIENCE = """
SELECT contact.channel, n.id, r.resident_id, contact.id
  FROM notices_notice AS n JOIN notices_registerrow AS r ON r.id = n.row_id
 CROSS JOIN LATERAL (VALUES ('email', r.email_contact_id), (%(mobile)s, r.sms_contact_id)) AS contact (channel, id)
 WHERE n.batch_id = %(batch)s AND r.outcome = 'recipient' AND contact.id IS NOT NULL
"""


def _mobile_channel(batch: Batch) -> str:
    """Return how mobile numbers are reached: by 알림톡 where the frozen contents have one, by SMS otherwise."""
    by_alimtalk = batch.dispatch.contents.filter(channel=DeliveryChannel.ALIMTALK).exists()
    return DeliveryChannel.ALIMTALK if by_alimtalk else DeliveryChannel.SMS


def _owe(batch: Batch) -> None:
    """Make a notice of every row that is owed to somebody."""
    with connection.cursor() as cursor:
        cursor.execute(_OWE, {"batch": batch.pk})


def _register_hash(batch: Batch) -> bytes:
    """Hash the obligations of the register, whatever file or order they came in; empty when it has none."""
    digest = hashlib.sha256(batch.notice_type.encode())
    rows = batch.rows.exclude(obligation_hash=b"").order_by("obligation_hash")
    found = False
    for value in rows.values_list("obligation_hash", flat=True).distinct().iterator(chunk_size=5_000):
        digest.update(bytes(value))
        found = True
    return keyring().hash(digest.hexdigest(), b"register") if found else b""


def _refuse_same_register(batch: Batch) -> None:
    if not batch.register_hash:
        return
    earlier = (
        Batch.objects.filter(notice_type=batch.notice_type, register_hash=batch.register_hash)
        .exclude(pk=batch.pk)
        .exclude(dispatch__state="cancelled")
        .order_by("-id")
        .first()
    )
    if earlier is not None:
        raise BatchRefused(
            "same_register",
            _("This register was already taken in on %(when)s as “%(title)s”. Say so expressly to send it again.")
            % {
                "when": timezone.localtime(earlier.created_at).strftime("%Y-%m-%d %H:%M"),
                "title": earlier.title,
            },
            batch=earlier,
        )


def _refuse_self_approval(batch: Batch, by: User | None) -> None:
    if settings.SELF_APPROVAL:
        return
    if by is None or by == batch.uploaded_by:
        raise BatchRefused("second_person", _("A second person has to approve: not the one who took the register in."))


def _refuse_late(batch: Batch, start: datetime, allowed_by: str) -> None:
    late = late_rows(batch, start)
    if late and not allowed_by:
        raise BatchRefused(
            "too_late",
            _(
                "For %(count)s notices the last lawful moment is over at that time. "
                "Serve them on paper, or name who allows it."
            )
            % {"count": late},
        )


def refuse_after_draft(batch: Batch) -> None:
    """Raise BatchRefused once the recipients are frozen: what was submitted must not change any more."""
    if batch.dispatch.state != DispatchState.DRAFT:
        raise BatchRefused("frozen", _("The recipients are frozen. Discard the batch to change them."))


def _refuse_rrn(*texts: str) -> None:
    if any(looks_like_rrn(text) for text in texts):
        raise BatchRefused("rrn", _("This holds what looks like a resident registration number. Take it out."))
