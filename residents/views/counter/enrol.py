"""The whole enrolment of a walk-in on one screen.

Who: a clerk at a dong centre, forty times a day, on a desktop, often interrupted; the resident stands in front of them
with an identity card and a phone. They want to be done with it in sixty seconds, without the mouse, and to be able to
go on where they were when the telephone has rung. So: the questions in the order in which one speaks, what is known
already is filled in, what is usual is chosen (but never a consent), the cursor stands at the first open question, and
everything typed is kept. Only the draft's clerk ever sees it.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from residents.consent import current_texts
from residents.counter import drafts, prompts, visits
from residents.counter.drafts import Draft
from residents.counter.enrolling import KnownAlready, Namesakes, enrol_at_counter
from residents.counter.reading import walk_in_of
from residents.forms.counter_enrol import CounterForm
from residents.forms.enrol_fields import rrn_refused, today
from residents.models import Channel, CounterDraft, Resident
from residents.offered_services import services


def draft_of(request: HttpRequest, pk: int) -> Draft:
    """Return this clerk's draft; 404 where it is somebody else's, was given up or forgotten."""
    draft = drafts.find(pk, person(request))
    if draft is None:
        raise Http404
    return draft


@requires(Role.CLERK)
@never_cache
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was typed so far, and enrol."""
    draft = draft_of(request, pk)
    if draft.row.done_at:
        return redirect("counter:enrolled", pk)
    if request.method != "POST":
        return page(request, draft, form_of(draft, request))
    form = keep_form(request, draft)
    if "again" in request.POST:  # what is asked has changed with the birth date
        return redirect("counter:enrol", pk)
    if not form.is_valid() or draft.withheld():
        return page(request, draft, judged(draft))
    return _enrol(request, draft, form)


def _enrol(request: HttpRequest, draft: Draft, form: CounterForm) -> HttpResponse:
    try:
        resident = enrol_at_counter(draft, walk_in_of(form), by=person(request))
    except CounterDraft.DoesNotExist:
        raise Http404 from None
    except KnownAlready as known:
        return _lead_to(request, draft, form, known.resident)
    except Namesakes as alike:
        for one in alike.residents:
            _log(request, one, "counter_compared")
        return page(request, draft, form, namesakes=alike.residents)
    _log(request, resident, "counter_enrolled")
    return redirect("counter:enrolled", draft.row.pk)


def _lead_to(request: HttpRequest, draft: Draft, form: CounterForm, resident: Resident) -> HttpResponse:
    """Whoever is enrolled already is not enrolled twice: lead to them, where this clerk may see them."""
    if resident.dong_id != person(request).dong_id:
        visits.may_move_in(request, [resident.pk])
        return page(request, draft, form, known=resident)
    drafts.give_up(draft)
    messages.warning(request, _("This person is enrolled already, perhaps a moment ago at another counter."))
    return redirect("counter:resident", resident.pk)


def form_of(draft: Draft, request: HttpRequest) -> CounterForm:
    """Return the form with what was typed so far, nothing of it judged yet."""
    texts = current_texts()
    if draft.was_kept:
        typed = draft.typed()
        fields = CounterForm(texts=texts).fields.items()
        values = {name: field.widget.value_from_datadict(typed, MultiValueDict(), name) for name, field in fields}
        form = CounterForm(texts=texts, initial=values)
        _drop_consents_of_old_texts(form, values)
        return form
    found = draft.found_by()
    channels = [channel for channel, name in ((Channel.SMS, "mobile"), (Channel.EMAIL, "email")) if name in found]
    wanted = [(slug, channel.value) for slug in prompts.preset() for channel in channels]
    initial = {**found, "dong": person(request).dong_id, "wanted": wanted}
    return CounterForm(texts=texts, initial=initial)


def _drop_consents_of_old_texts(form: CounterForm, values: dict[str, Any]) -> None:
    """A box that was ticked below another text is not ticked any more (DOMAIN.md R2)."""
    if values["texts"] != form.shown_texts:
        for kind in form.consent_texts:
            form.initial[kind.value] = False


def keep_form(request: HttpRequest, draft: Draft) -> CounterForm:
    """Keep what the page sent, and return it as a form."""
    form = CounterForm(request.POST, texts=current_texts())
    typed = {name: request.POST.getlist(name) for name in form.fields if name in request.POST}
    try:
        with drafts.changing(draft) as locked:
            if locked.row.done_at is None:
                locked.put(typed, without=form.with_rrn())
    except CounterDraft.DoesNotExist:
        raise Http404 from None
    return form


def judged(draft: Draft) -> CounterForm:
    """Return what was kept with what is wrong with it; what held a registration number is gone, and said."""
    form = CounterForm(draft.typed(), texts=current_texts())
    for name in draft.withheld():
        if name in form.fields:
            form.errors.pop(name, None)
            form.add_error(name, rrn_refused(form.fields[name]))
    return form


def page(request: HttpRequest, draft: Draft, form: CounterForm, **more: Any) -> HttpResponse:
    births = prompts.civil_defence_births(today())
    context = {
        "form": form,
        "draft": draft.row,
        "boxes": proof_boxes(draft, form),
        "births": births,
        "guardian_below": settings.GUARDIAN_CONSENT_BELOW_AGE,
        "school_births": prompts.school_entry_births(today()),
        "services": [
            {
                "slug": service.slug,
                "consent": service.optional_consent or "",
                "adults": service.adults_only,
                "preset": service.slug in prompts.preset(),
            }
            for service in services()
        ],
        "visits": {reason.value: prompts.service_of(reason) for reason in prompts.Reason},
        "today": timezone.localdate(),
        **more,
    }
    return render(request, "residents/counter/enrol/page.html", context)


def proof_boxes(draft: Draft, form: CounterForm) -> dict[str, dict[str, Any]]:
    """Return the proof that was asked for of each contact, as the page shows it beside it."""
    asked = {channel: proof.address for channel, proof in draft.proofs().items()}
    return {
        channel.value: {"channel": channel, "proof": draft.proof_of(channel, asked.get(channel) or "")}
        for channel in Channel
    }


def _log(request: HttpRequest, resident: Resident, action: str) -> None:
    record_access(request, action=action, subject=f"resident:{resident.pk}", purpose=_("Enrolment at the counter"))
