"""What is done beside the enrolment of a walk-in: keeping it, giving it up, proving a contact, printing the form."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from accounts.models import Role
from residents import proofs
from residents.codes import TooManyCodes
from residents.counter import drafts, filled_form
from residents.counter.drafts import Draft
from residents.counter.enrolling import people_like
from residents.forms.counter_enrol import CounterForm
from residents.models import Channel, ContactProof
from residents.views.counter.enrol import draft_of, judged, keep_form, page
from residents.views.my.sign_in import wait

_FIELDS = {Channel.SMS: "mobile", Channel.EMAIL: "email"}


@requires(Role.CLERK)
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was typed: by itself while it is typed, or by the button, which leads back to the search box."""
    draft = _open_draft(request, pk)
    form = keep_form(request, draft)
    if request.headers.get("HX-Request") != "true":
        messages.success(request, _("Kept. You find it below the search box."))
        return redirect("counter:home")
    context = {"at": timezone.now(), "withheld": draft.withheld(), "alike": _alike(request, form)}
    return render(request, "residents/counter/enrol/_kept.html", context)


@requires(Role.CLERK)
@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away what was typed."""
    drafts.give_up(_open_draft(request, pk))
    messages.success(request, _("What was typed is deleted."))
    return redirect("counter:home")


@requires(Role.CLERK)
@require_POST
def prove(request: HttpRequest, pk: int, channel: str) -> HttpResponse:
    """Send a code to the contact that was typed; nothing else goes there."""
    draft, over = _open_draft(request, pk), _channel(channel)
    form = keep_form(request, draft)
    form.is_valid()
    address, error = form.channels.get(over, ""), ""
    if not address:
        found = form.errors.get(_FIELDS[over])
        error = str(found[0]) if found and form.data.get(_FIELDS[over]) else _("Write the address first.")
    elif draft.proof_of(over, address) is None:
        error = _ask(request, draft, over, address)
    if request.headers.get("HX-Request") == "true":
        box = {"channel": over, "proof": draft.proof_of(over, address), "error": error}
        return render(request, "residents/counter/enrol/_proof_box.html", {"box": box})
    if error:
        messages.error(request, error)
    return redirect(f"{reverse('counter:enrol', args=[pk])}#proof-of-{over.value}")


@requires(Role.CLERK)
@require_POST
@never_cache
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the form filled with what was typed, to be signed on paper; where something is missing, say what."""
    draft = _open_draft(request, pk)
    form = keep_form(request, draft)
    form.is_valid()
    unsigned = set(form.errors) - {"signature", "paper_received", "strokes"}
    if unsigned or draft.withheld():
        return page(request, draft, judged(draft))
    answer = HttpResponse(filled_form.filled_form(form), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="enrolment.pdf"'
    return answer


def _open_draft(request: HttpRequest, pk: int) -> Draft:
    draft = draft_of(request, pk)
    if draft.row.done_at:
        raise Http404
    return draft


def _channel(text: str) -> Channel:
    try:
        return Channel(text)
    except ValueError:
        raise Http404 from None


def _ask(request: HttpRequest, draft: Draft, channel: Channel, address: str) -> str:
    """Send the code; return what is in the way of it."""
    try:
        proof = proofs.ask(channel, address, place=ContactProof.Place.COUNTER, by=person(request))
    except TooManyCodes as refused:
        return _("No code was sent just now.") + " " + wait(refused.seconds)
    with drafts.changing(draft) as locked:
        locked.put_proof(proof)
    return ""


def _alike(request: HttpRequest, form: CounterForm) -> list[int]:
    """Return the residents of this dong who have the name and birth date: told while typing, not at the end."""
    name, born, dong = form.cleaned_data.get("name"), form.cleaned_data.get("birth_date"), person(request).dong_id
    if not name or not born or not dong:
        return []
    return list(people_like(name, born, dong).order_by("id").values_list("pk", flat=True))
