"""“You said, we did”: writing down what was said and what came of it, and publishing it; telling is ``telling``."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from campaigns.models import Proposal, SaidAndDone


class AlreadyPublished(Exception):
    """Who is told of it is settled: what it refers to stays; its words may still be mended."""


WORDS = ("title", "said", "did", "interest")


@transaction.atomic
def begin(by: User, proposals: Collection[Proposal], **values: Any) -> SaidAndDone:
    """Write a new one of the officer's department; nobody else reads it yet."""
    outcome = SaidAndDone.objects.create(department=by.department, created_by=by, **values)
    outcome.proposals.set(proposals)
    return outcome


@transaction.atomic
def change(outcome: SaidAndDone, proposals: Collection[Proposal], **values: Any) -> None:
    """Write it anew. Once it is published only its words change. Raise AlreadyPublished where more was wanted."""
    current = SaidAndDone.objects.select_for_update().get(pk=outcome.pk)
    if current.published_at is not None:
        same = all(getattr(current, name) == value for name, value in values.items() if name not in WORDS)
        if not same or {one.pk for one in proposals} != set(current.proposals.values_list("pk", flat=True)):
            raise AlreadyPublished
    for name, value in values.items():
        setattr(current, name, value)
    current.save()
    current.proposals.set(proposals)


def publish(outcome: SaidAndDone) -> bool:
    """Let everybody read it, and have those told who said it; return whether that is new."""
    draft = SaidAndDone.objects.filter(pk=outcome.pk, published_at=None)
    return draft.update(published_at=timezone.now()) == 1
