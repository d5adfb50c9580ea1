"""The receipt of an enrolment at the counter: read out, printed, and left with one key for the next person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.models import Role
from residents.choices import chosen, given
from residents.contacts import written
from residents.models import Channel, ContactProof, CounterAct, Resident
from residents.offered_services import services
from residents.views.counter.enrol import draft_of


@requires(Role.CLERK)
@require_safe
@never_cache
def enrolled(request: HttpRequest, pk: int) -> HttpResponse:
    """Show to the clerk who enrolled somebody what was enrolled, for a day; the enrolment itself is in the log."""
    draft = draft_of(request, pk)
    resident = draft.row.resident
    if resident is None:
        return redirect("counter:enrol", pk)
    if resident.left_at:
        return redirect("counter:home")
    context = {
        "resident": resident,
        "act": CounterAct.objects.filter(resident=resident, kind=CounterAct.Kind.ENROLLED).latest("id"),
        "contacts": _contacts(resident),
        "services": _services(resident),
        "consents": sorted(given(resident)),
        "guardian": getattr(resident, "guardianship", None),
    }
    return render(request, "residents/counter/enrol/enrolled.html", context)


def _contacts(resident: Resident) -> list[dict[str, object]]:
    """Return each contact with the proof that still waits for it."""
    asked = {proof.channel: proof for proof in ContactProof.objects.filter(resident=resident).order_by("id")}
    return [
        {
            "label": contact.get_channel_display(),
            "address": written(contact.channel, contact.address or ""),
            "is_proved": contact.verified_at is not None,
            "proof": asked.get(contact.channel),
        }
        for contact in resident.contacts.filter(stopped_at=None).order_by("-channel")
    ]


def _services(resident: Resident) -> list[dict[str, object]]:
    held = chosen(resident)
    lines = [
        (service, [one for one in (Channel.SMS, Channel.EMAIL) if (service.slug, one) in held])
        for service in services()
    ]
    return [{"label": service.label, "over": [one.label for one in over]} for service, over in lines if over]
