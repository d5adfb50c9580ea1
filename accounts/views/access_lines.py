"""The lines of the access log: one search, and the file of what it found.

The auditor comes from a finding and wants to see exactly its lines; or somebody asks "who looked at this resident?",
and wants the answer while the other waits on the phone. The file is for an inspection from outside, once a year.
Words that somebody looks for may be personal, so they travel in the session and never in an address.
"""

import tempfile
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access_log import record_access
from accounts.forms.access_log import LinesForm, ReasonForm
from accounts.gate import person, requires
from accounts.lines import COUNTED, Wanted, count, described, page_after
from accounts.lines import lines as found_lines
from accounts.log_file import write_lines
from accounts.models import AccessLogEntry, Role
from accounts.months import Month
from accounts.roles import roles_of

WORDS = "access_log_words"  # where the session keeps what somebody looks for
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Role.AUDITOR, Role.ADMINISTRATOR)
def lines(request: HttpRequest) -> HttpResponse:
    """Show the lines that were asked for, the newest first."""
    if request.method == "POST":
        return _search(request)
    return _show(request, _asked(request), ReasonForm())


@requires(Role.AUDITOR, Role.ADMINISTRATOR)
@require_POST
def download(request: HttpRequest) -> HttpResponseBase:
    """Give the lines as xlsx to who says what for; that is a line of the log itself."""
    form, reason = _asked(request), ReasonForm(request.POST)
    if not form.is_valid() or not reason.is_valid():
        return _show(request, form, reason)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it when it is sent
    written = write_lines(found_lines(form.wanted()), file)
    record_access(
        request,
        action="download_access_log",
        subject=f"access_log:{form.wanted().begin}",
        people=written,
        purpose=reason.cleaned_data["reason"],
    )
    file.seek(0)
    name = f"access-log-{form.wanted().begin}-{form.wanted().end}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def query_of(wanted: Wanted) -> str:
    """Return the part of the address that asks for these lines; of words only that there are some."""
    pairs: list[tuple[str, Any]] = [("begin", wanted.begin), ("end", wanted.end)]
    pairs += [(name, value) for name in ("user", "action", "subject") if (value := getattr(wanted, name))]
    pairs += [("marks", mark) for mark in sorted(wanted.marks)]
    pairs += [("words", "on")] if wanted.words else []
    return urlencode(pairs)


def _search(request: HttpRequest) -> HttpResponse:
    form = LinesForm(request.POST)
    if not form.is_valid():
        return _show(request, form, ReasonForm())
    request.session[WORDS] = form.cleaned_data["words"]
    return HttpResponseRedirect(f"{reverse('office:access_log_lines')}?{query_of(form.wanted())}")


def _asked(request: HttpRequest) -> LinesForm:
    """Read the search from the address, and its words from the session; this month where nothing is asked."""
    asked: QueryDict = request.GET.copy()
    month = Month.now()
    asked.setdefault("begin", month.first.isoformat())
    asked.setdefault("end", timezone.localdate().isoformat())
    asked["words"] = request.session.get(WORDS, "") if "words" in asked else ""
    return LinesForm(asked)


def _show(request: HttpRequest, form: LinesForm, reason: ReasonForm) -> HttpResponse:
    context: dict[str, Any] = {"filter": form, "reason": reason, "form": reason if reason.errors else form}
    if form.is_valid():
        wanted, roles = form.wanted(), roles_of(person(request))
        found = found_lines(wanted)
        page, more = page_after(found, _last(request))
        context |= {
            "rows": list(described(page, roles)),
            "older": page[-1].pk if more else None,
            "first_page": "after" not in request.GET,
            "count": count(found),
            "counted": COUNTED,
            "query": query_of(wanted),
        }
    return render(request, "accounts/access_lines.html", context, status=422 if context["form"].errors else 200)


def _last(request: HttpRequest) -> AccessLogEntry | None:
    """Return the line with which the page before ended."""
    after = request.GET.get("after", "")
    return AccessLogEntry.objects.filter(pk=after).first() if after.isdecimal() and len(after) < 19 else None
