"""What waits at the paper desk, across bundles: second entries, differing entries, doubtful forms, unproved contacts.

A bundle is entered by one person, but its second entries are open to everybody whose work reaches its dong.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from residents.models import PaperBundle, PaperForm
from residents.paper_desk.bundles import reach, unproved

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

State = PaperForm.State


class Queue(models.TextChoices):
    """A queue by its name in the address."""

    SECOND = "second", _("Second entry")
    MISMATCH = "mismatch", _("Two entries differ")
    DOUBTFUL = "doubtful", _("Illegible or doubtful")
    CODE = "code", _("Resident’s code awaited")


# Forms without signature and those that were given back are ended as far as the desk is concerned.
DOUBTFUL = (State.ILLEGIBLE, State.CONTRADICTS)
_STATES = {Queue.SECOND: [State.SECOND], Queue.MISMATCH: [State.MISMATCH], Queue.DOUBTFUL: list(DOUBTFUL)}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One queue and how many forms wait in it; ``mine``: of which this person may do the next."""

    queue: Queue
    count: int
    mine: int

    @property
    def label(self) -> "StrPromise":
        return self.queue.label


def forms_in(queue: Queue, *, of: User) -> "QuerySet[PaperForm]":
    """Return the forms of a queue that this person may do: a second entry is never the first one's."""
    if queue == Queue.CODE:
        return _awaited(of)
    found = _reached(of).filter(state__in=_STATES[queue])
    return found.exclude(first_by=of) if queue == Queue.SECOND else found


def waiting(user: User) -> list[Waiting]:
    """Count every queue, in two statements."""
    counts: dict[str, int] = dict(_reached(user).order_by().values_list("state").annotate(Count("pk")))
    own = _reached(user).filter(state=State.SECOND, first_by=user).count()
    totals = {queue: sum(counts.get(state, 0) for state in states) for queue, states in _STATES.items()}
    totals[Queue.CODE] = _awaited(user).count()
    return [Waiting(queue, totals[queue], totals[queue] - (own if queue == Queue.SECOND else 0)) for queue in Queue]


def _reached(user: User) -> "QuerySet[PaperForm]":
    return PaperForm.objects.filter(bundle__in=PaperBundle.objects.filter(reach(user), closed_at=None))


def _awaited(user: User) -> "QuerySet[PaperForm]":
    """Return those whose code is waited for, which goes on when their paper lies in the archive."""
    return unproved(PaperForm.objects.filter(bundle__in=PaperBundle.objects.filter(reach(user))))
