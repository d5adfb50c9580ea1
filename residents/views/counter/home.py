"""The counter's home.

A clerk has it open all day and comes here forty times: somebody stands at the counter, the telephone rings meanwhile.
They want to be done with the question "is this person enrolled?" while the person still says their name, and to be on
that person's page, or in a new enrolment, with the next key.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role, User
from residents.counter import visits
from residents.counter.finding import LONGEST, Answer, search
from residents.models import CounterAct


@requires(Role.CLERK)
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show the box; without a script, what Enter found below it."""
    clerk = person(request)
    context = {**_found(request), **_day(clerk)} if clerk.dong_id else {}
    return render(request, "residents/counter/home.html", {"dong": clerk.dong, **context})


@requires(Role.CLERK)
@never_cache
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Answer what is typed, while it is typed."""
    return render(request, "residents/counter/_found.html", _found(request))


def _found(request: HttpRequest) -> dict[str, Any]:
    """Search for what was posted; who was shown is counted in the log, what was typed is not written anywhere."""
    clerk, typed = person(request), request.POST.get("typed", "")[:LONGEST].strip()
    answer = search(typed, clerk.dong) if typed and clerk.dong else Answer()
    shown = len(answer.people) + len(answer.elsewhere)
    if shown:
        record_access(request, action="counter_search", subject="search", people=shown, purpose=_("Counter search"))
    visits.may_move_in(request, [one.pk for one in answer.elsewhere])
    return {"typed": "" if answer.refused else typed, "answer": answer}


def _day(clerk: User) -> dict[str, Any]:
    """Return how much this clerk has done today."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    done = CounterAct.objects.filter(dong=clerk.dong_id, clerk=clerk, at__gte=midnight)
    return {
        "done_today": done.count(),
    }
