"""What the actions in the log of access are called: to the office, and to whom they concern.

The rooms above register their own from ``AppConfig.ready``. An action without words is shown as it is stored.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, resolve, reverse

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

DOWNLOAD = "download"  # with which the name of every action begins that takes people's data away as a file
_names: "dict[str, StrPromise]" = {}
_told: "dict[str, StrPromise]" = {}
_acts: set[str] = set()
_files: set[str] = set()


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of what is looked at: its word, the page that shows one, and whether it is a single person."""

    label: "StrPromise"
    url_name: str = ""
    is_person: bool = False


_subjects: dict[str, Subject] = {}


def register(names: "Mapping[str, StrPromise]", *, acts: Collection[str] = (), files: Collection[str] = ()) -> None:
    """Say what actions are called at the office, which of them do something for a person, and which take a file."""
    _names.update(names)
    _acts.update(acts)
    _files.update(files)


def tell(words: "Mapping[str, StrPromise]") -> None:
    """Say what actions are called to whom they concern; where the office has no word of its own, there too."""
    _told.update(words)


def register_subject(kind: str, subject: Subject) -> None:
    """Name a kind of subject, the part before the colon."""
    _subjects[kind] = subject


def name(action: str) -> str:
    """Return what the office calls an action."""
    return str(_names.get(action) or _told.get(action) or action)


def told(action: str) -> "StrPromise | None":
    """Return what whom it concerns is told of an action."""
    return _told.get(action)


def acts() -> frozenset[str]:
    """Return the actions that do something for a person."""
    return frozenset(_acts)


def files() -> frozenset[str]:
    """Return the actions that take people's data away as a file, besides those that begin with ``DOWNLOAD``."""
    return frozenset(_files)


def kinds_of_people() -> list[str]:
    """Return the kinds of subject that are one person each."""
    return [kind for kind, subject in _subjects.items() if subject.is_person]


def subject_words(subject: str) -> str:
    """Say whose data it was: the kind in words and its number, never a name."""
    kind, _colon, number = subject.partition(":")
    found = _subjects.get(kind)
    return f"{found.label} {number}".strip() if found else subject


def subject_url(subject: str, roles: Iterable[str]) -> str:
    """Return the page of a subject for who holds one of ``roles``, and nothing for others."""
    kind, _colon, number = subject.partition(":")
    found = _subjects.get(kind)
    if found is None or not found.url_name or not number.isdecimal():
        return ""
    try:
        url = reverse(found.url_name, kwargs={"pk": int(number)})
    except NoReverseMatch:
        return ""
    allowed: frozenset[str] = getattr(resolve(url).func, "required_roles", frozenset())
    return url if allowed & frozenset(roles) else ""
