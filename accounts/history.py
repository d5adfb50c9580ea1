"""What was changed about accounts and rights, by whom and when: one story from two tables, the newest first.

What is older than it has to be kept is let go: an ended right by the day on which it was taken back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AccountChange, Dong, Role, RoleGrant, User

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_FIELDS: "dict[str, StrPromise]" = {
    "name": gettext_lazy("Name"),
    "department": gettext_lazy("Department"),
    "dong_id": gettext_lazy("Dong"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to an account."""

    at: datetime
    user: User
    by: User | None
    words: str


def history(*, user: User | None = None, begin: datetime | None = None, end: datetime | None = None) -> list[Step]:
    """Return what happened to one account, or to all of them in a period."""
    changes = AccountChange.objects.select_related("user", "by")
    grants = RoleGrant.objects.select_related("user", "granted_by", "revoked_by")
    if user is not None:
        changes, grants = changes.filter(user=user), grants.filter(user=user)
    if begin is not None and end is not None:
        changes = changes.filter(at__gte=begin, at__lt=end)
        given, taken = Q(granted_at__gte=begin, granted_at__lt=end), Q(revoked_at__gte=begin, revoked_at__lt=end)
        grants = grants.filter(given | taken)
    steps = [*_of_changes(changes), *_of_grants(grants)]
    within = [step for step in steps if (begin is None or step.at >= begin) and (end is None or step.at < end)]
    return sorted(within, key=attrgetter("at"), reverse=True)


@transaction.atomic
def purge_history() -> int:
    """Delete what is older than ``ACCOUNT_HISTORY_DAYS``; return how many rows went. Rights still held stay."""
    before = timezone.now() - timedelta(days=settings.ACCOUNT_HISTORY_DAYS)
    old = (AccountChange.objects.filter(at__lt=before), RoleGrant.objects.filter(revoked_at__lt=before))
    return sum(rows.delete()[0] for rows in old)


def _of_grants(grants: QuerySet[RoleGrant]) -> Iterator[Step]:
    for one in grants:
        role = Role(one.role).label
        yield Step(one.granted_at, one.user, one.granted_by, _("Right given: %(role)s") % {"role": role})
        if one.revoked_at:
            yield Step(one.revoked_at, one.user, one.revoked_by, _("Right taken back: %(role)s") % {"role": role})


def _of_changes(changes: QuerySet[AccountChange]) -> Iterator[Step]:
    dongs = dict(Dong.objects.values_list("code", "name"))
    for one in changes:
        yield Step(one.at, one.user, one.by, _words(one, dongs))


def _words(change: AccountChange, dongs: dict[str, str]) -> str:
    if change.kind != AccountChange.Kind.PLACE:
        return str(change.get_kind_display())
    return ", ".join(
        f"{_FIELDS[field]}: {dongs.get(old, old) or '—'} → {dongs.get(new, new) or '—'}"
        for field, (old, new) in change.what.items()
    )
