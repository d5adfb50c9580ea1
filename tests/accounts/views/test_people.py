"""The pages of people and rights: an administrator changes, an auditor reads, everybody has a password."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccountChange, Role, User
from accounts.roles import roles_of
from tests import people
from tests.accounts.lines import many_users
from tests.residents.visiting import ENGLISH

pytestmark = pytest.mark.django_db
LIST = "/staff/people"
NEW = {"username": "kim", "name": "김새롬", "department": "세무1과", "dong": "", "roles": ["officer"]}


@pytest.fixture
def admin() -> User:
    return people.administrator()


@pytest.fixture
def client(admin) -> Client:
    client = Client(headers=ENGLISH)
    client.force_login(admin)
    return client


def _text(answer) -> str:
    return answer.content.decode()


def _made(client: Client) -> str:
    """Make an account and return its starting password."""
    answer = client.post(f"{LIST}/new", NEW)
    return re.search(r'o-password">([^<]+)<', _text(answer))[1]


def test_the_matrix_says_who_holds_what_and_who_has_not_been_here(client) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=91)):
        people.clerk()
    people.officer()

    text = _text(client.get(LIST))

    assert "박도윤" in text and "김한결" in text and "마장동" in text
    assert text.count(">Unused<") == 1
    assert "박도윤" not in _text(client.get(LIST, {"role": "officer"}))
    assert "김한결" not in _text(client.get(LIST, {"dong": people.MAJANG}))
    assert "김한결" in _text(client.get(LIST, {"department": people.DEPARTMENT}))
    assert "김한결" not in _text(client.get(LIST, {"state": "unused"}))


def test_many_people_take_as_many_queries_as_few(client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        return len(seen)

    people.officer()
    few = queries()
    many_users(20)

    assert queries() == few


def test_a_new_person_signs_in_once_with_the_starting_password_and_chooses_their_own(client) -> None:
    password = _made(client)
    newcomer = Client(headers=ENGLISH)
    newcomer.post("/login/", {"username": "kim", "password": password})

    assert newcomer.get("/staff/").url == "/staff/password"
    assert newcomer.get("/staff/", headers={"HX-Request": "true"})["HX-Redirect"] == "/staff/password"
    first = _text(newcomer.get("/staff/password"))
    assert "Choose a password of your own" in first and "Main menu" not in first
    same = {"old_password": password, "new_password1": password, "new_password2": password}
    assert newcomer.post("/staff/password", same).status_code == 422
    own = {"old_password": password, "new_password1": "바람부는언덕길칠십칠", "new_password2": "바람부는언덕길칠십칠"}
    assert newcomer.post("/staff/password", own).url == "/start"
    assert newcomer.get("/staff/").status_code == 200
    assert AccountChange.objects.filter(kind="password_changed", by__username="kim").count() == 1


def test_a_starting_password_that_ran_out_opens_nothing(client) -> None:
    password = _made(client)

    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        answer = Client(headers=ENGLISH).post("/login/", {"username": "kim", "password": password})

    assert "has run out" in _text(answer)


def test_a_change_of_password_ends_other_sessions_and_not_this_one() -> None:
    clerk = people.clerk()
    here, there = Client(), Client()
    for one in (here, there):
        one.force_login(clerk)
    own = {
        "old_password": "a-long-password",
        "new_password1": "바람부는언덕길칠십칠",
        "new_password2": "바람부는언덕길칠십칠",
    }

    here.post("/staff/password", own)

    assert here.get("/counter/").status_code == 200
    assert there.get("/counter/").status_code == 302


def test_a_page_with_a_starting_password_is_kept_by_nobody(client) -> None:
    answer = client.post(f"{LIST}/new", NEW)

    assert "no-store" in answer["Cache-Control"]
    assert "-" in _text(answer)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"username": "ADMIN"}, "There is an account of this name already"),
        ({"roles": []}, "Choose at least one role"),
        ({"roles": ["auditor", "officer"]}, "an auditor holds no other role"),
        ({"name": "800131-1234567"}, "resident registration number"),
        ({"department": "800131-1234567"}, "resident registration number"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said(client, wrong, said) -> None:
    answer = client.post(f"{LIST}/new", NEW | wrong)

    assert answer.status_code == 422 and said in _text(answer)
    assert not User.objects.filter(username="kim").exists()


def test_rights_are_saved_as_ticked_and_what_another_gave_meanwhile_stays(client) -> None:
    clerk = people.clerk()
    page = f"{LIST}/{clerk.pk}"
    client.post(f"{page}/rights", {"roles": ["clerk", "paper_desk"], "seen": "clerk"})

    client.post(f"{page}/rights", {"roles": ["officer"], "seen": "clerk"})

    assert roles_of(User.objects.get(pk=clerk.pk)) == {Role.OFFICER, Role.PAPER_DESK}


def test_what_a_rule_refuses_is_said_at_the_rights(client, admin) -> None:
    clerk = people.clerk()

    refused = client.post(f"{LIST}/{clerk.pk}/rights", {"roles": ["clerk", "auditor"], "seen": "clerk"})
    own = client.post(f"{LIST}/{admin.pk}/rights", {"roles": ["officer"], "seen": ""}, follow=True)

    assert refused.status_code == 422 and "holds no other role" in _text(refused)
    assert "Nobody changes their own rights" in _text(own)
    assert f'action="/staff/people/{admin.pk}/rights"' not in _text(client.get(f"{LIST}/{admin.pk}"))


def test_an_account_is_shut_and_opened_again(client) -> None:
    clerk = people.clerk()

    client.post(f"{LIST}/{clerk.pk}/deactivate")
    assert "Open the account again" in _text(client.get(f"{LIST}/{clerk.pk}"))
    assert 'o-password">' in _text(client.post(f"{LIST}/{clerk.pk}/reactivate"))
    again = client.post(f"{LIST}/{clerk.pk}/reactivate", follow=True)

    assert "This account is open already" in _text(again)


@pytest.mark.parametrize("act", ["rights", "place", "password", "deactivate", "reactivate"])
def test_an_auditor_reads_and_changes_nothing(act) -> None:
    clerk = people.clerk()
    auditor = Client(headers=ENGLISH)
    auditor.force_login(people.auditor())

    page = _text(auditor.get(f"{LIST}/{clerk.pk}"))

    assert "Save the rights" not in page and "New account" not in _text(auditor.get(LIST))
    assert auditor.post(f"{LIST}/{clerk.pk}/{act}", {"roles": []}).status_code == 403
    assert auditor.post(f"{LIST}/new", NEW).status_code == 403


def test_the_meaning_of_a_role_is_what_the_pages_ask_for(client) -> None:
    text = _text(client.get(f"{LIST}/roles"))

    row = re.search(r">Approve a batch<code[^>]*>/staff/batches/…/approve</code>(.*?)</tr>", text, re.DOTALL)[1]
    assert row.count("is-held") == 1 and 'data-label="Approver"' in row


def test_a_month_of_changes_is_read_by_month(client) -> None:
    _made(client)

    assert "Account made" in _text(client.get(f"{LIST}/changes"))
    assert "Nothing was changed in this month" in _text(client.get(f"{LIST}/changes", {"month": "2020-01"}))
