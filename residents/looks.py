"""Who at the office looked at a resident's record, and why: from the log of access (DOMAIN.md R11).

The rooms above register which of their lists a resident stands in, and what their actions are called.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actions import tell, told
from accounts.models import AccessLogEntry, Role, RoleGrant
from residents.models import RightsRequest
from residents.spoken import day

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST = 500  # of a page: the log of two years of one person is shorter


@dataclass(frozen=True, slots=True)
class Look:
    """One look: when, by whom (department and roles, no name), at what, doing what, and for which purpose."""

    at: datetime
    department: str
    roles: "list[StrPromise | str]"
    at_what: str
    action: "StrPromise | str"
    purpose: str


@dataclass(frozen=True, slots=True)
class Lists:
    """A room's lists: ``holding`` returns subject → title of those in which a resident stands."""

    holding: Callable[[int], Mapping[str, str]]
    actions: "Mapping[str, StrPromise]"


_ACTIONS: "dict[str, StrPromise]" = {
    "rights_request": _("Read your request"),
    "rights_request_answered": _("Answered your request"),
    "counter_enrolled": _("Enrolled you at the counter"),
    "counter_compared": _("Compared you with somebody of the same name and birth date"),
    "counter_resident": _("Opened your record at the counter"),
    "counter_done": _("Changed your record at the counter, as was asked"),
}
tell(_ACTIONS)
_lists: dict[str, Lists] = {}


def register_lists(name: str, lists: Lists) -> None:
    """Have looks at these lists told too; called from ``AppConfig.ready``."""
    _lists[name] = lists
    tell(lists.actions)


def looks_at(resident_id: int) -> list[Look]:
    """Return the latest looks at this resident's record and at lists that hold it, the newest first."""
    titles = {f"resident:{resident_id}": ""}
    for lists in _lists.values():
        titles.update(lists.holding(resident_id))
    entries = list(
        AccessLogEntry.objects.filter(subject__in=titles).select_related("user").order_by("-at", "-id")[:MOST]
    )
    grants = _grants({entry.user_id for entry in entries if entry.user_id})
    requested = _requested(resident_id)
    return [
        Look(
            entry.at,
            entry.user.department if entry.user else "",
            _roles(grants.get(entry.user_id or 0, []), entry.at),
            titles[entry.subject],
            told(entry.action) or _("Looked at it"),
            requested.get(entry.purpose.rpartition(" ")[2], entry.purpose)
            if entry.action in _ACTIONS
            else entry.purpose,
        )
        for entry in entries
    ]


def _requested(resident_id: int) -> dict[str, str]:
    """Say in words what a request was, by the number with which the log of access ends its purpose."""
    return {
        str(one.pk): gettext("your request for %(kind)s of %(day)s")
        % {"kind": one.get_kind_display().lower(), "day": day(timezone.localtime(one.made_at).isoformat())}
        for one in RightsRequest.objects.filter(resident=resident_id)
    }


def _grants(users: set[int]) -> dict[int, list[RoleGrant]]:
    held: dict[int, list[RoleGrant]] = {}
    for grant in RoleGrant.objects.filter(user__in=users).order_by("id"):
        held.setdefault(grant.user_id, []).append(grant)
    return held


def _roles(grants: list[RoleGrant], at: datetime) -> "list[StrPromise | str]":
    """Return the roles that were held at that moment."""
    held = [one for one in grants if one.granted_at <= at and (one.revoked_at is None or one.revoked_at > at)]
    return [Role(one.role).label for one in held]
