"""Who is on my page: a resident's visit, in the browser's session, for as long as they go on clicking.

It is kept apart from the office's sessions: one browser is a resident's or an officer's, never both. A visit rests on
the contact by which it began, and ends with it.
"""

import time
from collections.abc import Callable
from functools import update_wrapper
from posixpath import normpath
from typing import Any, Concatenate, ParamSpec, TypedDict
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from residents.contacts import HasLeft
from residents.models import ContactPoint, Resident

_KEY = "my_page"
_LET_IN = "my_page_let_in"  # proved an address that several share, and has not said yet whose page it shall be

P = ParamSpec("P")
Guarded = Callable[P, HttpResponseBase]


class _Visit(TypedDict):
    resident: int
    contact: int | None
    until: float


def sign_in(request: HttpRequest, resident: Resident, contact: ContactPoint | None = None) -> None:
    """Begin a visit of ``resident``, who has proved to read at ``contact``, under a new session key.

    An officer who was signed in in this browser is signed out.
    """
    if request.user.is_authenticated:
        logout(request)
    request.session.cycle_key()
    request.session.pop(_LET_IN, None)
    visit: _Visit = {"resident": resident.pk, "contact": contact.pk if contact else None, "until": _end()}
    request.session[_KEY] = visit


def sign_out(request: HttpRequest) -> None:
    """End the visit with everything else that this browser's session holds."""
    request.session.flush()


def visitor(request: HttpRequest) -> Resident | None:
    """Return the resident whose visit this is, and let it go on from now; None when there is none, or no more."""
    visit: _Visit | None = request.session.get(_KEY)
    if visit is None:
        return None
    resident = _found(visit) if visit["until"] > time.time() else None
    if resident is None:
        del request.session[_KEY]
        return None
    visit["until"] = _end()
    request.session.modified = True
    return resident


def contact_of(request: HttpRequest) -> ContactPoint | None:
    """Return the contact by which the visit began."""
    visit: _Visit | None = request.session.get(_KEY)
    return ContactPoint.objects.filter(pk=visit["contact"]).first() if visit and visit["contact"] else None


def let_in(request: HttpRequest, contacts: list[ContactPoint]) -> None:
    """Remember for a while which contacts, of several residents, were proved: one of them is chosen next."""
    request.session.cycle_key()
    request.session[_LET_IN] = {"contacts": [contact.pk for contact in contacts], "until": _end()}


def let_in_contacts(request: HttpRequest) -> list[int]:
    """Return the contacts among which may be chosen; none when that is too long ago."""
    let: dict[str, Any] = request.session.get(_LET_IN, {})
    return let["contacts"] if let.get("until", 0) > time.time() else []


def residents_only(
    view: Callable[Concatenate[HttpRequest, Resident, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let a view be reached by a signed-in resident, whom it gets as its second argument; others sign in first."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        resident = visitor(request)
        if resident is None:
            place = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
            return redirect(f"{reverse('my:sign_in')}?{urlencode({'next': place})}")
        try:
            return view(request, resident, *args, **kwargs)
        except HasLeft:  # at this very moment, in another window
            return redirect("my:sign_in")

    update_wrapper(guarded, view)
    guarded.residents_only = True  # type: ignore[attr-defined]  # a mark on the function, for the architecture's test
    return never_cache(guarded)


def safe_next(request: HttpRequest, place: str) -> str:
    """Return where to go after signing in: ``place`` when it is one of my pages, else the first of them."""
    home, path = reverse("my:home"), f"{normpath(urlsplit(place).path)}/"
    mine = path.startswith(home) and not path.startswith(reverse("my:sign_in"))
    same_site = url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure())
    return place if mine and same_site else home


def _end() -> float:
    return time.time() + int(settings.MY_PAGE_MINUTES) * 60


def _found(visit: _Visit) -> Resident | None:
    residents = Resident.objects.filter(pk=visit["resident"], left_at=None)
    if visit["contact"] is not None:
        residents = residents.filter(contacts=visit["contact"], contacts__stopped_at=None)
    return residents.first()


def _end_visit(request: HttpRequest | None, **_: object) -> None:
    if request is not None:
        request.session.pop(_KEY, None)
        request.session.pop(_LET_IN, None)


user_logged_in.connect(_end_visit)
