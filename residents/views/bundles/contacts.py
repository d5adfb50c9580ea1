"""Typing contacts a second time, and settling where the two differ.

Who: the second person of the paper desk, in the afternoon, hundreds at a go: two fields and Enter, without seeing what
the first one typed. And whoever settles: both values beside the scan, one key for the right one.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.gate import person, requires
from residents.contacts import written
from residents.forms.paper_entry import ContactsForm
from residents.models import Channel, PaperForm
from residents.paper_desk import contacts
from residents.paper_desk.claims import NotYours, claim
from residents.paper_desk.queues import Queue, forms_in
from residents.views.bundles.queues import to_next_in
from residents.views.bundles.reach import ROLES, note_look
from residents.views.bundles.scans import places


@requires(*ROLES)
def second(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a scan with the contact fields, empty; whatever the first person typed is not on this page."""
    found = _claimed(request, pk, Queue.SECOND)
    if found is None:
        return _gone(request, Queue.SECOND)
    form = ContactsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            agreed = contacts.second_entry(found, form.contacts(), by=person(request))
        except (NotYours, contacts.SamePerson):
            return _gone(request, Queue.SECOND)
        if agreed:
            messages.success(request, _("Both entries agree. A code goes to the resident."))
        else:
            messages.warning(request, _("The two entries differ. A third look settles it."))
        return to_next_in(request, Queue.SECOND)
    return render(request, "residents/bundles/second.html", {"form": form, **_context(found)})


@requires(*ROLES)
def mismatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show both entries beside the scan, and take the first, the second or what is typed now."""
    found = _claimed(request, pk, Queue.MISMATCH)
    if found is None:
        return _gone(request, Queue.MISMATCH)
    first, other = contacts.typed_first(found), contacts.typed_second(found)
    agreed = {channel: first[channel] for channel in first if first[channel] == other.get(channel)}
    initial = {"mobile": agreed.get(Channel.SMS, ""), "email": agreed.get(Channel.EMAIL, "")}
    take = {"first": first, "second": other}.get(request.POST.get("take", ""))
    form = ContactsForm(request.POST if request.method == "POST" and take is None else None, initial=initial)
    if request.method == "POST" and (take is not None or form.is_valid()):
        try:
            contacts.settle(found, take if take is not None else form.contacts(), by=person(request))
        except NotYours:
            return _gone(request, Queue.MISMATCH)
        messages.success(request, _("Settled. A code goes to the resident."))
        return to_next_in(request, Queue.MISMATCH)
    rows = [
        (channel.label, _written(channel, first), _written(channel, other), first.get(channel) == other.get(channel))
        for channel in Channel
        if first.get(channel) or other.get(channel)
    ]
    return render(request, "residents/bundles/mismatch.html", {"form": form, "rows": rows, **_context(found)})


def _claimed(request: HttpRequest, pk: int, queue: Queue) -> PaperForm | None:
    """Claim a form of the queue and log the look; None where somebody else has it."""
    user = person(request)
    forms = PaperForm.objects.select_related("bundle__dong")
    found = get_object_or_404(forms.filter(pk__in=forms_in(queue, of=user).values("pk")), pk=pk)
    try:
        found = claim(found, by=user, states=[found.state])
    except NotYours:
        return None
    note_look(request, found)
    return found


def _gone(request: HttpRequest, queue: Queue) -> HttpResponse:
    messages.warning(request, _("Somebody else has taken this form."))
    return redirect("bundles:queue", queue)


def _context(found: PaperForm) -> dict[str, object]:
    return {"paper": found, "bundle": found.bundle, "places": places(found)}


def _written(channel: Channel, typed: dict[Channel, str]) -> str:
    return written(channel, typed[channel]) if typed.get(channel) else ""
