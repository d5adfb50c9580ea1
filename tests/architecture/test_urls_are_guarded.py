"""Default deny, held against every address of the site."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, include, path

from accounts.gate import requires
from accounts.models import Role, User
from accounts.roles import grant


def _patterns(resolver: Any, names: tuple[str, ...] = ()) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Yield each address with its full name (empty where it has none) and its view."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            name = ":".join((*names, pattern.name)) if pattern.name else ""
            yield str(pattern.pattern), name, pattern.callback
        else:
            yield from _patterns(pattern, (*names, pattern.namespace) if pattern.namespace else names)


ADDRESSES = list(_patterns(get_resolver()))


@pytest.mark.parametrize(
    ("address", "name", "view"), ADDRESSES, ids=[name or address for address, name, _ in ADDRESSES]
)
def test_every_address_is_public_by_the_list_or_names_who_may(address, name, view) -> None:
    roles = getattr(view, "required_roles", None)

    assert (name in settings.PUBLIC_URL_NAMES) != bool(roles), f"/{address}: {sorted(roles or ())}"
    assert all(isinstance(role, Role) for role in roles or ())


def test_every_name_on_the_public_list_is_the_name_of_an_address() -> None:
    assert settings.PUBLIC_URL_NAMES - {name for _, name, _ in ADDRESSES} == set()


def _forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


@requires(Role.ADMINISTRATOR)
def _marked(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


urlpatterns = [
    path("", _forgotten, name="home"),
    path("display", _forgotten, name="display"),
    path("forgotten", _forgotten, name="forgotten"),
    path("nameless", _forgotten),
    path("marked", _marked, name="marked"),
    path("login/", _forgotten, name="login"),
    path("i18n/", include("django.conf.urls.i18n")),
]


@pytest.fixture
def administrator(db) -> Client:
    user = User.objects.create_user(username="root", name="최가온", is_superuser=True, is_staff=True)
    for role in Role:
        grant(user=user, role=role, by=None)
    client = Client()
    client.force_login(user)
    return client


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("address", "status"), [("/forgotten", 403), ("/nameless", 403), ("/marked", 200), ("/login/", 200)]
)
def test_a_view_that_names_nobody_is_refused_even_to_an_administrator(administrator, address, status) -> None:
    assert administrator.get(address).status_code == status


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("address", ["/forgotten", "/nameless", "/marked"])
def test_a_visitor_is_asked_to_sign_in(db, address) -> None:
    answer = Client().get(address)

    assert isinstance(answer.wsgi_request.user, AnonymousUser)
    assert (answer.status_code, answer["Location"]) == (302, f"/login/?next={address}")
