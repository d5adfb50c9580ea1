"""The office's accounts: who gets one, where they work, which rights they hold, and how an account ends.

Nobody changes their own rights or shuts their own account, so that it takes a second administrator; the last
administrator stays (docs/decisions/0021-who-gives-rights.md). Every change leaves a row behind: ``RoleGrant`` for
rights, ``AccountChange`` for the rest (개인정보의 안전성 확보조치 기준 제5조).
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from axes.utils import reset
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountChange, Dong, Role, RoleGrant, User
from accounts.roles import grant, revoke

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Kind = AccountChange.Kind
# Without what is easily taken for something else when read aloud or from paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_PLACE = ("name", "department", "dong_id")


class NotAllowed(Exception):
    """What was asked for would break a rule; ``reason`` says which, to the administrator."""

    def __init__(self, reason: "StrPromise") -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who gets an account, and what they will do."""

    username: str
    name: str
    department: str
    dong: Dong | None
    roles: frozenset[Role]


@transaction.atomic
def create(newcomer: Newcomer, *, by: User) -> tuple[User, str]:
    """Make an account; return it with its starting password, which is stored nowhere in clear."""
    _check_together(newcomer.roles)
    _turn_of(by)
    user = User(username=newcomer.username, name=newcomer.name, department=newcomer.department, dong=newcomer.dong)
    password = _give_starting_password(user)
    user.save()
    _note(user, Kind.CREATED, by)
    for role in sorted(newcomer.roles):
        grant(user=user, role=role, by=by)
    return user, password


@transaction.atomic
def change_rights(*, user: User, give: Collection[Role], take: Collection[Role], by: User) -> int:
    """Give and take back roles, those already so left alone; return how many changed."""
    if user == by:
        raise NotAllowed(_("Nobody changes their own rights. Ask another administrator."))
    _turn_of(by)
    if give and not User.objects.filter(pk=user.pk, is_active=True).exists():
        raise NotAllowed(_("This account is shut. Open it first."))
    held = set(RoleGrant.objects.filter(user=user, revoked_at=None).values_list("role", flat=True))
    _check_together((held | set(give)) - set(take))
    for role in set(give) - held:
        grant(user=user, role=Role(role), by=by)
    taken = sum(revoke(user=user, role=Role(role), by=by) for role in take)
    _keep_an_administrator()
    return len(set(give) - held) + taken


@transaction.atomic
def change_place(*, user: User, name: str, department: str, dong: Dong | None, by: User) -> bool:
    """Say what somebody is called and where they work; tell whether anything changed."""
    _turn_of(by)
    kept = User.objects.select_for_update().get(pk=user.pk)
    before = {field: getattr(kept, field) for field in _PLACE}
    kept.name, kept.department, kept.dong = name, department, dong
    what = {field: [old, getattr(kept, field)] for field, old in before.items() if old != getattr(kept, field)}
    if what:
        kept.save(update_fields=["name", "department", "dong"])
        _note(kept, Kind.PLACE, by, what)
    return bool(what)


@transaction.atomic
def reset_password(*, user: User, by: User) -> str:
    """Give a new starting password and return it; whoever is signed in with the old one is out at once.

    A pause after wrong passwords ends with it: the new one is for who forgot the old.
    """
    if user == by:
        raise NotAllowed(_("Change your own password on its own page."))
    _turn_of(by)
    kept = _active(user)
    password = _give_starting_password(kept)
    kept.save(update_fields=["password", "starting_password_until"])
    _note(kept, Kind.PASSWORD_RESET, by)
    reset(username=kept.username)
    return password


@transaction.atomic
def deactivate(*, user: User, by: User) -> None:
    """Shut an account: sessions end at once and for good, and every right is taken back."""
    if user == by:
        raise NotAllowed(_("Nobody shuts their own account. Ask another administrator."))
    _turn_of(by)
    kept = _active(user)
    kept.is_active, kept.starting_password_until = False, None
    kept.set_unusable_password()  # sessions are bound to the password: opened again, no old one lives on
    kept.save(update_fields=["is_active", "password", "starting_password_until"])
    for role in RoleGrant.objects.filter(user=kept, revoked_at=None).values_list("role", flat=True):
        revoke(user=kept, role=Role(role), by=by)
    _note(kept, Kind.DEACTIVATED, by)
    _keep_an_administrator()


@transaction.atomic
def reactivate(*, user: User, by: User) -> str:
    """Open an account again, without rights; return its starting password."""
    _turn_of(by)
    kept = User.objects.select_for_update().get(pk=user.pk)
    if kept.is_active:
        raise NotAllowed(_("This account is open already."))
    kept.is_active = True
    password = _give_starting_password(kept)
    kept.save(update_fields=["is_active", "password", "starting_password_until"])
    _note(kept, Kind.REACTIVATED, by)
    reset(username=kept.username)
    return password


def note_own_password(user: User) -> None:
    """Note that somebody chose a password of their own, which ends the starting one."""
    User.objects.filter(pk=user.pk).update(starting_password_until=None)
    _note(user, Kind.PASSWORD_CHANGED, user)


def _turn_of(by: User) -> None:
    """Let administrators act one after another, and only those who still are one when their turn comes."""
    open_grants = RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR, revoked_at=None)
    if by.pk not in {one.user_id for one in open_grants.order_by("id")}:
        raise NotAllowed(_("You are no administrator any more."))


def _keep_an_administrator() -> None:
    administrators = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, revoked_at=None, user__is_active=True)
    if not administrators.exists():
        raise NotAllowed(_("This is the last administrator. Make another one first."))


def _check_together(roles: Collection[str]) -> None:
    if Role.AUDITOR in roles and len(roles) > 1:
        raise NotAllowed(_("Who audits does nothing that is audited: an auditor holds no other role."))


def _active(user: User) -> User:
    kept = User.objects.select_for_update().get(pk=user.pk)
    if not kept.is_active:
        raise NotAllowed(_("This account is shut."))
    return kept


def _give_starting_password(user: User) -> str:
    """Set a password of four times four letters (79 bits), good for ``STARTING_PASSWORD_HOURS``."""
    password = "-".join("".join(secrets.choice(_LETTERS) for _at in range(4)) for _group in range(4))
    user.set_password(password)
    user.starting_password_until = timezone.now() + timedelta(hours=settings.STARTING_PASSWORD_HOURS)
    return password


def _note(user: User, kind: AccountChange.Kind, by: User | None, what: Mapping[str, object] | None = None) -> None:
    AccountChange.objects.create(user=user, kind=kind, by=by, what=dict(what or {}))
