"""Correcting a resident, and taking over one who has moved in.

Some ten times a day, mostly a new address. The clerk wants to change the one field that is wrong and press Enter; and
where a slip was made, to have the old value back without asking for it again.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from accounts.models import Role
from residents import corrections
from residents.corrections import NeedsGuardian, Person, SameResident
from residents.counter import visits
from residents.counter.acts import Who
from residents.counter.visits import Purpose
from residents.forms.counter_record import CorrectionForm, HomeFields, MoveInForm, WhoForm
from residents.models import CounterAct, Resident
from residents.views.counter.serving import at_counter, done, who_form


@at_counter
def correct(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show what is held, and take what it should be."""
    visits.look(request, resident, Purpose.CHANGE)
    held = corrections.held(resident)
    form = CorrectionForm(request.POST or None, held=held)
    who = who_form(request, resident)
    if request.method == "POST" and _both(form, who):
        changed = _correct(request, form, resident, form.person())
        if changed is not None:
            return _corrected(request, resident, held, changed, who.who())
    return render(request, "residents/counter/correct.html", {"resident": resident, "form": form, "who": who})


@at_counter
@require_POST
def undo(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Put back what the last correction of this visit changed."""
    kept = visits.sealed(request, resident, "undo")
    visits.keep_sealed(request, resident, "undo", None)
    if kept is None:
        messages.warning(request, _("There is nothing to put back any more."))
        return redirect("counter:resident", resident.pk)
    try:
        changed = corrections.correct(resident, Person.from_values(kept["person"]))
    except (SameResident, NeedsGuardian):
        messages.warning(request, _("The old values cannot be put back: somebody else is enrolled with them by now."))
        return redirect("counter:resident", resident.pk)
    act = done(request, resident, CounterAct.Kind.CORRECTED, Who(kept["id_kind"]), what=changed)
    messages.success(request, _("The old values are back. The resident is told."))
    if "dong" in changed:  # moved in by mistake: the counter of the dong before goes on
        visits.forget(request)
        return redirect("counter:home")
    visits.remember(request, resident, act=str(act.pk))
    return redirect("counter:resident", resident.pk)


@requires(Role.CLERK)
@never_cache
def move_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over a resident of another dong whose name and birth date were typed into the search box just now."""
    clerk = person(request)
    if clerk.dong is None or not visits.can_move_in(request, pk):
        raise Http404
    elsewhere = Resident.objects.filter(left_at=None).exclude(dong=clerk.dong)
    resident = get_object_or_404(elsewhere.select_related("household", "dong", "guardianship"), pk=pk)
    visits.look(request, resident, Purpose.MOVE_IN)
    form, who = MoveInForm(request.POST or None), who_form(request, resident)
    if request.method == "POST" and _both(form, who):
        held, given = corrections.held(resident), form.cleaned_data
        wanted = Person(
            held.name, held.birth_date, held.sex, clerk.dong.pk, given["address"], given["tong"], given["head"]
        )
        changed = _correct(request, form, resident, wanted)
        if changed is not None:
            act = done(request, resident, CounterAct.Kind.MOVED_IN, who.who(), what=changed)
            kept = {"person": held.as_values(), "id_kind": who.who().id_kind}
            visits.keep_sealed(request, resident, "undo", kept)
            visits.remember(request, resident, act=str(act.pk))
            messages.success(request, _("Moved in. From now on this counter serves the resident, who is told."))
            return redirect("counter:resident", resident.pk)
    context = {"from_dong": resident.dong, "dong": clerk.dong, "form": form, "who": who}
    return render(request, "residents/counter/move_in.html", context)


def _both(form: HomeFields, who: WhoForm) -> bool:
    """Check both forms, so that both say at once what is missing."""
    checked = [form.is_valid(), who.is_valid()]
    return all(checked)


def _correct(request: HttpRequest, form: HomeFields, resident: Resident, wanted: Person) -> list[str] | None:
    """Correct, or say beside the form why not."""
    try:
        return corrections.correct(resident, wanted)
    except SameResident as error:
        form.add_error(None, _same(request, error.other))
    except NeedsGuardian:
        form.add_error(
            "birth_date",
            _("By this date the resident is a child, for whom a guardian has to enrol. Check the date."),
        )
    return None


def _same(request: HttpRequest, other: Resident) -> str:
    """Say which resident it would be the same as; one of this dong by a link."""
    if other.left_at is not None:
        return _("Somebody with these data has just left; what they left is destroyed within the hour. Try again then.")
    said = _("Somebody with this name and birth date is enrolled already, in %(dong)s.") % {"dong": other.dong}
    if other.dong_id != person(request).dong_id:
        return said
    return format_html(
        '{} <a class="s-link" href="{}">{}</a>', said, reverse("counter:resident", args=[other.pk]), _("Open that page")
    )


def _corrected(request: HttpRequest, resident: Resident, held: Person, changed: list[str], who: Who) -> HttpResponse:
    if not changed:
        messages.info(request, _("Nothing was changed."))
        return redirect("counter:resident", resident.pk)
    act = done(request, resident, CounterAct.Kind.CORRECTED, who, what=changed)
    if "dong" in changed:
        visits.forget(request)
        messages.success(
            request, _("Corrected. The counter of the other dong goes on with this resident, who is told.")
        )
        return redirect("counter:home")
    visits.keep_sealed(request, resident, "undo", {"person": held.as_values(), "id_kind": who.id_kind})
    visits.remember(request, resident, act=str(act.pk))
    messages.success(request, _("Corrected. The resident is told."))
    return redirect("counter:resident", resident.pk)
