"""One form, one person at a time: a claim that runs out, taken under a row lock that others skip.

A queue hands out its first free form by one indexed statement; two people who ask in the same instant get two forms.
"""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from residents.models import PaperForm


class NotYours(Exception):
    """Somebody else has the form, or it has gone on to another state in the meantime."""


@transaction.atomic
def claim_next(queue: "QuerySet[PaperForm]", *, by: User) -> PaperForm | None:
    """Claim the first form of a queue that nobody has; None where the queue is empty for this person."""
    found = _free(queue, by).order_by("bundle", "number").select_for_update(skip_locked=True, of=("self",)).first()
    if found is not None:
        _mark(found, by)
    return found


@transaction.atomic
def claim(form: PaperForm, *, by: User, states: Collection[str]) -> PaperForm:
    """Claim this form, and return it locked until the end of the transaction. Raise NotYours."""
    found = _free(PaperForm.objects.filter(pk=form.pk, state__in=states), by).select_for_update(of=("self",)).first()
    if found is None:
        raise NotYours
    _mark(found, by)
    return found


def let_go(form: PaperForm) -> None:
    """End a claim together with what is saved next."""
    form.claimed_by, form.claimed_until = None, None


def _free(queue: "QuerySet[PaperForm]", by: User) -> "QuerySet[PaperForm]":
    free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_until__lte=timezone.now())
    return queue.filter(free, bundle__closed_at=None)


def _mark(form: PaperForm, by: User) -> None:
    form.claimed_by = by
    form.claimed_until = timezone.now() + timedelta(minutes=settings.PAPER_CLAIM_MINUTES)
    form.save(update_fields=["claimed_by", "claimed_until"])
