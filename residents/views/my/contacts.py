"""My contacts: see them, replace one by a new one that is proved first, remove one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import client_address
from residents import asked as asking
from residents import choices, codes, contacts, visits
from residents.asked import Asked
from residents.codes import CodeRefused, TooManyCodes
from residents.forms.my import CodeForm, EmailForm, MobileForm
from residents.models import Channel, ContactPoint, Purpose, Resident
from residents.views.my.sign_in import wait, wrong
from residents.visits import residents_only

_PURPOSE = Purpose.CONTACT
_FORMS = {Channel.SMS: MobileForm, Channel.EMAIL: EmailForm}


@residents_only
def overview(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show the contacts in use, and what may be done with each."""
    return render(request, "residents/my/contacts.html", {"lines": _lines(resident)})


@residents_only
def change(request: HttpRequest, resident: Resident, channel: str) -> HttpResponse:
    """Ask for the new address, and send a code there."""
    form_class = _FORMS[_channel(channel)]
    form = form_class(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        asked = Asked(_channel(channel), form.cleaned_data["address"], resident=resident.pk)
        try:
            return _send(request, asked)
        except TooManyCodes as error:
            form.add_error("address", wait(error.seconds))
            status = 429
    held = ContactPoint.objects.filter(resident=resident, channel=channel, stopped_at=None).first()
    context = {
        "form": form,
        "channel": channel,
        "old": contacts.written(channel, held.address or "") if held else "",
    }
    return render(request, "residents/my/contact_change.html", context, status=status)


@residents_only
def code(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Take the code that proves the new address; only then the old one goes."""
    asked = asking.recall(request, _PURPOSE)
    if asked is None or asked.resident != resident.pk:
        return redirect("my:contacts")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            proved_at = codes.check(
                asked.channel,
                asked.address,
                form.cleaned_data["code"],
                purpose=_PURPOSE,
                holder=asked.holder,
                client=client_address(request),
            )
        except CodeRefused as refused:
            form.add_error("code", wrong(refused.left))
        except TooManyCodes as error:
            form.add_error("code", wait(error.seconds))
            status = 429
        else:
            new = contacts.replace(resident, asked.channel, asked.address, proved_at=proved_at)
            visits.sign_in(request, resident, new)
            messages.success(request, _("Proved and changed. From now on we write there."))
            response = redirect("my:contacts")
            asking.forget(response, _PURPOSE)
            return response
    return render(request, "residents/my/contact_code.html", _context(asked, form), status=status)


@residents_only
@require_POST
def again(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Send another code to the new address."""
    asked = asking.recall(request, _PURPOSE)
    if asked is None or asked.resident != resident.pk:
        return redirect("my:contacts")
    try:
        return _send(request, asked)
    except TooManyCodes as error:
        context = {**_context(asked, CodeForm()), "wait": wait(error.seconds)}
        return render(request, "residents/my/contact_code.html", context, status=429)


@residents_only
def remove(request: HttpRequest, resident: Resident, channel: str) -> HttpResponse:
    """Ask before a contact is removed, then remove it; the last one goes only by leaving."""
    line = next(one for one in _lines(resident) if one["channel"] == _channel(channel))
    if line["contact"] is None:
        return redirect("my:contacts")
    if not line["removable"]:
        messages.warning(request, _("This is your last contact. To have it removed, leave the service altogether."))
        return redirect("my:contacts")
    if request.method != "POST":
        context = {**line, "on_paper": choices.reached_only_over(resident, _channel(channel))}
        return render(request, "residents/my/contact_remove.html", context)
    try:
        contacts.remove(resident, _channel(channel))
    except contacts.LastContact:  # the other one went at this very moment
        return redirect("my:contacts")
    rest = contacts.proved(resident).first()
    visits.sign_in(request, resident, rest)
    messages.success(request, _("Removed. What came over it comes on paper, unless you choose another way."))
    return redirect("my:contacts")


def _lines(resident: Resident) -> list[dict[str, Any]]:
    held = {one.channel: one for one in ContactPoint.objects.filter(resident=resident, stopped_at=None)}
    usable = contacts.proved(resident).count()
    return [
        {
            "channel": channel,
            "contact": (contact := held.get(channel)),
            "address": contacts.written(channel, contact.address or "") if contact else "",
            "removable": contact is not None and (usable > 1 or (usable == 1 and contact.verified_at is None)),
        }
        for channel in (Channel.SMS, Channel.EMAIL)
    ]


def _send(request: HttpRequest, asked: Asked) -> HttpResponse:
    again_at = codes.send(
        asked.channel,
        asked.address,
        purpose=_PURPOSE,
        holder=asked.holder,
        client=client_address(request),
        language=get_language() or "ko",
    )
    response = redirect("my:contact_code")
    asking.keep(response, _PURPOSE, asked.sent(again_at))
    return response


def _channel(value: str) -> Channel:
    if value not in Channel.values:
        raise Http404
    return Channel(value)


def _context(asked: Asked, form: CodeForm) -> dict[str, object]:
    return {
        "form": form,
        "channel": asked.channel,
        "address": contacts.written(asked.channel, asked.address),
        "seconds_left": asked.seconds_left,
    }
