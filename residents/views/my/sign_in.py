"""Signing in without a password: an address, a code, and whose page it shall be where several share the address."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.gate import client_address
from residents import asked as asking
from residents import signing_in, visits
from residents.asked import Asked
from residents.codes import CodeRefused, TooManyCodes
from residents.contacts import holders_of, proved, written
from residents.forms.my import AddressForm, CodeForm
from residents.models import Channel, ContactPoint, Purpose

_PURPOSE = Purpose.SIGN_IN


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the address; whatever it is, a code page follows."""
    place = visits.safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        channel, address = form.cleaned_data["address"]
        try:
            asked = signing_in.ask(
                channel, address, client=client_address(request), language=get_language() or "ko", next_place=place
            )
        except TooManyCodes as error:
            form.add_error("address", wait(error.seconds))
            return render(request, "residents/my/sign_in.html", {"form": form, "next": place}, status=429)
        response = redirect("my:code")
        asking.keep(response, _PURPOSE, asked)
        return response
    return render(request, "residents/my/sign_in.html", {"form": form, "next": place, "asked": "next" in request.GET})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code; it lets in where it is right."""
    asked = asking.recall(request, _PURPOSE)
    if asked is None:
        return redirect("my:sign_in")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            contacts = signing_in.enter(asked, form.cleaned_data["code"], client=client_address(request))
        except CodeRefused as refused:
            form.add_error("code", wrong(refused.left))
        except TooManyCodes as error:
            form.add_error("code", wait(error.seconds))
            status = 429
        else:
            return _let_in(request, asked, contacts)
    return render(request, "residents/my/code.html", _context(asked, form), status=status)


@never_cache
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Send another code."""
    asked = asking.recall(request, _PURPOSE)
    if asked is None:
        return redirect("my:sign_in")
    form = CodeForm()
    try:
        asked = signing_in.again(asked, client=client_address(request), language=get_language() or "ko")
    except TooManyCodes as error:
        context = {**_context(asked, form), "wait": wait(error.seconds)}
        return render(request, "residents/my/code.html", context, status=429)
    response = render(request, "residents/my/code.html", {**_context(asked, form), "sent_again": True})
    asking.keep(response, _PURPOSE, asked)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    """Ask whose page it shall be, among those who share the proved contact; names are told only here."""
    contacts = _sharing(request)
    if not contacts:
        return redirect("my:sign_in")
    chosen = next((one for one in contacts if str(one.resident_id) == request.POST.get("resident")), None)
    if request.method == "POST" and chosen is not None:
        visits.sign_in(request, chosen.resident, chosen)
        return redirect(visits.safe_next(request, request.POST.get("next", "")))
    place = visits.safe_next(request, request.GET.get("next", ""))
    return render(request, "residents/my/who.html", {"contacts": contacts, "next": place})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the visit."""
    visits.sign_out(request)
    return redirect("my:signed_out")


def wait(seconds: int) -> str:
    """Say how long somebody who asked too often has to wait."""
    if seconds <= 90:
        text = ngettext(
            "Please wait %(count)s second, then try again.", "Please wait %(count)s seconds, then try again.", seconds
        )
        return text % {"count": seconds}
    minutes = -(-seconds // 60)
    text = ngettext(
        "That was too often. Please try again in %(count)s minute.",
        "That was too often. Please try again in %(count)s minutes.",
        minutes,
    )
    return text % {"count": minutes}


def wrong(left: int) -> str:
    """Say that a code does not open, and what to do."""
    if not left:
        return _("This code is no longer good. Have a new one sent.")
    text = ngettext(
        "This is not the code. You have %(count)s more try.",
        "This is not the code. You have %(count)s more tries.",
        left,
    )
    return text % {"count": left}


def _let_in(request: HttpRequest, asked: Asked, contacts: list[ContactPoint]) -> HttpResponse:
    place = visits.safe_next(request, asked.next)
    if len(contacts) == 1:
        visits.sign_in(request, contacts[0].resident, contacts[0])
        response = redirect(place)
    else:
        visits.let_in(request, contacts)
        response = redirect(f"{reverse('my:who')}?{urlencode({'next': place})}")
    asking.forget(response, _PURPOSE)
    return response


def _sharing(request: HttpRequest) -> list[ContactPoint]:
    """Return the contacts among which may be chosen: just let in, or those that share the contact of this visit."""
    if visits.visitor(request) is not None:
        contact = visits.contact_of(request)
        return list(holders_of(Channel(contact.channel), contact.address or "")) if contact else []
    let_in = visits.let_in_contacts(request)
    return list(proved().filter(pk__in=let_in).select_related("resident").order_by("resident_id"))


def _context(asked: Asked, form: CodeForm) -> dict[str, object]:
    return {
        "form": form,
        "channel": asked.channel,
        "address": written(asked.channel, asked.address),
        "seconds_left": asked.seconds_left,
    }
