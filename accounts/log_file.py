"""The access log as a file: xlsx, row by row, however many there are."""

from typing import IO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts import actions
from accounts.lines import Lines

MOST = 1_000_000  # rows; a worksheet holds 1,048,576


def write_lines(found: Lines, file: IO[bytes]) -> int:
    """Write the lines; nothing becomes a formula or a link. Return how many there are."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    titles = [
        pgettext("history", "When"),
        _("User name"),
        _("Name"),
        _("Department"),
        _("From where"),
        _("Action"),
        _("Whose data"),
        pgettext("office", "People"),
        _("Purpose"),
    ]
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, bold)
    row = 0
    for row, entry in enumerate(found.select_related("user")[:MOST].iterator(chunk_size=2_000), start=1):
        user = entry.user
        texts = [
            f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}",
            user.username if user else "",
            user.name if user else "",
            user.department if user else "",
            entry.address or "",
            actions.name(entry.action),
            actions.subject_words(entry.subject),
        ]
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)
        sheet.write_number(row, len(texts), entry.people)
        sheet.write_string(row, len(texts) + 1, entry.purpose)
    sheet.freeze_panes(1, 0)
    book.close()
    return row
