"""How far each row of a batch is: its messages by channel, its reading, its paper; for one page of rows at a time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from deliveries.models import Delivery
from deliveries.states import LOST, DeliveryChannel, DeliveryState
from notices.models import Batch, Notice, RegisterRow
from notices.reasons import reason_text
from notices.types import NOTICE_TYPES

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of a row: over which channel (or two, where it fell back), how far, and the code that explains it."""

    channel: "StrPromise | str"
    state: str
    label: "StrPromise | str"
    code: str


@dataclass(frozen=True, slots=True)
class DescribedRow:
    """A register row as the staff page shows it."""

    number: int
    name: str
    dong: str
    outcome: str
    outcome_label: "StrPromise | str"
    reason: "StrPromise | str"
    column: str
    sent: list[Sent] = field(default_factory=list)
    opened_at: datetime | None = None
    confirmed_at: datetime | None = None
    on_paper: bool = False


def describe(batch: Batch, rows: Sequence[RegisterRow]) -> list[DescribedRow]:
    """Describe one page of rows with two queries, however many there are in all."""
    notices = {notice.row_id: notice for notice in Notice.objects.filter(row__in=rows)}
    sent: dict[int, list[Sent]] = {}
    recipients = [notice.pk for notice in notices.values()]
    found = Delivery.objects.filter(dispatch=batch.dispatch, recipient__in=recipients).order_by("channel")
    for delivery in found:
        sent.setdefault(delivery.recipient, []).append(_sent(delivery))
    return [_described(batch, row, notices.get(row.pk), sent) for row in rows]


def _sent(delivery: Delivery) -> Sent:
    return Sent(
        _channels(delivery),
        delivery.state,
        DeliveryState(delivery.state).label,
        str(reason_text(delivery.code)) if delivery.code else "",
    )


def _channels(delivery: Delivery) -> "StrPromise | str":
    """Say how a message travelled, such as “알림톡 (Kakao) → SMS” where the provider fell back."""
    planned = DeliveryChannel(delivery.channel).label
    if delivery.final_channel in ("", delivery.channel):
        return planned
    return f"{planned} → {DeliveryChannel(delivery.final_channel).label}"


def _described(batch: Batch, row: RegisterRow, notice: Notice | None, sent: dict[int, list[Sent]]) -> DescribedRow:
    values = json.loads(row.values or "{}")
    messages = sent.get(notice.pk, []) if notice else []
    return DescribedRow(
        number=row.number,
        name=values.get(NOTICE_TYPES[batch.notice_type].person, ""),
        dong=row.dong.name if row.dong else "",
        outcome=row.outcome,
        outcome_label=row.get_outcome_display(),
        reason=reason_text(row.reason) if row.reason else "",
        column=row.column,
        sent=messages,
        opened_at=notice.opened_at if notice else None,
        confirmed_at=notice.confirmed_at if notice else None,
        on_paper=notice is not None and notice.state == Notice.State.OPEN and _goes_on_paper(row, notice, messages),
    )


def _goes_on_paper(row: RegisterRow, notice: Notice, messages: Sequence[Sent]) -> bool:
    """The same rule as ``paper.on_paper``, for rows already in hand."""
    lost = {state.value for state in LOST}
    never_reached = row.outcome == "recipient" and all(message.state in lost for message in messages)
    return row.outcome in ("paper", "ambiguous") or bool(notice.to_paper_because) or never_reached
