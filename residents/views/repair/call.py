"""One line of the call list: kept for the clerk who opened it, until one of four outcomes is noted."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from residents.codes import TooManyCodes
from residents.forms.repair import CorrectForm
from residents.models import ContactCall, ContactProof, ContactTrouble
from residents.repair import calling, looking, outcomes
from residents.templatetags.spoken_times import spoken_day
from residents.views.my.sign_in import wait

Outcome = ContactCall.Outcome


@requires(Role.CLERK)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the line for this clerk, and open it."""
    found = _found(request, pk)
    if not calling.take(pk, person(request)):
        return _taken(request)
    _log(request, found, looking.CALL)
    return redirect("repair:call", pk)


@requires(Role.CLERK)
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the line to others."""
    calling.give_back(pk, person(request))
    return redirect("repair:list")


@requires(Role.CLERK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom to call and why, to the clerk who took the line, and note what came of it."""
    found = _found(request, pk)
    channel = found.contact.channel
    if request.method == "POST":
        form = CorrectForm(request.POST, channel=channel)
        return _note(request, found, form)
    if found.locked_by_id != person(request).pk:
        return _taken(request)
    line = calling.line_of(found, person(request))
    return _show(request, found, CorrectForm(initial={"address": line.suggestion}, channel=channel))


def _note(request: HttpRequest, found: ContactTrouble, form: CorrectForm) -> HttpResponse:
    asked: ContactProof | None = None
    said = ""
    pk, clerk, outcome = found.pk, person(request), request.POST.get("outcome")
    try:
        if outcome == Outcome.RIGHT:
            asked = outcomes.is_right(found, by=clerk)
        elif outcome == Outcome.NOT_REACHED:
            back = outcomes.not_reached(found, by=clerk)
            said = _("Not reached: back on the list from %(day)s.") % {"day": spoken_day(back)}
        elif outcome == Outcome.STOPPED:
            outcomes.stop(found, by=clerk)
            said = _("The contact is gone. Notices go by the other contact, or on paper.")
        elif form.is_valid():
            at_once = form.cleaned_data["at_once"]
            asked = outcomes.correct(found, form.cleaned_data["address"], by=clerk, at_once=at_once)
        else:
            return _show(request, found, form)
    except outcomes.NotMine:
        return _taken(request)
    except outcomes.SameAddress:
        form.add_error("address", _("This is the address we have. If it is right, press “The contact is right”."))
        return _show(request, found, form)
    except TooManyCodes as error:
        messages.error(request, _("No code was sent just now.") + " " + wait(error.seconds))
        return _show(request, found, form, status=429) if outcome == Outcome.CORRECTED else redirect("repair:call", pk)
    _log(request, found, looking.OUTCOME)
    if asked is not None:
        return redirect("repair:proof", asked.pk)
    messages.success(request, said)  # without a name: messages may lie in a cookie
    return redirect("repair:list")


def _show(request: HttpRequest, found: ContactTrouble, form: CorrectForm, *, status: int = 200) -> HttpResponse:
    history = ContactCall.objects.filter(resident=found.resident).select_related("by")[:10]
    context = {
        "line": calling.line_of(found, person(request)),
        "resident": found.resident,
        "form": form,
        "history": history,
        "misses": ngettext("not reached %(count)s time", "not reached %(count)s times", found.misses)
        % {"count": found.misses},
    }
    return render(request, "residents/staff/repair_call.html", context, status=status)


def _found(request: HttpRequest, pk: int) -> ContactTrouble:
    mine = calling.of_dong(person(request)).select_related("contact", "resident__household", "dong", "locked_by")
    return get_object_or_404(mine, pk=pk)


def _taken(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Somebody else is calling there, or it is done. Take another line."))
    return redirect("repair:list")


def _log(request: HttpRequest, found: ContactTrouble, action: str) -> None:
    record_access(request, action=action, subject=f"resident:{found.resident_id}", purpose=looking.purpose())
