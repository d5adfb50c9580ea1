"""The one gate: nobody sees a page unless its view names who may, or it stands on the list of public pages."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from accounts.models import Role, User
from accounts.roles import roles_of

FIRST_PAGE = "office:password"  # of whoever came with a starting password
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def requires(*roles: Role) -> Callable[[View], View]:
    """Let a view be reached only by a signed-in person who holds one of ``roles``."""

    def mark(view: View) -> View:
        view.required_roles = frozenset(roles)  # type: ignore[attr-defined]  # a mark on the function
        return view

    return mark


class DefaultDenyMiddleware:
    """Refuse every view that is neither public by the written list nor marked with ``requires``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is not None and match.view_name in settings.PUBLIC_URL_NAMES:
            return None
        if not request.user.is_authenticated:
            return _to_login(request)
        allowed: frozenset[Role] = getattr(view, "required_roles", frozenset())
        if not allowed & roles_of(person(request)):
            raise PermissionDenied
        if person(request).starting_password_until and (match is None or match.view_name != FIRST_PAGE):
            return _to(request, reverse(FIRST_PAGE))
        return None


def _to_login(request: HttpRequest) -> HttpResponse:
    """Lead to signing in: the whole page, also where only a part of it asked (htmx puts what follows into the part)."""
    page = request.headers.get("HX-Current-URL", "")
    if request.headers.get("HX-Request") != "true" or not page:
        return redirect_to_login(request.get_full_path())
    back = urlsplit(page)
    return _to(request, redirect_to_login(f"{back.path}?{back.query}" if back.query else back.path).url)


def _to(request: HttpRequest, url: str) -> HttpResponse:
    """Lead the whole page to ``url``."""
    if request.headers.get("HX-Request") != "true":
        return HttpResponseRedirect(url)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = url
    return answer


def client_address(request: HttpRequest) -> str:
    """Return the client's IP address; behind a proxy of ours, the last hop it reported."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.BEHIND_PROXY and forwarded:
        return str(forwarded.rsplit(",", 1)[-1].strip())
    return str(request.META.get("REMOTE_ADDR") or "")


def person(request: HttpRequest) -> User:
    """Return the signed-in person; the gate lets nobody else reach a view that asks."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
