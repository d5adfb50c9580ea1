"""A notice in the resident's locker: the letter, its confirmation, its due day for a calendar, and a PDF to keep.

The resident proved a contact to get here, so the birth date is not asked again; opening counts as read (promise 7).
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from notices import reading
from notices.locker import due_of, notices_of
from notices.models import Notice
from notices.showing import lines_of
from notices.types import NOTICE_TYPES
from residents import calendar_file, pdf
from residents.district import district_name
from residents.models import Resident
from residents.visits import residents_only


@residents_only
def letter(request: HttpRequest, resident: Resident, pk: int) -> HttpResponse:
    """Show the letter, and note that it was read."""
    notice = _mine(resident, pk)
    reading.record_opened(notice)
    context = {**_letter(notice), "has_day": _day(notice) is not None}
    return render(request, "notices/my_letter.html", context)


@residents_only
@require_POST
def confirm(request: HttpRequest, resident: Resident, pk: int) -> HttpResponse:
    """Note the reader's confirmation."""
    reading.confirm(_mine(resident, pk))
    return redirect("my_notices:letter", pk=pk)


@residents_only
def calendar(request: HttpRequest, resident: Resident, pk: int) -> HttpResponse:
    """Give the day by which something has to be done as a calendar file."""
    notice = _mine(resident, pk)
    when = _day(notice)
    if when is None:
        raise Http404
    row, notice_type = reading.row_of(notice), NOTICE_TYPES[notice.batch.notice_type]
    event = calendar_file.Event(
        uid=f"notice-{notice.pk}@{settings.SITE_HOST}",
        when=when,
        summary=f"{notice_type.label}: {notice.batch.title}",
        description=" ".join(filter(None, [row.get("department", ""), row.get("contact", "")])),
        location=row.get("place") or row.get("orientation_place") or "",
        url=f"{settings.SITE_URL}{reverse('my_notices:letter', args=[notice.pk])}",
    )
    return _file(calendar_file.write(event), "text/calendar; charset=utf-8", f"notice-{notice.pk}.ics")


@residents_only
def as_pdf(request: HttpRequest, resident: Resident, pk: int) -> HttpResponse:
    """Give the letter as a PDF; making it shows the whole letter, so it counts as read."""
    notice = _mine(resident, pk)
    reading.record_opened(notice)
    return _file(pdf.make("components/letter.typ", _paper(notice)), "application/pdf", f"notice-{notice.pk}.pdf")


def _mine(resident: Resident, pk: int) -> Notice:
    """Return a notice of this resident; one of somebody else is as absent as one that does not exist."""
    return get_object_or_404(notices_of(resident.pk), pk=pk)


def _day(notice: Notice) -> date | datetime | None:
    """Return when it is due; what is over needs no calendar."""
    due = due_of(notice)
    day = timezone.localtime(due).date() if isinstance(due, datetime) else due
    return due if day and day >= timezone.localdate() else None


def _letter(notice: Notice) -> dict[str, Any]:
    notice_type = NOTICE_TYPES[notice.batch.notice_type]
    row = reading.row_of(notice)
    return {
        "notice": notice,
        "notice_type": notice_type,
        "name": row[notice_type.person],
        "lines": lines_of(notice_type, row),
        "tax_payment_url": settings.TAX_PAYMENT_URL,
    }


def _paper(notice: Notice) -> dict[str, Any]:
    values, row = _letter(notice), reading.row_of(notice)
    courtesy = _(
        "This is a courtesy copy for your convenience. Legal service is by post, or by the national local-tax service "
        "where you applied for it."
    )
    office = _("%(district)s office") % {"district": district_name()}
    return {
        "title": notice.batch.title,
        "kind": str(values["notice_type"].label),
        "to": _("To %(name)s") % {"name": values["name"]},
        "facts": [{"label": str(line.label), "value": line.value, "strong": line.strong} for line in values["lines"]],
        "paragraphs": [courtesy] if values["notice_type"].slug == "local_tax" else [],
        "sender": " ".join(filter(None, [office, row.get("department") or notice.batch.department])),
        "contact": row.get("contact") or settings.OFFICE_CONTACT,
        "foot": "",
        "district": district_name(),
    }


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
