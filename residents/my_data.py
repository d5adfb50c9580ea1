"""Everything held about a resident, for themself (개인정보 보호법 제35조): as JSON, or as a page to read.

No hashes and no keys: they say nothing to a person. Titles are in the language of the page, values as they are stored.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from residents.contacts import written
from residents.guardians import RELATIONS
from residents.locker import papers_of
from residents.looks import looks_at
from residents.models import (
    ConsentKind,
    ContactPoint,
    Guardianship,
    PaperForm,
    Resident,
    Subscription,
    SubscriptionEnd,
)
from residents.offered_services import services
from residents.paper_desk.bundles import pages_of


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the file: ``name`` for programs, ``title`` for people; ``rows`` are field → value, under titles."""

    name: str
    title: str
    titles: dict[str, str]
    rows: list[dict[str, Any]]


_registered: list[Callable[[Resident], Section]] = []


def register_section(section: Callable[[Resident], Section]) -> None:
    """Have the file hold this part too; called from ``AppConfig.ready`` of the rooms above."""
    _registered.append(section)


def sections_of(resident: Resident) -> list[Section]:
    """Return everything that is held, part by part."""
    return [
        _profile(resident),
        _contacts(resident),
        _calls(resident),
        _consents(resident),
        _subscriptions(resident),
        _subscription_ends(resident),
        _interests(resident),
        *(section(resident) for section in _registered),
        _guardian(resident),
        _notices(resident),
        _requests(resident),
        _paper_forms(resident),
        _looks(resident),
    ]


def as_json(resident: Resident) -> dict[str, Any]:
    """Return it for a program: part → rows, values as ISO times and codes."""
    return {
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        **{section.name: [_plain(row) for row in section.rows] for section in sections_of(resident)},
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: timezone.localtime(value).isoformat(timespec="seconds") if hasattr(value, "tzinfo") else value
        for name, value in row.items()
    }


def _profile(resident: Resident) -> Section:
    household = resident.household
    titles = {
        "name": _("Name"),
        "birth_date": _("Birth date"),
        "sex": _("Sex"),
        "dong": _("Dong"),
        "tong": _("Tong"),
        "ban": _("Ban"),
        "address": _("Address"),
        "is_household_head": _("Head of household"),
        "language": _("Language of messages"),
        "receipt_number": _("Receipt number"),
        "route": _("Enrolled by"),
        "enrolled_on": _("Enrolled on"),
        "quiet_until": _("No notices before"),
    }
    row = {
        "name": resident.name,
        "birth_date": resident.birth_date,
        "sex": resident.get_sex_display(),
        "dong": resident.dong.name,
        "tong": household.tong,
        "ban": household.ban,
        "address": household.address,
        "is_household_head": resident.is_household_head,
        "language": str(dict(settings.LANGUAGES).get(resident.language, resident.language)),
        "receipt_number": resident.receipt_number,
        "route": resident.get_route_display(),
        "enrolled_on": resident.enrolled_on,
        "quiet_until": resident.quiet_until,
    }
    return Section("profile", _("Who you are"), titles, [row])


def _contacts(resident: Resident) -> Section:
    titles = {
        "channel": _("Channel"),
        "address": _("Contact"),
        "created_at": _("Since"),
        "verified_at": _("Proved"),
        "stopped_at": _("Stopped"),
        "stopped_because": _("Why"),
    }
    rows = [
        {
            **_values(contact, titles),
            "channel": contact.get_channel_display(),
            "address": written(contact.channel, contact.address) if contact.address else _("Deleted"),
            "stopped_because": _why_stopped(contact),
        }
        for contact in resident.contacts.order_by("id")
    ]
    return Section("contacts", _("Contacts"), titles, rows)


def _calls(resident: Resident) -> Section:
    titles = {
        "at": pgettext("history", "When"),
        "channel": _("Channel"),
        "kind": _("What is wrong"),
        "outcome": _("What came of it"),
    }
    rows = [
        {
            "at": call.at,
            "channel": call.get_channel_display(),
            "kind": call.get_kind_display(),
            "outcome": call.get_outcome_display(),
        }
        for call in resident.contact_calls.order_by("id")
    ]
    return Section("calls", _("Calls about your contacts"), titles, rows)


def _why_stopped(contact: ContactPoint) -> str:
    """Say in people's words why nothing is sent there any more; nothing for a contact in use."""
    words = {
        "changed": _("You replaced it by another one."),
        "removed": _("You removed it."),
        "replaced": _("You enrolled again with another one."),
        "not_me": _("Somebody who reads there said that it is not theirs."),
        "hard_bounce": _("Messages to it came back."),
        "left": _("You left."),
    }
    return words.get(contact.stopped_because, _("Nothing could be sent there.")) if contact.stopped_at else ""


