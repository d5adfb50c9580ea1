"""Scanned pages: each as a picture that no cache keeps, and their places among the forms."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.gate import requires
from residents.models import PaperBundle, PaperForm, PaperPage
from residents.paper_desk import bundles, scans
from residents.views.bundles.reach import ROLES, form_or_404, note_look


@requires(*ROLES)
@require_GET
def page(request: HttpRequest, pk: int, number: int, place: int) -> HttpResponse:
    """Send one page of a form that this person may see; seeing it is a look at the form."""
    found = form_or_404(request, pk, number)
    scan = bundles.pages_of(found.bundle, found.number).filter(place=place).first()
    if scan is None:
        raise Http404
    note_look(request, found)
    answer = HttpResponse(bytes(scan.image), content_type="image/jpeg")
    answer["Cache-Control"] = "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Disposition"] = "inline"
    return answer


@requires(*ROLES)
@require_POST
def leave_gap(request: HttpRequest, pk: int, number: int, place: int) -> HttpResponse:
    """Say that a page was not scanned: what stands in its place belongs to the next one."""
    return _moved(request, pk, number, place, scans.leave_gap)


@requires(*ROLES)
@require_POST
def take_out(request: HttpRequest, pk: int, number: int, place: int) -> HttpResponse:
    """Take out a page that belongs to no form, or close a gap."""
    return _moved(request, pk, number, place, scans.take_out)


def places(found: PaperForm) -> list[tuple[int, PaperPage | None]]:
    """Return the places of a form with their pages, without the images."""
    bundle = found.bundle
    pages = {page.place: page for page in bundles.pages_of(bundle, found.number).defer("image")}
    first = (found.number - 1) * bundle.pages_per_form
    return [(place, pages.get(place)) for place in range(first, first + bundle.pages_per_form)]


def _moved(
    request: HttpRequest, pk: int, number: int, place: int, move: Callable[[PaperBundle, int], None]
) -> HttpResponse:
    found = form_or_404(request, pk, number)
    if place not in dict(places(found)):
        raise Http404
    try:
        move(found.bundle, place)
    except scans.PagesInUse:
        messages.error(request, _("Forms behind this one are entered with the pages they have; these stay."))
    except bundles.IsClosed:
        return redirect("bundles:one", pk)
    return redirect("bundles:form", pk, number)
