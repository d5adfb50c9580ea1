"""The way to a resident of the clerk's own dong: everybody else is not there, as if they were not enrolled."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from residents.ages import is_child
from residents.contacts import HasLeft
from residents.counter import acts, visits
from residents.counter.acts import Who
from residents.forms.counter_record import WhoForm
from residents.models import CounterAct, Resident

View = Callable[..., HttpResponse]


def at_counter(view: View) -> View:
    """Give the view a resident of the clerk's dong; one who leaves at that very moment is gone with a word."""

    @requires(Role.CLERK)
    @never_cache
    @wraps(view)
    def inner(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        mine = Resident.objects.filter(dong=person(request).dong_id, left_at=None)
        resident = get_object_or_404(mine.select_related("household", "dong", "guardianship"), pk=pk)
        try:
            return view(request, resident, **kwargs)
        except HasLeft:
            messages.warning(request, _("This resident has just left: nothing was changed."))
            return redirect("counter:home")

    return inner


def who_form(request: HttpRequest, resident: Resident, *, button: bool = False) -> WhoForm:
    """Ask who stands there; the kind of card that was seen in this visit is chosen already."""
    seen = visits.remembered(request, resident, "id_kind")
    return WhoForm(request.POST or None, child=is_child(resident), button=button, initial={"id_kind": seen})


def done(
    request: HttpRequest,
    resident: Resident,
    kind: CounterAct.Kind,
    who: Who,
    *,
    what: Iterable[str] = (),
    signature: CounterAct.Signature = CounterAct.Signature.NONE,
) -> CounterAct:
    """Write down what was done, in the log of access too; the next act of the visit knows the card."""
    visits.remember(request, resident, id_kind=who.id_kind)
    act = acts.record(resident, kind, by=person(request), who=who, what=what, signature=signature)
    label = str(CounterAct.Kind(kind).label)
    record_access(request, action="counter_done", subject=f"resident:{resident.pk}", purpose=label)
    return act
