"""What a resident decides at the counter: services over channels, consents, leaving; each as on my page.

Some twenty times a day. The resident says one sentence ("no more text messages about lectures"); the clerk wants to
tick what was said, hand over the receipt, and not to explain forms. Saying no takes no longer than saying yes did.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.gate import person
from residents import choices
from residents.ages import is_child
from residents.counter import visits
from residents.counter.visits import Purpose
from residents.forms.counter_record import ChoicesForm, LeaveForm
from residents.forms.my_choices import texts_shown
from residents.leaving import leave as leave_for_good
from residents.models import ConsentKind, CounterAct, IdKind, Interest, Resident, Route
from residents.offered_services import consents_asked_of
from residents.views.counter.resident import consents_of
from residents.views.counter.serving import at_counter, done, who_form

_PAPER, _NONE = CounterAct.Signature.PAPER, CounterAct.Signature.NONE


@at_counter
def services(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show and take the table of choices, with the consents that are missing for them."""
    visits.look(request, resident)
    form, who = ChoicesForm(request.POST or None, resident=resident), who_form(request, resident)
    if request.method == "POST" and all([form.is_valid(), who.is_valid()]):
        agreed = form.agreed()
        choices.choose(
            resident, form.choices(), consents=agreed, route=Route.COUNTER, by=person(request), signed=bool(agreed)
        )
        choices.interested_in(resident, Interest.objects.filter(name__in=form.cleaned_data["interests"]))
        what = ["services", *(kind.value for kind in agreed)]
        signature = _PAPER if agreed else _NONE
        act = done(request, resident, CounterAct.Kind.CONSENTS, who.who(), what=what, signature=signature)
        visits.remember(request, resident, act=str(act.pk))
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("counter:resident", resident.pk)
    return render(request, "residents/counter/choose.html", {"resident": resident, "form": form, "who": who})


@at_counter
def consent(request: HttpRequest, resident: Resident, kind: str) -> HttpResponse:
    """Give or withdraw one consent; the button says which card was seen."""
    visits.look(request, resident)
    one = next((line for line in consents_of(resident) if line["kind"] == kind), None)
    if one is None:
        raise Http404
    if one["is_leaving"] and one["given"]:
        return redirect("counter:leave", resident.pk)
    who = who_form(request, resident, button=True)
    if request.method == "POST" and who.is_valid():
        if one["given"]:
            choices.withdraw(resident, ConsentKind(kind), route=Route.COUNTER, by=person(request))
            messages.success(request, _("Withdrawn. It holds at once; the resident is told."))
        elif kind in consents_asked_of(child=is_child(resident)):
            choices.give(
                resident,
                ConsentKind(kind),
                text=texts_shown().get(ConsentKind(kind)),
                route=Route.COUNTER,
                by=person(request),
                signed=True,
            )
            messages.success(request, _("Agreed. The resident is told."))
        what = [kind, "withdrawn" if one["given"] else "given"]
        signature = _NONE if one["given"] else _PAPER
        act = done(request, resident, CounterAct.Kind.CONSENTS, who.who(), what=what, signature=signature)
        visits.remember(request, resident, act=str(act.pk))
        return redirect("counter:resident", resident.pk)
    context = {"resident": resident, "one": one, "who": who, "cards": cards(request, resident)}
    return render(request, "residents/counter/consent.html", context)


@at_counter
def leave(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Withdraw everything; a reason is asked for and not needed. The receipt is the last that is shown."""
    visits.look(request, resident, Purpose.WITHDRAWAL)
    form, who = LeaveForm(request.POST or None), who_form(request, resident, button=True)
    if request.method == "POST" and all([form.is_valid(), who.is_valid()]):
        leave_for_good(resident, route=Route.COUNTER, because=form.reason(), by=person(request))
        act = done(request, resident, CounterAct.Kind.WITHDREW, who.who())
        visits.forget(request)
        return redirect("counter:receipt", act.pk)
    context = {"resident": resident, "form": form, "who": who, "cards": cards(request, resident)}
    return render(request, "residents/counter/leave.html", context)


def cards(request: HttpRequest, resident: Resident) -> "list[tuple[str, str]]":
    """Return the kinds of identity card for the buttons, the one that was seen in this visit first."""
    seen = visits.remembered(request, resident, "id_kind")
    return sorted(((one.value, str(one.label)) for one in IdKind), key=lambda card: card[0] != seen)
