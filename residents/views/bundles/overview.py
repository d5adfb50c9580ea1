"""The paper desk's first page.

Who: whoever types forms, several times a day, after each bundle; a dong's clerk, when a tong chief has brought a box.
They want to see which bundle to go on with, what waits in the queues, and to count a new bundle in, in half a minute.
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.gate import person, requires
from accounts.models import Role
from accounts.roles import roles_of
from residents.forms.paper_bundles import BundleForm
from residents.paper_desk import bundles
from residents.paper_desk.queues import waiting
from residents.views.bundles.reach import ROLES

SHOWN = 50


@requires(*ROLES)
def overview(request: HttpRequest) -> HttpResponse:
    """List the bundles that wait, the oldest first, each with its sum, and the queues with their counts."""
    user = person(request)
    visible = bundles.visible_to(user)
    page = Paginator(visible.filter(closed_at=None), SHOWN).get_page(request.GET.get("page"))
    closed = list(visible.filter(closed_at__isnull=False).order_by("-closed_at")[:5])
    sums = bundles.sums_of([*page, *closed])
    context = {
        "page": page,
        "rows": [(bundle, sums[bundle.pk]) for bundle in page],
        "closed": [(bundle, sums[bundle.pk]) for bundle in closed],
        "queues": waiting(user),
        "without_dong": Role.PAPER_DESK not in roles_of(user) and not user.dong_id,
    }
    return render(request, "residents/bundles/list.html", context)


@requires(*ROLES)
def new(request: HttpRequest) -> HttpResponse:
    """Count a bundle in from its cover sheet."""
    user = person(request)
    whole_district = Role.PAPER_DESK in roles_of(user)
    if not whole_district and user.dong is None:
        return redirect("bundles:list")
    form = BundleForm(request.POST or None, dong=None if whole_district else user.dong)
    if request.method == "POST" and form.is_valid():
        bundle = bundles.open_bundle(**form.cleaned_data, by=user)
        return redirect("bundles:one", bundle.pk)
    return render(request, "residents/bundles/new.html", {"form": form})
