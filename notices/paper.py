"""What goes on paper: nobody to reach electronically, or nobody reached; and the list to print from."""

import json
from collections.abc import Iterable
from typing import IO

import xlsxwriter
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Dong
from deliveries.models import Delivery
from deliveries.states import LOST
from notices.models import Batch, Notice, Outcome
from notices.reasons import reason_text
from notices.showing import shown
from notices.types import NOTICE_TYPES


def on_paper(batch: Batch) -> QuerySet[Notice]:
    """Return the batch's open notices that no electronic delivery will settle, in the register's order.

    That is: rows that became paper or are still ambiguous, notices somebody else answered for ("not me"), and
    notices all of whose deliveries were skipped, refused or bounced.
    """
    deliveries = Delivery.objects.filter(dispatch=batch.dispatch, recipient=OuterRef("pk"))
    never_reached = ~Exists(deliveries.exclude(state__in=LOST)) & Q(row__outcome=Outcome.RECIPIENT)
    return (
        Notice.objects.filter(batch=batch, state=Notice.State.OPEN)
        .filter(Q(row__outcome__in=[Outcome.PAPER, Outcome.AMBIGUOUS]) | ~Q(to_paper_because="") | never_reached)
        .select_related("row")
        .order_by("row__number")
    )


def write_paper_list(batch: Batch, file: IO[bytes]) -> int:
    """Write the list as xlsx, every cell as text or plain number, never as a formula; return how many there are."""
    notice_type = NOTICE_TYPES[batch.notice_type]
    dongs = dict(Dong.objects.values_list("code", "name"))
    header = [_("Row"), _("Why on paper"), *(field.title for field in notice_type.fields)]

    def rows() -> Iterable[list[str]]:
        for notice in on_paper(batch).iterator(chunk_size=2_000):
            values = json.loads(notice.row.values or "{}")
            if "dong" in values:
                values["dong"] = dongs.get(values["dong"], values["dong"])
            why = notice.to_paper_because or notice.row.reason or "never_reached"
            cells = [
                values.get(field.name, "") if field.name == "dong" else shown(notice_type, values, field.name)
                for field in notice_type.fields
            ]
            yield [str(notice.row.number), str(reason_text(why)), *cells]

    return write_sheet(file, header, rows())


def write_sheet(file: IO[bytes], header: list[str], rows: Iterable[list[str]]) -> int:
    """Write rows of text as one worksheet in constant memory; nothing becomes a formula or a link."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, bold)
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            sheet.write_string(count, column, text)
    sheet.freeze_panes(1, 0)
    book.close()
    return count
