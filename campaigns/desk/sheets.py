"""The list of an event to take along, as xlsx; on paper it is a page of its own."""

import json
from collections.abc import Sequence
from typing import IO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.desk.listing import Row
from campaigns.models import Event

_WIDTHS = (6, 14, 16, 8, 18, 12, 18, 10)


def write_list(event: Event, rows: Sequence[Row], file: IO[bytes]) -> None:
    """Write the list into ``file``, with a column for each question."""
    questions = list(event.questions.all())
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": event.title})
        head, day = (
            book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        )
        sheet = book.add_worksheet(_("List"))
        sheet.freeze_panes(1, 0)
        for at, width in enumerate((*_WIDTHS, *(24 for _question in questions))):
            sheet.set_column(at, at, width)
        titles = (
            _("No."),
            _("Name"),
            _("Mobile number"),
            _("People"),
            _("State"),
            _("Route"),
            pgettext("registration", "Since"),
            _("Came"),
        )
        sheet.write_row(0, 0, [*titles, *(one.text for one in questions)], head)
        for at, row in enumerate(rows, start=1):
            given = json.loads(row.answers)
            sheet.write_number(at, 0, at)
            sheet.write_string(at, 1, row.name)
            sheet.write_string(at, 2, row.phone)
            sheet.write_number(at, 3, row.seats)
            sheet.write_string(at, 4, f"{row.state_label} {row.place}" if row.place else str(row.state_label))
            sheet.write_string(at, 5, str(row.route))
            sheet.write_datetime(at, 6, timezone.localtime(row.since).replace(tzinfo=None), day)
            sheet.write_number(at, 7, row.came_seats)
            for column, one in enumerate(questions, start=8):
                sheet.write_string(at, column, given.get(str(one.pk), ""))
