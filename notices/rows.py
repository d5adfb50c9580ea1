"""The rows of a register as the staff reads them: pages on screen, and the whole list as xlsx."""

import json
from collections.abc import Iterable
from typing import IO

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from notices.models import Batch, Outcome, RegisterRow
from notices.paper import write_sheet
from notices.reasons import reason_text
from notices.showing import shown
from notices.types import NOTICE_TYPES

ROWS_PER_PAGE = 50


def row_pages(batch: Batch, outcome: str) -> "Paginator[RegisterRow]":
    """Return the batch's rows in the register's order, of one outcome or of all."""
    rows = batch.rows.order_by("number").select_related("notice", "dong")
    return Paginator(rows.filter(outcome=outcome) if outcome else rows, ROWS_PER_PAGE)


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
