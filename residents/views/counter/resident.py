"""A resident's page at the counter.

A clerk opens it for every second person who comes, with that person before them: a new address, another telephone
number, "no more of this", a child's letter. They want to see at a glance whether they have the right one and what is
not in order, do the one thing in as many key presses as it has answers, print the receipt, and be back in the box.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from residents import choices
from residents.ages import is_child
from residents.consent_texts import ShownText, shown
from residents.contacts import written
from residents.corrections import LABELS
from residents.counter import visits
from residents.counter.more import more_of
from residents.counter.visits import Purpose
from residents.forms.my_choices import texts_shown
from residents.guardians import RELATIONS
from residents.models import Channel, ConsentEntry, ConsentKind, ConsentText, Resident
from residents.offered_services import consents_asked_of, offered_to
from residents.views.counter.serving import at_counter

ACTS = 10  # of the latest, on the page


@at_counter
@require_safe
def page(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show who it is, what they get and agreed to, and what can be done here."""
    purpose = visits.look(request, resident)
    context = {
        "resident": resident,
        "child": is_child(resident),
        "guardian_relation": _relation(resident),
        "purposes": [(one.value, one.label, one == purpose) for one in Purpose],
        "contacts": contacts_of(resident),
        "services": _services(resident),
        "consents": consents_of(resident),
        "acts": resident.counter_acts.select_related("clerk", "dong").order_by("-id")[:ACTS],
        "undo": visits.sealed(request, resident, "undo") is not None,
        "receipt": visits.remembered(request, resident, "act"),
        "labels": LABELS,
        "more": list(enumerate(more_of(resident.pk), start=6)),
    }
    return render(request, "residents/counter/resident.html", context)


@at_counter
@require_POST
def purpose(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Log the look under the purpose that was chosen."""
    wanted = request.POST.get("purpose", "")
    if wanted not in Purpose.values:
        raise Http404
    visits.look(request, resident, Purpose(wanted))
    return redirect("counter:resident", resident.pk)


def contacts_of(resident: Resident) -> list[dict[str, Any]]:
    """Return a line for each channel, with the contact in use."""
    held = {one.channel: one for one in resident.contacts.filter(stopped_at=None)}
    proved = sum(one.verified_at is not None for one in held.values())
    return [
        {
            "channel": channel,
            "label": channel.label,
            "contact": (contact := held.get(channel)),
            "address": written(channel, contact.address or "") if contact else "",
            "removable": contact is not None and (proved > 1 or (proved == 1 and contact.verified_at is None)),
        }
        for channel in (Channel.SMS, Channel.EMAIL)
    ]


def consents_of(resident: Resident) -> list[dict[str, Any]]:
    """Return each consent with its state, its last line in the ledger and the text it was or would be given on."""
    last: dict[str, ConsentEntry] = {}
    for line in resident.consent_entries.select_related("text", "recorded_by").order_by("id"):
        last[line.kind] = line
    given, texts = choices.given(resident), texts_shown()
    asked = consents_asked_of(child=is_child(resident))
    return [
        {
            "kind": kind,
            "label": kind.label,
            "given": kind in given,
            "last": last.get(kind.value),
            "text": _text(last.get(kind.value), texts.get(kind), given=kind in given),
            "is_leaving": kind == ConsentKind.COLLECTION_USE,
        }
        for kind in ConsentKind
        if kind in asked or kind in given
    ]


def _text(last: ConsentEntry | None, newest: ConsentText | None, *, given: bool) -> ShownText | None:
    text = (last.text if last and given else None) or newest
    return shown(text) if text else None


def _services(resident: Resident) -> list[dict[str, Any]]:
    chosen = choices.chosen(resident)
    return [
        {"label": one.label, "channels": [channel.label for channel in Channel if (one.slug, channel) in chosen]}
        for one in offered_to(child=is_child(resident))
    ]


def _relation(resident: Resident) -> str:
    guardian = getattr(resident, "guardianship", None)
    return str(RELATIONS.get(guardian.relation, guardian.relation)) if guardian else ""
