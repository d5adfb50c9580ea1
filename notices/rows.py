"""The rows of a register as the staff reads them: pages on screen, and the whole list as xlsx."""

import json
from collections.abc import Iterable
from typing import IO

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliveries.models import Delivery
from deliveries.states import IN_FLIGHT, DeliveryState
from notices.models import Batch, Outcome, RegisterRow
from notices.not_for_me import open_events
from notices.paper import write_sheet
from notices.reasons import reason_text
from notices.showing import shown
from notices.types import NOTICE_TYPES

ROWS_PER_PAGE = 50

# What became of messages, by the name that stands in an address: ``rows?message=failed``.
MESSAGE_SETS: dict[str, frozenset[DeliveryState]] = {
    "failed": frozenset({DeliveryState.FAILED, DeliveryState.BOUNCED}),
    "unknown": frozenset({DeliveryState.UNKNOWN}),
    "unsent": frozenset({DeliveryState.SKIPPED, DeliveryState.CANCELLED}),
    "waiting": IN_FLIGHT,
}

NOT_ME = "not_me"  # answered so by who read it, and not yet seen to

MESSAGE_NAMES = (
    ("failed", gettext_lazy("Failed")),
    ("unknown", gettext_lazy("Unknown: being looked into")),
    ("unsent", gettext_lazy("Not sent")),
    ("waiting", gettext_lazy("Waiting")),
    (NOT_ME, gettext_lazy("“Not me”")),
)


def row_pages(batch: Batch, outcome: str = "", message: str = "") -> "Paginator[RegisterRow]":
    """Return the batch's rows in the register's order: of one outcome, or with a message of one of MESSAGE_NAMES."""
    rows = batch.rows.order_by("number").select_related("notice", "dong")
    if outcome:
        rows = rows.filter(outcome=outcome)
    if message == NOT_ME:
        rows = rows.filter(Exists(open_events().filter(notice=OuterRef("notice__pk"))))
    elif message:
        sent = Delivery.objects.filter(dispatch=batch.dispatch_id, recipient=OuterRef("notice__pk"))
        rows = rows.filter(Exists(sent.filter(state__in=MESSAGE_SETS[message])))
    return Paginator(rows, ROWS_PER_PAGE)


def write_rows_list(batch: Batch, file: IO[bytes]) -> int:
    """Write what each row became and why as xlsx; return how many rows there are."""
    notice_type = NOTICE_TYPES[batch.notice_type]
    fields = [field for field in notice_type.fields if field.name != "dong"]
    header = [_("Row"), _("Became"), _("Why"), _("Column"), *(field.title for field in fields)]

    def rows() -> Iterable[list[str]]:
        for row in batch.rows.order_by("number").iterator(chunk_size=2_000):
            values = json.loads(row.values or "{}")
            shown_values = [shown(notice_type, values, field.name) for field in fields]
            yield [
                str(row.number),
                str(Outcome(row.outcome).label),
                str(reason_text(row.reason)),
                row.column,
                *shown_values,
            ]

    return write_sheet(file, header, rows())
