"""Writing an event, on one page.

An officer writes one or two a month, mostly like one before it. They want it out in five minutes: so a new one has a
date, a time, thirty seats and a contact already, the rest is folded, and "like this one" stands on every event.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.desk import writing
from campaigns.events.refusals import TooFewSeats
from campaigns.forms.event_questions import Questions, questions_set
from campaigns.forms.events_desk import EventForm
from campaigns.models import Event
from campaigns.views.events_desk.found import own_event

FIRST_ROWS, MORE_ROWS = 1, 3


@requires(Role.OFFICER)
def new(request: HttpRequest) -> HttpResponse:
    """Write a new event; it is a draft until it is published."""
    form = EventForm(request.POST or None, initial=writing.usual(person(request)))
    questions = _questions(request, [])
    if request.method == "POST" and "more" not in request.POST and _are_valid(form, questions):
        event = writing.write(
            person(request), form.values, dongs=form.cleaned_data["residents_of"], questions=questions.values
        )
        messages.success(request, _("Kept as a draft. Look at it as people will see it, then publish it."))
        return redirect("events_desk:one", pk=event.pk)
    return _page(request, form, questions, None)


@requires(Role.OFFICER)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an event; of another time, place or title everybody on its list is told."""
    event = own_event(request, pk)
    is_fixed = writing.has_answers(event)
    form = EventForm(request.POST or None, initial=EventForm.initial_of(event))
    questions = _questions(request, Questions.initial_of(event))
    if request.method == "POST" and "more" not in request.POST and _are_valid(form, None if is_fixed else questions):
        try:
            told = writing.change(
                event,
                person(request),
                form.values,
                dongs=form.cleaned_data["residents_of"],
                questions=None if is_fixed else questions.values,
            )
        except TooFewSeats as refused:
            form.add_error("capacity", _too_few(refused.taken))
        except ValueError:
            form.add_error("fairness", _("Somebody has registered: how places are given stays as it is."))
        else:
            messages.success(request, _said(told))
            return redirect("events_desk:one", pk=pk)
    return _page(request, form, questions, event)


def _questions(request: HttpRequest, initial: list[dict[str, Any]]) -> Questions:
    """Return the rows of questions; the button for more of them sends the page, and comes back with more."""
    if "more" in request.POST:
        total = request.POST.get("questions-TOTAL_FORMS", "")
        posted = request.POST.copy()
        posted["questions-TOTAL_FORMS"] = str(min(int(total) if total.isdecimal() else 0, 17) + MORE_ROWS)
        return questions_set(extra=0)(posted, prefix="questions")
    return questions_set(extra=0 if initial else FIRST_ROWS)(request.POST or None, prefix="questions", initial=initial)


def _are_valid(form: EventForm, questions: Questions | None) -> bool:
    return all([form.is_valid(), questions is None or questions.is_valid()])


def _page(request: HttpRequest, form: EventForm, questions: Questions, event: Event | None) -> HttpResponse:
    is_more = "more" in request.POST
    context = {
        "form": form,
        "questions": questions,
        "event": event,
        "questions_fixed": event is not None and writing.has_answers(event),
        "told": event.registrations.filter(state__in=("registered", "offered", "waiting", "entered")).count()
        if event and event.state == "published"
        else 0,
    }
    refused = request.method == "POST" and not is_more and bool(form.errors or questions.total_error_count())
    return render(request, "campaigns/events_desk/edit.html", context, status=422 if refused else 200)


def _too_few(taken: int) -> str:
    return _("%(taken)s seats are promised to people already. Write that number or more.") % {"taken": f"{taken:,}"}


def _said(told: int) -> str:
    if not told:
        return _("Changed.")
    return ngettext(
        "Changed, and %(count)s registration was told.", "Changed, and %(count)s registrations were told.", told
    ) % {"count": f"{told:,}"}
