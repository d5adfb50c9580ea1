"""What each role may reach, read from the marks of the views themselves, so that it cannot say anything else."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, get_resolver

from accounts.models import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_areas: "dict[str, StrPromise]" = {}
_words: "dict[str, StrPromise]" = {}


@dataclass(frozen=True, slots=True)
class Page:
    """One address that asks for a role: its name, its path as people read it, and who may."""

    name: str
    path: str
    roles: frozenset[Role]

    @property
    def area(self) -> str:
        return self.name.rpartition(":")[0]

    @property
    def words(self) -> "StrPromise | str":
        """What one does there; empty where nobody has said it."""
        return _words.get(self.name, "")


@dataclass(frozen=True, slots=True)
class Area:
    """The pages that belong together; ``roles`` reach at least one of them."""

    label: "StrPromise | str"
    pages: tuple[Page, ...]

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for page in self.pages for role in page.roles)


def register_words(areas: "Mapping[str, StrPromise]", words: "Mapping[str, StrPromise]") -> None:
    """Name the areas by URL namespace, and say by URL name what one does there; called from ``AppConfig.ready``."""
    _areas.update(areas)
    _words.update(words)


@lru_cache(maxsize=1)
def pages() -> tuple[Page, ...]:
    """Return every address whose view names roles, in the order of the address book."""
    return tuple(_walk(get_resolver(), "", ()))


def areas() -> list[Area]:
    """Return the pages by area, in the order in which the areas come first."""
    found: dict[str, list[Page]] = {}
    for page in pages():
        found.setdefault(page.area, []).append(page)
    return [Area(_areas.get(name, name), tuple(of_it)) for name, of_it in found.items()]


def _walk(resolver: Any, prefix: str, names: tuple[str, ...]) -> Iterator[Page]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            yield from _walk(pattern, path, (*names, pattern.namespace) if pattern.namespace else names)
        elif roles := _required(pattern.callback):
            yield Page(":".join((*names, pattern.name or "")), "/" + _spoken(path), roles)


def _required(view: object) -> frozenset[Role]:
    roles: frozenset[Role] = getattr(view, "required_roles", frozenset())
    return roles


def _spoken(path: str) -> str:
    """Show ``<int:pk>`` as an ellipsis."""
    return re.sub(r"<[^>]+>", "…", path)
