"""Giving and taking back rights; who holds which right now."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, RoleGrant, User


@transaction.atomic
def grant(*, user: User, role: Role, by: User | None) -> RoleGrant:
    """Give ``user`` the role; a role already held stays as it was given."""
    held, _ = RoleGrant.objects.get_or_create(user=user, role=role, revoked_at=None, defaults={"granted_by": by})
    return held


def revoke(*, user: User, role: Role, by: User) -> int:
    """Take the role back; return 1 when it was held."""
    return RoleGrant.objects.filter(user=user, role=role, revoked_at=None).update(
        revoked_at=timezone.now(), revoked_by=by
    )


def roles_of(user: User) -> frozenset[Role]:
    """Return the roles held now, read once per user object (that is, once per request)."""
    known: frozenset[Role] | None = getattr(user, "_roles", None)
    if known is None:
        held = RoleGrant.objects.filter(user=user, revoked_at=None).values_list("role", flat=True)
        known = frozenset(Role(role) for role in held)
        user._roles = known  # type: ignore[attr-defined]  # kept on the object for as long as the request
    return known
