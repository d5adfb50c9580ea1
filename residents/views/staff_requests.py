"""The office's page of residents' requests: the most urgent first; each reading and answer is in the access log.

An officer opens it when the first page says that something waits, a few times a week, and wants to answer what is due
next. Officers of a dong see the requests of its residents, those of the district office all of them; administrators
none (docs/decisions/0021-who-gives-rights.md).
"""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import AccessLogEntry, Role
from accounts.scope import dongs_of
from residents import rights
from residents.contacts import proved, written
from residents.forms.my import AnswerForm
from residents.models import RightsRequest

_ONE_VISIT = timedelta(hours=12)  # a form that lay open for longer is looked at anew


@requires(Role.OFFICER)
def overview(request: HttpRequest) -> HttpResponse:
    """List what waits, by number and without a name, and what was ended last."""
    mine = RightsRequest.objects.filter(resident__household__dong__in=dongs_of(person(request)))
    ended = mine.exclude(state=RightsRequest.State.OPEN).order_by("-answered_at", "-id")
    context = {
        "open_requests": rights.open_requests(dongs_of(person(request))),
        "page": Paginator(ended, 20).get_page(request.GET.get("page")),
        "today": timezone.localdate(),
    }
    return render(request, "residents/staff/requests.html", context)


@requires(Role.OFFICER)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request with whose it is, and take the answer."""
    mine = RightsRequest.objects.filter(resident__household__dong__in=dongs_of(person(request)))
    found = get_object_or_404(mine.select_related("resident__household", "answered_by"), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _answer(request, found, form)
        return redirect("requests:list")  # showing it once more would be one more look at a record
    if request.method != "POST" or not _has_looked(request, found):
        _log(request, found, "rights_request")
    contacts = [(one.get_channel_display(), written(one.channel, one.address or "")) for one in proved(found.resident)]
    context = {"found": found, "form": form, "contacts": contacts, "today": timezone.localdate()}
    return render(request, "residents/staff/request.html", context)


def _answer(request: HttpRequest, found: RightsRequest, form: AnswerForm) -> None:
    state = RightsRequest.State(form.cleaned_data["state"])
    try:
        rights.answer(found, state, form.cleaned_data["answer"], by=person(request))
    except rights.AlreadyEnded:
        messages.warning(request, _("This request was answered or taken back already."))
        return
    _log(request, found, "rights_request_answered")
    messages.success(request, _("Answered. The resident is told."))


def _has_looked(request: HttpRequest, found: RightsRequest) -> bool:
    """Tell whether the form that came back with an error belongs to a look that is in the log already."""
    entries = AccessLogEntry.objects.filter(subject=f"resident:{found.resident_id}", action="rights_request")
    mine = entries.filter(user=person(request), purpose__endswith=f" {found.pk}")
    return mine.filter(at__gte=timezone.now() - _ONE_VISIT).exists()


def _log(request: HttpRequest, found: RightsRequest, action: str) -> None:
    """Whoever reads a request reads a person's record; its purpose is the request itself."""
    purpose = f"{found.get_kind_display()} {found.pk}"
    record_access(request, action=action, subject=f"resident:{found.resident_id}", purpose=purpose)
