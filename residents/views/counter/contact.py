"""A contact that is changed, proved or removed with the resident before the clerk.

Ten times a day: a new number, mostly. The clerk types it, the resident's own phone does the proving while both look on,
and the old contact goes only then.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.gate import person
from residents import choices, contacts, proofs
from residents.codes import TooManyCodes
from residents.counter import visits
from residents.counter.acts import Who
from residents.counter.visits import Purpose
from residents.forms.counter_record import ContactForm
from residents.models import Channel, ContactProof, CounterAct, Resident, Route
from residents.views.counter.decide import cards
from residents.views.counter.resident import contacts_of
from residents.views.counter.serving import at_counter, done, who_form
from residents.views.my.sign_in import wait


@at_counter
def change(request: HttpRequest, resident: Resident, channel: str) -> HttpResponse:
    """Ask for the address, and have a code sent there."""
    visits.look(request, resident, Purpose.CHANGE)
    line = _line(resident, channel)
    form = ContactForm(request.POST or None, channel=line["channel"], initial={"address": _unproved(line)})
    who = who_form(request, resident)
    if request.method == "POST" and all([form.is_valid(), who.is_valid()]):
        try:
            proof = proofs.ask(
                line["channel"],
                form.cleaned_data["address"],
                place=ContactProof.Place.COUNTER,
                by=person(request),
                resident=resident,
                language=resident.language,
            )
        except TooManyCodes as error:
            form.add_error("address", wait(error.seconds))
        else:
            visits.keep_sealed(request, resident, "proof", {"pk": proof.pk, "who": asdict(who.who())})
            return redirect("counter:contact_proof", resident.pk)
    context = {"resident": resident, "line": line, "form": form, "who": who}
    return render(request, "residents/counter/contact.html", context)


@at_counter
def proof(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Wait for the proof; once it is made, the contact is used by a press that the page does itself."""
    visits.look(request, resident)
    kept = visits.sealed(request, resident, "proof")
    asked = ContactProof.objects.filter(pk=kept["pk"], resident=resident).first() if kept else None
    if kept is None or asked is None:
        return redirect("counter:resident", resident.pk)
    if request.method == "POST" and asked.proved_at is not None:
        return _use(request, resident, asked, asked.proved_at, Who(**kept["who"]))
    context = {"resident": resident, "proof": asked, "waits": request.method == "POST"}
    return render(request, "residents/counter/contact_proof.html", context)


@at_counter
def remove(request: HttpRequest, resident: Resident, channel: str) -> HttpResponse:
    """Remove a contact; the last one that was proved goes only by leaving."""
    visits.look(request, resident, Purpose.CHANGE)
    line = _line(resident, channel)
    if not line["removable"]:
        return redirect("counter:resident", resident.pk)
    who = who_form(request, resident, button=True)
    if request.method == "POST" and who.is_valid():
        try:
            contacts.remove(resident, line["channel"], route=Route.COUNTER, by=person(request))
        except contacts.LastContact:  # the other one went at this very moment
            return redirect("counter:resident", resident.pk)
        act = done(request, resident, CounterAct.Kind.CONTACTS, who.who(), what=[channel, "removed"])
        visits.remember(request, resident, act=str(act.pk))
        messages.success(request, _("Removed. What came over it comes on paper, unless another way is chosen."))
        return redirect("counter:resident", resident.pk)
    on_paper = choices.reached_only_over(resident, line["channel"])
    context = {"resident": resident, "line": line, "who": who, "on_paper": on_paper, "cards": cards(request, resident)}
    return render(request, "residents/counter/contact_remove.html", context)


def _use(request: HttpRequest, resident: Resident, asked: ContactProof, proved_at: datetime, who: Who) -> HttpResponse:
    contacts.replace(resident, Channel(asked.channel), asked.address or "", proved_at=proved_at)
    visits.keep_sealed(request, resident, "proof", None)
    act = done(request, resident, CounterAct.Kind.CONTACTS, who, what=[asked.channel, "proved"])
    visits.remember(request, resident, act=str(act.pk))
    messages.success(request, _("Proved and in use. The contact before it is told."))
    return redirect("counter:resident", resident.pk)


def _line(resident: Resident, channel: str) -> dict[str, Any]:
    if channel not in Channel.values:
        raise Http404
    return next(line for line in contacts_of(resident) if line["channel"] == channel)


def _unproved(line: dict[str, Any]) -> str:
    """Begin with the address in use where it only has to be proved."""
    contact = line["contact"]
    return line["address"] if contact and contact.verified_at is None else ""
