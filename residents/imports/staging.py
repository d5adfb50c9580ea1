"""Taking a file in: its rows go into sealed pages of a thousand, and the file is let go of with the request.

Reading forty-six thousand rows takes some seconds, and is done while the upload is answered: to leave it to a worker,
the file would have to be stored as it came, with whatever resident registration numbers it holds (DOMAIN.md R8).
"""

from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from residents.enrolment_files import PAGE, TITLES
from residents.headers import LOOKED_AT, BodyRow, Header, body, find_header
from residents.imports import columns
from residents.imports.sealed_rows import StagedRow, close_rows
from residents.models import ImportJob, ImportPage
from residents.rrn import looks_like_rrn, mask_rrn
from residents.tables import Table
from residents.text import folded, is_blank
from residents.unreadable import UnreadableFile

FEWEST = 2  # titles of a header of which we know none


@transaction.atomic
def stage(table: Table, *, by: User, file_name: str) -> ImportJob:
    """Keep the rows of ``table`` and propose what its columns are; all of it or nothing. Raise UnreadableFile."""
    if looks_like_rrn(file_name):
        raise UnreadableFile("rrn", _("The file’s name holds what looks like a resident registration number."))
    header = _header(table)
    titles = [mask_rrn(title) if looks_like_rrn(title) else title for title in header.titles]
    job = ImportJob.objects.create(
        department=by.department,
        uploaded_by=by,
        file_name=file_name[:200],
        language=get_language() or "ko",
        titles=titles,
        header_row=header.row_number,
        fields=columns.propose(by.department, titles, known=header.fields if header.titles == titles else {}),
    )
    rows = body(table, _open_wide(header) if header.missing else header)
    while page := list(islice(_staged(rows), PAGE)):
        ImportPage.objects.create(job=job, number=job.pages_count, rows=close_rows(page))
        job.pages_count += 1
        job.rows += len(page)
    job.save(update_fields=["pages_count", "rows"])
    return job


def _staged(rows: Iterator[BodyRow]) -> Iterator[StagedRow]:
    for row in rows:
        held_rrn = row.holds_rrn
        yield StagedRow(row.number, row.masked_cells() if held_rrn else row.cells, held_rrn, row.is_shifted)


def _header(table: Table) -> Header:
    """Find the row of titles: by the titles we know, or where there are none, the first one full of words."""
    try:
        return find_header(table, TITLES, required=columns.REQUIRED)
    except UnreadableFile as error:
        if error.code != "no_header":
            raise
        found = _fullest_row(table)
        if found is None:
            raise
        return found


def _fullest_row(table: Table) -> Header | None:
    """Return the row with most words at the top, as the header of a file none of whose titles we know."""
    sheet = table.sheet_names[0]
    best: tuple[int, int, list[str]] | None = None
    for number, cells in table.head(LOOKED_AT, sheet):
        titles = [folded(cell) if isinstance(cell, str) else "" for cell in cells]
        words = sum(bool(title) and not any(letter.isdigit() for letter in title) for title in titles)
        if words >= FEWEST and (best is None or words > best[0]):
            best = words, number, titles
    if best is None:
        return None
    return Header(sheet, best[1], best[2], {}, columns.REQUIRED, ())


def _open_wide(header: Header) -> Header:
    """Take every titled column for one that makes a row an entry, while nobody has said which is which."""
    every = {str(at): at for at, title in enumerate(header.titles) if not is_blank(title)}
    return Header(header.sheet, header.row_number, header.titles, every, (), header.lines)
