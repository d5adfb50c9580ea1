"""One bundle: its sum against the cover sheet, its scans, its way to the archive.

Who: whoever has the box on the desk; at its beginning to hand in the scans, between forms to see how far they are, at
its end to count it out. They want to know at a glance what is still missing, and to get to the next form by one key.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from residents.forms.paper_bundles import CloseForm, CountForm, ScanForm
from residents.models import PaperBundle, PaperForm
from residents.paper_desk import bundles, scans
from residents.paper_desk.claims import claim_next
from residents.views.bundles.reach import ROLES, bundle_or_404


@requires(*ROLES)
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, bundle_or_404(request, pk))


@requires(*ROLES)
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the next form to be entered; the bundle is theirs from now on."""
    found = bundle_or_404(request, pk)
    bundles.take(found, by=person(request))
    return to_next(request, found)


@requires(*ROLES)
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    bundles.give_back(bundle_or_404(request, pk))
    return redirect("bundles:list")


@requires(*ROLES)
@require_POST
def add_scans(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = bundle_or_404(request, pk), ScanForm(request.POST, request.FILES)
    if getattr(request, "upload_too_large", False):
        form.errors.clear()
        form.add_error("scans", _("The file is too large. Scan with 150 to 300 dpi in grey, or hand it in by parts."))
    elif form.is_valid():
        try:
            count = scans.add(found, form.cleaned_data["scans"], by=person(request))
        except scans.ScanRefused as refused:
            form.add_error("scans", str(refused.reason))
        except bundles.IsClosed:
            return redirect("bundles:one", pk)
        else:
            messages.success(
                request, ngettext("%(count)s page was added.", "%(count)s pages were added.", count) % {"count": count}
            )
            return redirect("bundles:one", pk)
    return _shown(request, found, scan_form=form)


@requires(*ROLES)
@require_POST
def correct_count(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = bundle_or_404(request, pk), CountForm(request.POST)
    if form.is_valid():
        try:
            bundles.correct_count(found, **form.cleaned_data, by=person(request))
        except bundles.TooFewOpen:
            form.add_error("after", _("More forms than that are entered or set aside already. Check the number."))
        except bundles.IsClosed:
            return redirect("bundles:one", pk)
        else:
            messages.success(request, _("The number is corrected; the reason is kept with it."))
            return redirect("bundles:one", pk)
    return _shown(request, found, count_form=form)


@requires(*ROLES)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = bundle_or_404(request, pk), CloseForm(request.POST)
    if form.is_valid():
        try:
            bundles.close(found, counted_out=form.cleaned_data["counted_out"], by=person(request))
        except bundles.NotEven as error:
            for sentence in error.missing:
                form.add_error("counted_out", sentence)
        except bundles.IsClosed:
            return redirect("bundles:one", pk)
        else:
            messages.success(request, _("Bundle %(number)s is closed: every form is accounted for.") % {"number": pk})
            return redirect("bundles:list")
    return _shown(request, found, close_form=form)


def to_next(request: HttpRequest, found: PaperBundle) -> HttpResponse:
    """Claim the bundle's next form for this person and lead there; to the bundle where none is left."""
    form = claim_next(PaperForm.objects.filter(bundle=found, state=PaperForm.State.OPEN), by=person(request))
    if form is None:
        messages.success(request, _("No form of this bundle is left to be entered."))
        return redirect("bundles:one", found.pk)
    return redirect("bundles:form", found.pk, form.number)


def _shown(request: HttpRequest, found: PaperBundle, **forms: Any) -> HttpResponse:
    """Draw the page, with the form that was refused in place of an empty one."""
    pages = found.pages.count()
    context = {
        "bundle": found,
        "sum": bundles.sum_of(found),
        "pages": pages,
        "pages_due": found.counted_in * found.pages_per_form,
        "aside": found.forms.filter(state__in=PaperForm.ASIDE).order_by("number"),
        "corrections": found.corrections.select_related("corrected_by"),
        "scan_form": ScanForm(),
        "count_form": CountForm(initial={"after": found.counted_in}),
        "close_form": CloseForm(),
        "form": next(iter(forms.values()), None),
        **forms,
    }
    return render(request, "residents/bundles/bundle.html", context)
