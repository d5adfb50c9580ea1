"""The receipt of what was done at the counter: printed once for about every second act, and handed over."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.gate import person, requires
from accounts.models import Role
from residents.counter.receipts import lines_of, steps_of
from residents.models import CounterAct


@requires(Role.CLERK)
@never_cache
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was done, when, by whom, what was done before, and what comes next."""
    mine = CounterAct.objects.filter(dong=person(request).dong_id)
    act = get_object_or_404(mine.select_related("resident__household", "clerk", "dong"), pk=pk)
    before = act.resident.counter_acts.filter(pk__lte=act.pk).select_related("dong").order_by("-id")[:5]
    context = {"act": act, "resident": act.resident, "lines": lines_of(act), "before": before, "steps": steps_of(act)}
    return render(request, "residents/counter/receipt.html", context)