def _consents(resident: Resident) -> Section:
    titles = {
        "kind": _("Consent"),
        "action": _("What was done"),
        "given_on": _("Date"),
        "route": _("How"),
        "version": _("Version of the text"),
        "text": _("Text"),
    }
    rows = [
        {
            "kind": str(ConsentKind(entry.kind).label),
            "action": entry.get_action_display(),
            "given_on": entry.given_on,
            "route": entry.get_route_display(),
            "version": entry.text.version if entry.text else "",
            "text": entry.text.body if entry.text else "",
        }
        for entry in resident.consent_entries.select_related("text").order_by("id")
    ]
    return Section("consents", _("Consents"), titles, rows)


def _subscriptions(resident: Resident) -> Section:
    titles = {"service": _("Service"), "channel": _("Channel"), "since": _("Since")}
    rows = [{**_values(one, titles), **_what(one)} for one in resident.subscriptions.order_by("id")]
    return Section("subscriptions", _("What you get"), titles, rows)


def _subscription_ends(resident: Resident) -> Section:
    titles = {
        "service": _("Service"),
        "channel": _("Channel"),
        "since": _("Since"),
        "ended_at": _("Until"),
        "route": _("How"),
    }
    rows = [
        {**_values(one, titles), **_what(one), "route": one.get_route_display()}
        for one in resident.subscription_ends.order_by("id")
    ]
    return Section("ended_subscriptions", _("What you got before"), titles, rows)


def _interests(resident: Resident) -> Section:
    rows = [{"name": name} for name in resident.interests.values_list("name", flat=True)]
    return Section("interests", _("Interests"), {"name": _("Interest")}, rows)


def _guardian(resident: Resident) -> Section:
    titles = {"name": _("Name"), "relation": _("Relation"), "channel": _("Channel"), "verified_at": _("Proved")}
    rows = [
        {
            **_values(one, titles),
            "relation": str(RELATIONS.get(one.relation, one.relation)),
            "channel": one.get_channel_display(),
        }
        for one in Guardianship.objects.filter(child=resident)
    ]
    return Section("guardian", _("Guardian"), titles, rows)


def _notices(resident: Resident) -> Section:
    papers = papers_of(resident.pk)
    titles = {
        "title": _("Notice"),
        "kind": _("Kind"),
        "received_at": _("Received"),
        "due": _("Due by"),
        "state": _("State"),
        "details": _("What it says"),
    }
    rows: list[dict[str, Any]] = [
        {
            "title": paper.title,
            "kind": str(paper.kind),
            "received_at": paper.received_at,
            "due": paper.due_text,
            "state": str(paper.state),
            "details": paper.data,
        }
        for paper in papers
    ]
    return Section("notices", _("All notices"), titles, rows)


def _requests(resident: Resident) -> Section:
    titles = {
        "kind": _("Request"),
        "text": _("Your words"),
        "made_at": _("Made"),
        "due_on": _("Answer by"),
        "state": _("State"),
        "answer": _("Answer"),
        "answered_at": _("Answered"),
    }
    rows = [
        {**_values(one, titles), "kind": one.get_kind_display(), "state": one.get_state_display()}
        for one in resident.rights_requests.order_by("id")
    ]
    return Section("requests", _("Requests"), titles, rows)


def _paper_forms(resident: Resident) -> Section:
    """Return what is held of forms on paper; their pictures are shown at the office, where the paper lies."""
    titles = {
        "received_on": _("Received on"),
        "entered_at": _("Entered on"),
        "state": _("State"),
        "scanned_pages": _("Scanned pages"),
    }
    rows = [
        {
            "received_on": form.bundle.received_on,
            "entered_at": form.first_at,
            "state": str(PaperForm.State(form.state).label),
            "scanned_pages": pages_of(form.bundle, form.number).count(),
        }
        for form in resident.paper_forms.select_related("bundle")
    ]
    return Section("paper_forms", _("Your forms on paper"), titles, rows)


def _looks(resident: Resident) -> Section:
    titles = {
        "at": pgettext("history", "When"),
        "department": _("Department"),
        "roles": _("Role"),
        "at_what": _("At what"),
        "action": _("What was done"),
        "purpose": _("Why"),
    }
    rows = [
        {
            "at": look.at,
            "department": look.department,
            "roles": ", ".join(map(str, look.roles)),
            "at_what": look.at_what,
            "action": str(look.action),
            "purpose": look.purpose,
        }
        for look in looks_at(resident.pk)
    ]
    return Section("looks", _("Who looked at your record"), titles, rows)


def _what(one: Subscription | SubscriptionEnd) -> dict[str, str]:
    """Say what is subscribed to as the table of choices does."""
    labels = {service.slug: str(service.label) for service in services()}
    return {"service": labels.get(one.service, one.service), "channel": one.get_channel_display()}


def _values(row: Any, titles: dict[str, str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in titles}
