"""Rights are given, held, taken back, and what was is kept (접근권한의 관리)."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.models import Role, RoleGrant, User
from accounts.roles import grant, revoke, roles_of
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return User.objects.create_user(username="new", name="정새롬")


def _roles(user: User) -> set[Role]:
    """Return the roles as the next request will see them."""
    return set(roles_of(User.objects.get(pk=user.pk)))


def test_a_new_person_holds_no_role(user) -> None:
    assert _roles(user) == set()


def test_a_person_may_hold_several_roles(user) -> None:
    grant(user=user, role=Role.OFFICER, by=None)
    grant(user=user, role=Role.APPROVER, by=None)

    assert _roles(user) == {Role.OFFICER, Role.APPROVER}


def test_a_grant_says_who_gave_it_and_when(user) -> None:
    administrator = people.clerk()
    given = grant(user=user, role=Role.OFFICER, by=administrator)

    assert (given.granted_by, given.revoked_at, given.revoked_by) == (administrator, None, None)
    assert given.granted_at is not None


def test_a_role_already_held_stays_as_it_was_given(user) -> None:
    first = grant(user=user, role=Role.OFFICER, by=None)

    assert grant(user=user, role=Role.OFFICER, by=people.clerk()) == first
    assert RoleGrant.objects.get(user=user).granted_by is None


def test_a_role_taken_back_is_no_longer_held_and_its_row_is_kept(user) -> None:
    administrator = people.clerk()
    grant(user=user, role=Role.OFFICER, by=None)
    grant(user=user, role=Role.APPROVER, by=None)

    assert revoke(user=user, role=Role.OFFICER, by=administrator) == 1
    assert _roles(user) == {Role.APPROVER}
    kept = RoleGrant.objects.get(user=user, role=Role.OFFICER)
    assert kept.revoked_by == administrator
    assert kept.revoked_at > kept.granted_at


def test_taking_back_what_is_not_held_changes_nothing(user) -> None:
    grant(user=user, role=Role.OFFICER, by=None)
    revoke(user=user, role=Role.OFFICER, by=people.clerk())
    when = RoleGrant.objects.get(user=user).revoked_at

    assert revoke(user=user, role=Role.OFFICER, by=people.clerk("other")) == 0
    assert RoleGrant.objects.get(user=user).revoked_at == when


def test_a_role_given_again_is_a_new_row(user) -> None:
    grant(user=user, role=Role.OFFICER, by=None)
    revoke(user=user, role=Role.OFFICER, by=people.clerk())
    grant(user=user, role=Role.OFFICER, by=None)

    assert _roles(user) == {Role.OFFICER}
    assert RoleGrant.objects.filter(user=user).count() == 2


def test_the_database_refuses_a_second_open_grant_of_one_role(user) -> None:
    grant(user=user, role=Role.OFFICER, by=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=user, role=Role.OFFICER)


def test_a_person_with_a_history_cannot_be_deleted(user) -> None:
    grant(user=user, role=Role.OFFICER, by=None)
    revoke(user=user, role=Role.OFFICER, by=people.clerk())

    with pytest.raises(ProtectedError):
        user.delete()
