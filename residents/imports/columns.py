"""What the columns of a file are: known titles by themselves, the others as an officer said, now or last time."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from residents.enrolment_files import REQUIRED, TITLES
from residents.headers import BodyRow, Header, title_key
from residents.imports.sealed_rows import StagedRow, open_rows
from residents.models import ImportColumns, ImportJob, ImportState
from residents.text import folded, is_blank

__all__ = [
    "LABELS",
    "REQUIRED",
    "Column",
    "Rows",
    "body_rows",
    "choose",
    "columns_of",
    "faults_of",
    "is_understood",
    "propose",
]

Rows = Iterable[BodyRow]

SAMPLES = 3
CONTACTS = ("mobile", "email")
# The column that rejected rows come back with, in the languages of the pages: no column of the office's own.
REASON_TITLES = frozenset({"사유", "reason"})

LABELS = {
    "receipt_number": _("Receipt number"),
    "received_on": _("Received on"),
    "route": _("Route of the form"),
    "collected_by": _("Received by"),
    "name": _("Name"),
    "birth_date": _("Birth date"),
    "sex": _("Sex"),
    "dong": _("Dong"),
    "tong": _("Tong"),
    "ban": _("Ban"),
    "address": _("Address"),
    "head": _("Head of the household"),
    "mobile": _("Mobile number"),
    "mobile_verified": _("Mobile number proved on"),
    "email": _("Email address"),
    "email_verified": _("Email address proved on"),
    "local_tax": _("Local tax by"),
    "civil_defense": _("Civil defence by"),
    "school_entry": _("School entry by"),
    "events": _("Events by"),
    "interests": _("Interests"),
    "collection_use": _("Consent: collection and use"),
    "promotional": _("Consent: promotional messages"),
    "third_party": _("Consent: third party"),
    "signed": _("Signed"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A titled column of a file: where it stands, what it is taken for, and masked values out of it."""

    at: int
    title: str
    field: str
    samples: tuple[str, ...]


def propose(department: str, titles: Sequence[str], *, known: Mapping[str, int]) -> dict[str, int]:
    """Return field → column: by titles that we know, then as the department understood these titles last time."""
    remembered = ImportColumns.objects.filter(department=department, titles_hash=_hash(titles)).first()
    if remembered is None:
        return dict(known)
    places = {title_key(title): at for at, title in reversed(list(enumerate(titles)))}
    return {field: places[key] for key, field in remembered.fields.items() if key in places and field in TITLES}


def is_understood(job: ImportJob) -> bool:
    """Tell whether nothing is left to ask: nothing is missing, and every column is known or was decided on before."""
    if faults_of(job.fields):
        return False
    used = set(job.fields.values())
    if all(at in used for at, title in _titled(job)):
        return True
    return ImportColumns.objects.filter(department=job.department, titles_hash=_hash(job.titles)).exists()


def faults_of(fields: Mapping[str, int]) -> list[str]:
    """Say what keeps these columns from being a file of enrolments; nothing when they are one."""
    faults = []
    missing = [str(LABELS[name]) for name in REQUIRED if name not in fields]
    if missing:
        faults.append(
            str(_("No column is chosen for: %(fields)s. What the file does not have, add there, and hand it in again."))
            % {"fields": ", ".join(missing)}
        )
    if not any(name in fields for name in CONTACTS):
        faults.append(str(_("Choose a column with mobile numbers or email addresses.")))
    return faults


@transaction.atomic
def choose(job: ImportJob, chosen: Mapping[int, str]) -> bool:
    """Take column → field for the import's columns and remember it for these titles; False when it has gone on."""
    fields = {field: at for at, field in chosen.items() if field}
    if not ImportJob.objects.filter(pk=job.pk, state=ImportState.MAPPING).update(fields=fields):
        return False
    by_title = {title_key(title): chosen[at] for at, title in _titled(job) if chosen.get(at)}
    ImportColumns.objects.update_or_create(
        department=job.department, titles_hash=_hash(job.titles), defaults={"fields": by_title}
    )
    job.fields = fields
    return True


def columns_of(job: ImportJob) -> list[Column]:
    """Return the titled columns with three masked values each; those not understood first."""
    page = job.pages.filter(number=0).first()
    rows = open_rows(bytes(page.rows)) if page and page.rows else []
    fields = {at: field for field, at in job.fields.items()}
    found = [Column(at, title, fields.get(at, ""), _samples(rows, at)) for at, title in _titled(job)]
    return sorted(found, key=lambda column: bool(column.field))


def body_rows(job: ImportJob, rows: Sequence[StagedRow]) -> Iterator[BodyRow]:
    """Read staged rows by the import's columns."""
    header = Header("", job.header_row, job.titles, job.fields, (), ())
    for row in rows:
        values = {field: row.cells[at] for field, at in job.fields.items() if at < len(row.cells)}
        yield BodyRow(row.number, row.cells, header, {} if row.is_shifted else values, row.is_shifted, row.held_rrn)


def masked(cell: Any) -> str:
    """Show what kind of value it is and not whose: 홍길동 as 홍**, 1980-01-31 as 1***-**-**; Y or 17 as it is."""
    text = cell.isoformat()[:10] if isinstance(cell, date) else folded(cell)
    if isinstance(cell, float) and cell.is_integer():
        text = str(int(cell))
    if len(text) == 1 or (len(text) == 2 and text.isdigit()):
        return text
    return " ".join(word[:1] + re.sub(r"\w", "*", word[1:]) for word in text[:40].split())


def _samples(rows: Sequence[StagedRow], at: int) -> tuple[str, ...]:
    """Return the values that come first, each once; those that come often tell most where there are few kinds."""
    filled = [masked(row.cells[at]) for row in rows[:200] if at < len(row.cells) and not is_blank(row.cells[at])]
    return tuple(value for value, _count in Counter(filled).most_common(SAMPLES))


def _titled(job: ImportJob) -> list[tuple[int, str]]:
    return [
        (at, title)
        for at, title in enumerate(job.titles)
        if not is_blank(title) and title_key(title) not in REASON_TITLES
    ]


def _hash(titles: Sequence[str]) -> str:
    """Hash the set of titles, whatever their order; a file of rejected rows is the same file again."""
    keys = sorted({title_key(title) for title in titles if title} - REASON_TITLES)
    return hashlib.sha256("|".join(keys).encode()).hexdigest()
