"""What else can be done with a resident at the counter: the rooms above say it here, and it stands on the page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class More:
    """One thing: its words, and the page that takes the resident's number."""

    label: "StrPromise"
    url_name: str


_more: list[More] = []


def register_more(more: More) -> None:
    """Put it on a resident's page at the counter; called from ``AppConfig.ready``."""
    if more not in _more:
        _more.append(more)


def more_of(resident_id: int) -> list[tuple["StrPromise", str]]:
    """Return the words and addresses for a resident, in the order of their registration."""
    return [(one.label, reverse(one.url_name, args=[resident_id])) for one in _more]
