"""Accounts and rights: who may change them, what stays behind, and what two administrators do at once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import people as verbs
from accounts.history import history, purge_history
from accounts.models import AccountChange, Role, RoleGrant, User
from accounts.roles import roles_of
from tests import people

pytestmark = pytest.mark.django_db


def _roles(user: User) -> set[Role]:
    return set(roles_of(User.objects.get(pk=user.pk)))


def _newcomer(*roles: Role) -> verbs.Newcomer:
    return verbs.Newcomer("kim", "김새롬", people.DEPARTMENT, None, frozenset(roles))


@pytest.fixture
def admin(db) -> User:
    return people.administrator()


def test_a_new_account_has_its_roles_and_a_starting_password_that_opens_it(admin) -> None:
    user, password = verbs.create(_newcomer(Role.OFFICER, Role.APPROVER), by=admin)

    assert _roles(user) == {Role.OFFICER, Role.APPROVER}
    assert user.check_password(password) and len(password) == 19
    assert user.starting_password_until > timezone.now() + timedelta(hours=71)
    assert password not in repr(list(AccountChange.objects.values()))


def test_rights_are_given_and_taken_back_and_the_record_of_it_stays(admin) -> None:
    clerk = people.clerk()

    assert verbs.change_rights(user=clerk, give={Role.OFFICER}, take={Role.CLERK}, by=admin) == 2

    assert _roles(clerk) == {Role.OFFICER}
    words = [(step.by, step.words) for step in history(user=clerk)]
    assert (admin, "권한 회수: 창구 담당자") in words or len(words) == 3
    assert RoleGrant.objects.filter(user=clerk).count() == 2


def test_nobody_changes_their_own_rights(admin) -> None:
    with pytest.raises(verbs.NotAllowed):
        verbs.change_rights(user=admin, give={Role.OFFICER}, take=(), by=admin)
    with pytest.raises(verbs.NotAllowed):
        verbs.deactivate(user=admin, by=admin)
    with pytest.raises(verbs.NotAllowed):
        verbs.reset_password(user=admin, by=admin)
    assert _roles(admin) == {Role.ADMINISTRATOR}


def test_an_auditor_holds_no_other_role(admin) -> None:
    auditor = people.auditor()

    with pytest.raises(verbs.NotAllowed):
        verbs.change_rights(user=auditor, give={Role.OFFICER}, take=(), by=admin)
    with pytest.raises(verbs.NotAllowed):
        verbs.create(_newcomer(Role.AUDITOR, Role.ADMINISTRATOR), by=admin)
    verbs.change_rights(user=auditor, give={Role.OFFICER}, take={Role.AUDITOR}, by=admin)
    assert _roles(auditor) == {Role.OFFICER}


def test_who_is_no_administrator_any_more_changes_nothing(admin) -> None:
    other = people.administrator("admin2")
    verbs.change_rights(user=other, give=(), take={Role.ADMINISTRATOR}, by=admin)

    with pytest.raises(verbs.NotAllowed):
        verbs.change_rights(user=people.clerk(), give={Role.OFFICER}, take=(), by=other)


def test_a_shut_account_loses_its_rights_and_gets_none_until_it_is_open_again(admin) -> None:
    clerk = people.clerk()
    verbs.deactivate(user=clerk, by=admin)

    assert _roles(clerk) == set()
    with pytest.raises(verbs.NotAllowed):
        verbs.change_rights(user=clerk, give={Role.CLERK}, take=(), by=admin)
    password = verbs.reactivate(user=clerk, by=admin)
    clerk.refresh_from_db()
    assert clerk.is_active and clerk.check_password(password) and _roles(clerk) == set()


def test_sessions_end_when_an_account_is_shut_and_do_not_live_again(admin, client) -> None:
    clerk = people.clerk()
    client.force_login(clerk)
    assert client.get("/counter/").status_code == 200

    verbs.deactivate(user=clerk, by=admin)
    assert client.get("/counter/").status_code == 302
    verbs.reactivate(user=clerk, by=admin)
    assert client.get("/counter/").status_code == 302


def test_what_is_said_of_a_place_is_kept_with_what_it_was(admin) -> None:
    clerk = people.clerk()
    new = clerk.dong.__class__.objects.get(pk=people.SONGJEONG)

    assert verbs.change_place(user=clerk, name=clerk.name, department="민원과", dong=new, by=admin)
    assert not verbs.change_place(user=clerk, name=clerk.name, department="민원과", dong=new, by=admin)

    what = AccountChange.objects.get(user=clerk).what
    assert what == {"department": ["", "민원과"], "dong_id": [people.MAJANG, people.SONGJEONG]}
    assert "마장동 → 송정동" in history(user=clerk)[0].words


def test_the_history_of_accounts_is_append_only(admin) -> None:
    verbs.create(_newcomer(Role.OFFICER), by=admin)

    for change in (lambda rows: rows.update(by=None), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(AccountChange.objects.all())


def test_the_history_of_a_month_holds_what_happened_in_it(admin) -> None:
    clerk = people.clerk()
    with time_machine.travel(timezone.now() - timedelta(days=40)):
        verbs.change_rights(user=clerk, give={Role.OFFICER}, take=(), by=admin)
    verbs.change_rights(user=clerk, give=(), take={Role.OFFICER}, by=admin)
    now = timezone.now()

    steps = history(begin=now - timedelta(days=1), end=now + timedelta(days=1))

    assert [step.user for step in steps if step.by == admin] == [clerk]


def test_what_is_older_than_it_has_to_be_kept_is_let_go_and_rights_still_held_stay(admin) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=1200), tick=False):
        user, _ = verbs.create(_newcomer(Role.OFFICER, Role.APPROVER), by=admin)
        verbs.change_rights(user=user, give=[], take=[Role.APPROVER], by=admin)
    verbs.change_rights(user=user, give=[Role.HEAD], take=[], by=admin)
    verbs.change_rights(user=user, give=[], take=[Role.HEAD], by=admin)

    assert purge_history() == 2  # the making, and the right taken back then
    assert {(one.role, one.revoked_at is None) for one in user.grants.all()} == {("officer", True), ("head", False)}


def test_a_new_starting_password_ends_the_pause_after_wrong_ones(admin, client) -> None:
    user, _ = verbs.create(_newcomer(Role.OFFICER), by=admin)
    wrong = {"username": user.username, "password": "not-this-one"}
    answers = [client.post("/login/", wrong).status_code for _at in range(settings.AXES_FAILURE_LIMIT)]
    assert answers[-1] == 429

    password = verbs.reset_password(user=user, by=admin)

    assert client.post("/login/", {"username": user.username, "password": password}).status_code == 302


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_administrators_who_shut_each_other_at_once_one_stays() -> None:
    one, other = people.administrator(), people.administrator("admin2")
    ready, refused = Barrier(2), []

    def shut(by: User, user: User) -> None:
        ready.wait()
        try:
            verbs.deactivate(user=user, by=by)
        except verbs.NotAllowed as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [Thread(target=shut, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert RoleGrant.objects.filter(role=Role.ADMINISTRATOR, revoked_at=None, user__is_active=True).count() == 1
