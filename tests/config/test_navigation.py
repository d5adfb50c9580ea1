"""The menu: everybody who holds a role has a page, and signing in leads there."""

import pytest
from django.urls import resolve, reverse

from accounts.models import Role
from accounts.roles import grant
from config.navigation import current, menu_of
from tests import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_page_that_opens_to_it(role, client):
    user = people._user("somebody", "아무개", people.DEPARTMENT, dong=people.MAJANG)
    grant(user=user, role=role, by=None)
    client.force_login(user)

    assert client.get(reverse("landing")).url == menu_of({role})[0].url
    for entry in menu_of({role}):
        assert client.get(entry.url).status_code == 200, entry.url_name


def test_who_holds_no_role_is_refused(client):
    client.force_login(people._user("nobody", "아무개", ""))

    assert client.get(reverse("landing")).status_code == 403


def test_a_clerk_is_led_to_the_counter(client):
    client.force_login(people.clerk())

    assert client.get(reverse("staff:home"), follow=True).redirect_chain[-1][0] == reverse("counter:home")


def test_an_administrator_is_led_to_the_state_of_the_sending(client):
    client.force_login(people.administrator())

    assert client.get(reverse("landing")).url == reverse("deliveries:health")


@pytest.mark.parametrize(
    ("page", "belongs_to"),
    [
        ("/staff/", "staff:home"),
        ("/staff/batches/new", "staff:batch_new"),
        ("/staff/batches/12/rows", "staff:home"),
        ("/staff/requests/3", "requests:list"),
        ("/staff/people/4", "office:people"),
        ("/staff/proposals/outcomes/", "surveys_desk:list"),
        ("/staff/access-log/lines", "office:access_log"),
        ("/staff/password", None),
    ],
)
def test_the_menu_marks_where_a_page_belongs(page, belongs_to):
    found = current(menu_of(Role), resolve(page).view_name, page)

    assert (found.url_name if found else None) == belongs_to
