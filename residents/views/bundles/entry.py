"""Typing one form beside its scan.

Who: a clerk with a box of paper, 120 times an hour, hands on the keyboard, eyes on the scan. They want the next form
before them when they press Enter, and a doubtful one out of the way by one key.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from residents.forms.paper_entry import EntryForm, LookAlikeForm, NoteForm
from residents.models import PaperForm, Resident
from residents.paper_desk import bundles, entries
from residents.paper_desk.claims import NotYours, claim
from residents.paper_desk.duplicates import look_alikes
from residents.views.bundles.bundle import to_next
from residents.views.bundles.reach import ROLES, form_or_404, note_look, note_look_alike
from residents.views.bundles.scans import places

State = PaperForm.State
SOMEBODY_ELSE = "other"
# The keys that set a form aside, of those that browsers leave to the page.
KEYS = {State.ILLEGIBLE: "F2", State.CONTRADICTS: "F4", State.UNSIGNED: "F8", State.RETURNED: "F9"}


@requires(*ROLES)
def entry(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show a form to be entered and take what was typed; of one that has come further, say how far."""
    found = form_or_404(request, pk, number)
    try:
        found = claim(found, by=person(request), states=[State.OPEN])
    except NotYours:
        return _elsewhere(request, found)
    note_look(request, found)
    if request.method != "POST":
        return _shown(request, found, EntryForm(bundle=found.bundle, initial=_initial(found)))
    try:
        return _set_aside(request, found) if "aside" in request.POST else _entered(request, found)
    except NotYours:
        return _elsewhere(request, found)


@requires(*ROLES)
@require_POST
def reopen(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take up again what was set aside, with what was typed of it."""
    try:
        entries.reopen(form_or_404(request, pk, number), by=person(request))
    except NotYours:
        messages.warning(request, _("Somebody else has taken it up."))
    return redirect("bundles:form", pk, number)


@requires(*ROLES)
@require_POST
def look_alikes_part(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say while a form is typed whether the person is enrolled: since when, in which dong, and no more."""
    found, typed = form_or_404(request, pk, number), LookAlikeForm(request.POST)
    with suppress(NotYours):  # whoever types keeps the form
        claim(found, by=person(request), states=[State.OPEN])
    typed.is_valid()
    alike = _alike(request, found, typed.cleaned_data)
    context = {"alike": _told(found, alike), "same": request.POST.get("same", ""), "paper": found}
    return render(request, "residents/bundles/_alike.html", context)


def _entered(request: HttpRequest, found: PaperForm) -> HttpResponse:
    form = EntryForm(request.POST, bundle=found.bundle)
    if not form.is_valid():
        return _shown(request, found, form)
    alike, same = _alike(request, found, form.cleaned_data), request.POST.get("same", "")
    chosen = next((one for one in alike if str(one.pk) == same), None)
    if chosen is not None:
        entries.link(found, chosen, by=person(request))
        messages.success(request, _("Form %(number)s is counted as one more of somebody enrolled.") % _number(found))
        return to_next(request, found.bundle)
    if alike and same != SOMEBODY_ELSE:
        form.add_error(None, _("Somebody of this name is enrolled already. Say below whether it is the same person."))
        return _shown(request, found, form, alike)
    try:
        entries.enter(found, form.enrolment(), by=person(request))
    except entries.EnrolledAlready as error:
        form.add_error(None, _("Name, birth date and contact are those of somebody enrolled: it is the same person."))
        return _shown(request, found, form, [error.resident])
    _say_entered(request, found, form)
    return to_next(request, found.bundle)


def _say_entered(request: HttpRequest, found: PaperForm, form: EntryForm) -> None:
    said = _("Form %(number)s is entered.") % _number(found)
    if left_out := form.left_out():
        said += " " + _("Left on paper, for the consent or the contact is missing: %(services)s.") % {
            "services": ", ".join(str(label) for label in left_out)
        }
    messages.success(request, said)


def _set_aside(request: HttpRequest, found: PaperForm) -> HttpResponse:
    note, state = NoteForm(request.POST), request.POST["aside"]
    if state not in PaperForm.ASIDE or not note.is_valid():
        form = EntryForm(bundle=found.bundle, initial=_initial_of(dict(request.POST.lists())))
        return _shown(request, found, form, note=note)
    fields = EntryForm(bundle=found.bundle).fields
    typed = {name: values for name, values in request.POST.lists() if name in fields}
    entries.set_aside(found, State(state), typed=typed, note=note.cleaned_data["note"], by=person(request))
    messages.success(
        request,
        _("Form %(number)s is set aside: %(why)s.") % {**_number(found), "why": State(state).label},
    )
    return to_next(request, found.bundle)


def _alike(request: HttpRequest, found: PaperForm, typed: dict[str, Any]) -> list[Resident]:
    alike = look_alikes(typed.get("name") or "", typed.get("birth_date"), typed.get("mobile") or "")
    note_look_alike(request, found, alike)
    return alike


def _told(found: PaperForm, alike: Iterable[Resident]) -> list[tuple[Resident, bool]]:
    """Return each with whether it is enrolled in the form's dong."""
    return [(one, one.dong_id == found.bundle.dong_id) for one in alike]


def _shown(
    request: HttpRequest,
    found: PaperForm,
    form: EntryForm,
    alike: Iterable[Resident] = (),
    note: NoteForm | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "note_form": note or NoteForm(initial={"note": found.note}),
        "paper": found,
        "bundle": found.bundle,
        "sum": bundles.sum_of(found.bundle),
        "places": places(found),
        "alike": _told(found, alike),
        "same": request.POST.get("same", ""),
        "keys": [(state.value, state.label, key) for state, key in KEYS.items()],
    }
    return render(request, "residents/bundles/form.html", context)


def _elsewhere(request: HttpRequest, found: PaperForm) -> HttpResponse:
    """Show a form that is not to be entered by this person now: somebody has it, it is entered or set aside."""
    found = form_or_404(request, found.bundle_id, found.number)
    aside = found.state in PaperForm.ASIDE
    if aside:
        note_look(request, found)
    context = {"paper": found, "bundle": found.bundle, "aside": aside, "free": found.state == State.OPEN}
    return render(request, "residents/bundles/elsewhere.html", context, status=409 if request.method == "POST" else 200)


def _initial(found: PaperForm) -> dict[str, Any]:
    return _initial_of(entries.typed_before(found))


def _initial_of(typed: dict[str, list[str]]) -> dict[str, Any]:
    """Return what was typed before as a form shows it: several values where it takes several."""
    several = ("wanted", "interests", "consents")
    return {name: values if name in several else values[0] for name, values in typed.items() if values}


def _number(found: PaperForm) -> dict[str, int]:
    return {"number": found.number}
