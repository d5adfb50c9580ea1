"""The resident's page of one notice, on a phone, once: a door that asks one thing, then a calm letter."""

import time
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import client_address
from notices import reading
from notices.forms import DoorForm
from notices.models import Notice
from notices.showing import lines_of
from notices.tries import TooManyTries
from notices.types import NOTICE_TYPES
from residents.models import Channel

SESSION_KEY = "opened_notices"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, token: str) -> HttpResponse:
    """Show the letter to who has passed the door in this session, the door to everybody else."""
    notice = _opened(request, token)
    if notice is not None:
        return render(request, "notices/letter.html", _letter(notice))
    form = DoorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _answer(request, token, form)
    return _door(request, token, form)


@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Note the reader's confirmation; only who has passed the door can give it."""
    notice = _opened(request, token)
    if notice is not None:
        reading.confirm(notice)
    return redirect("notices:read", token=token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST acts: mail scanners open links. The answer does not tell whether the link exists."""
    channel = request.POST.get("v") or request.GET.get("v", "")
    if request.method != "POST":
        return render(request, "notices/not_me.html", {"token": token, "channel": channel})
    reading.not_me(token, Channel(channel) if channel in Channel.values else None)
    return render(request, "notices/not_me_done.html")


def _answer(request: HttpRequest, token: str, form: DoorForm) -> HttpResponse:
    try:
        notice = reading.open_door(token, form.cleaned_data["birth_date"], client=client_address(request))
    except TooManyTries:
        minutes = settings.READING_PAUSE_MINUTES
        form.add_error(
            None, _("Too many wrong answers. Please try again in %(minutes)s minutes.") % {"minutes": minutes}
        )
        return _door(request, token, form, status=429)
    if notice is None:
        form.add_error(
            "birth_date",
            _("This does not open the notice. Check the birth date, and that the link is whole."),
        )
        return _door(request, token, form, status=200)
    _remember(request, token)
    return redirect("notices:read", token=token)


def _door(request: HttpRequest, token: str, form: DoorForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "token": token, "channel": request.GET.get("v", "")}
    return render(request, "notices/door.html", context, status=status)


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


def _remember(request: HttpRequest, token: str) -> None:
    """Let this session read the notice for a while, and a few at a time."""
    request.session.cycle_key()
    opened = dict(list(request.session.get(SESSION_KEY, {}).items())[-19:])
    opened[token] = time.time() + settings.READING_SESSION_MINUTES * 60
    request.session[SESSION_KEY] = opened


def _opened(request: HttpRequest, token: str) -> Notice | None:
    if request.session.get(SESSION_KEY, {}).get(token, 0) < time.time():
        return None
    notice = Notice.objects.select_related("row", "batch").filter(token=token).first()
    if notice is None:
        raise Http404
    return notice
