"""The one gate, on addresses of its own: who comes in, who is asked to sign in, who is refused."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from accounts.gate import client_address, person, requires
from accounts.models import Role, User
from accounts.roles import grant, revoke
from tests import people

pytestmark = pytest.mark.django_db


def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


@requires(Role.OFFICER, Role.APPROVER)
def _for_two_roles(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


@requires()
def _for_no_role(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


urlpatterns = [
    path("", _page, name="home"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("login/", _page, name="login"),
    path("display", _page, name="display"),
    path("help/", include("residents.urls.help")),
    path("events/", include("campaigns.urls.events")),
    path("proposals/", include("campaigns.urls.proposals")),
    path("you-said-we-did/", include("campaigns.urls.you_said")),
    path("two/", _for_two_roles, name="two"),
    path("none/", _for_no_role, name="none"),
    path("unmarked/", _page, name="unmarked"),
]


@pytest.fixture(autouse=True)
def _addresses():
    with override_settings(ROOT_URLCONF=__name__):
        yield


def _status(user: User | None, address: str) -> int:
    client = Client()
    if user:
        client.force_login(user)
    return client.get(address).status_code


def test_a_public_page_is_open_to_everybody() -> None:
    assert _status(None, "/") == 200
    assert _status(people.clerk(), "/") == 200


def test_an_open_part_of_a_page_takes_the_whole_page_to_sign_in() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/two/?page=2"}

    answer = Client().get("/two/", headers=headers)

    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/login/?next=/two/%3Fpage%3D2")


def test_nobody_signed_in_is_sent_to_sign_in_and_back() -> None:
    answer = Client().get("/two/?page=2")

    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/two/%3Fpage%3D2")


def test_any_one_of_the_named_roles_is_enough() -> None:
    assert _status(people.officer(), "/two/") == 200
    assert _status(people.approver(), "/two/") == 200


def test_another_role_is_refused() -> None:
    assert _status(people.clerk(), "/two/") == 403


def test_being_a_superuser_is_no_role() -> None:
    root = User.objects.create_user(username="root", name="최가온", is_superuser=True, is_staff=True)

    assert _status(root, "/two/") == 403


@pytest.mark.parametrize("address", ["/none/", "/unmarked/"])
def test_a_page_that_names_no_role_is_refused_to_everybody(address) -> None:
    assert _status(people.approver(), address) == 403
    assert _status(None, address) == 302


def test_a_role_taken_back_closes_the_page_at_the_next_request() -> None:
    officer, administrator = people.officer(), people.clerk()
    client = Client()
    client.force_login(officer)

    assert client.get("/two/").status_code == 200
    revoke(user=officer, role=Role.OFFICER, by=administrator)
    assert client.get("/two/").status_code == 403
    grant(user=officer, role=Role.OFFICER, by=administrator)
    assert client.get("/two/").status_code == 200


def test_a_person_who_has_left_the_office_is_sent_to_sign_in() -> None:
    officer = people.officer()
    client = Client()
    client.force_login(officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)

    assert client.get("/two/").status_code == 302


def test_an_address_that_does_not_exist_is_not_found_rather_than_refused() -> None:
    assert _status(None, "/nowhere/") == 404


def test_a_view_that_asks_who_it_is_gets_a_person_or_refuses() -> None:
    request = RequestFactory().get("/two/")
    request.user = officer = people.officer()
    assert person(request) == officer

    request.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        person(request)


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "address"),
    [
        (False, "203.0.113.9", "192.0.2.1"),  # anybody may send this header
        (True, "198.51.100.7, 203.0.113.9", "203.0.113.9"),  # the last hop is what our own proxy saw
        (True, "", "192.0.2.1"),
    ],
)
def test_the_client_address_is_taken_from_the_proxy_only_where_there_is_one(
    settings, behind_proxy, forwarded, address
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert client_address(request) == address
