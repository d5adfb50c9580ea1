"""Which bundle or form an address means for this person, and that each look at a form is in the log of access once."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.gate import person
from accounts.models import AccessLogEntry, Role
from residents.models import PaperBundle, PaperForm, Resident
from residents.paper_desk.bundles import visible_to

ROLES = (Role.PAPER_DESK, Role.CLERK)
_ONE_VISIT = timedelta(hours=12)  # a form that lay open for longer is looked at anew


def bundle_or_404(request: HttpRequest, pk: int) -> PaperBundle:
    return get_object_or_404(visible_to(person(request)), pk=pk)


def form_or_404(request: HttpRequest, pk: int, number: int) -> PaperForm:
    """Return a form of a bundle that this person enters, or one of a queue that they have before them."""
    user = person(request)
    own = Q(bundle__in=visible_to(user).order_by().values("pk")) | Q(claimed_by=user, claimed_until__gt=timezone.now())
    forms = PaperForm.objects.filter(own).select_related("bundle__dong", "bundle__assigned_to", "resident")
    return get_object_or_404(forms, bundle=pk, number=number)


def note_look(request: HttpRequest, form: PaperForm) -> None:
    """Log that this person looks at the form, once for the hours in which it may lie open."""
    subject = f"paper_form:{form.pk}"
    seen = AccessLogEntry.objects.filter(
        subject=subject, action="paper_form", user=person(request), at__gte=timezone.now() - _ONE_VISIT
    )
    if not seen.exists():
        record_access(request, action="paper_form", subject=subject, purpose=_purpose(form))


def note_look_alike(request: HttpRequest, form: PaperForm, alike: Collection[Resident]) -> None:
    """Log once for each form whose enrolment was told while it was typed."""
    mine = AccessLogEntry.objects.filter(action="paper_duplicate", user=person(request))
    mine = mine.filter(purpose__endswith=f" {form.bundle_id}-{form.number}")
    known = set(mine.values_list("subject", flat=True)) if alike else set()
    for one in alike:
        if (subject := f"resident:{one.pk}") not in known:
            record_access(request, action="paper_duplicate", subject=subject, purpose=_purpose(form))


def _purpose(form: PaperForm) -> str:
    """Say for what somebody looked: the form, by its bundle and number."""
    return _("Entering paper form %(bundle)s-%(number)s") % {"bundle": form.bundle_id, "number": form.number}
