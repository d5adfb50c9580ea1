"""The staff's menu: one list of pages and of who works on them; one's first page is where signing in leads."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.gate import person, requires
from accounts.models import Role
from accounts.roles import roles_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu: its words, its URL's name, the roles whose page it is, and what its tabs lead to."""

    label: "StrPromise"
    url_name: str
    roles: frozenset[Role]
    tabs: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    def holds(self, name: str, path: str) -> bool:
        """Tell whether the page of this URL name and path belongs to this entry."""
        within, namespace = path.startswith(self.url.rstrip("/") + "/"), name.partition(":")[0]
        return path == self.url or namespace in self.tabs or (within and namespace == self.url_name.partition(":")[0])


_SENDING = frozenset({Role.OFFICER, Role.APPROVER})
ENTRIES = (  # in English too an officer’s fit on one line at a desk
    Entry(_("Counter"), "counter:home", frozenset({Role.CLERK})),
    Entry(_("Paper forms"), "bundles:list", frozenset({Role.PAPER_DESK, Role.CLERK})),
    Entry(_("Contact repair"), "repair:list", frozenset({Role.CLERK})),
    Entry(_("Notices"), "staff:home", _SENDING),
    Entry(_("New dispatch"), "staff:batch_new", frozenset({Role.OFFICER})),
    Entry(_("News"), "campaigns:list", _SENDING, tabs=("audiences",)),
    Entry(_("Events"), "events_desk:list", frozenset({Role.OFFICER, Role.CLERK})),
    Entry(_("Conversations"), "conversations:list", frozenset({Role.OFFICER})),
    Entry(
        pgettext_lazy("menu", "Surveys, proposals"),
        "surveys_desk:list",
        frozenset({Role.OFFICER}),
        tabs=("proposals_desk",),
    ),
    Entry(pgettext_lazy("menu", "Sending"), "deliveries:health", _SENDING | {Role.ADMINISTRATOR}),
    Entry(pgettext_lazy("menu", "Requests"), "requests:list", frozenset({Role.OFFICER})),
    Entry(pgettext_lazy("menu", "Enrolment files"), "imports:list", frozenset({Role.OFFICER})),
    Entry(_("Enrolment rate"), "cockpit:home", _SENDING | {Role.CLERK, Role.HEAD, Role.ADMINISTRATOR}),
    Entry(_("Results"), "results:list", _SENDING | {Role.HEAD}),
    Entry(_("Access log"), "office:access_log", frozenset({Role.AUDITOR, Role.ADMINISTRATOR})),
    Entry(_("People and rights"), "office:people", frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
)


def menu_of(roles: Collection[Role]) -> list[Entry]:
    """Return the pages of somebody with these roles, the one they work on most first."""
    return [entry for entry in ENTRIES if entry.roles & frozenset(roles)]


def current(menu: Collection[Entry], name: str, path: str) -> Entry | None:
    """Return the entry a page belongs to: the one whose address is the longest part of its own."""
    holding = [entry for entry in menu if entry.holds(name, path)]
    return max(holding, key=lambda entry: len(entry.url), default=None)


@requires(*Role)
def landing(request: HttpRequest) -> HttpResponse:
    """Lead to the page where this person's work is."""
    return redirect(menu_of(roles_of(person(request)))[0].url_name)
