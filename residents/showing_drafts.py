"""A draft as its person reads it: the letter of the check page, and the receipt."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from residents.dates import KST
from residents.drafts import Draft
from residents.enrolment_steps import (
    PROOFS,
    Step,
    birth_date_of,
    chosen_services,
    consents_given,
    contacts_of,
    is_for_child,
    offered,
    offered_consents,
)
from residents.guardians import RELATIONS
from residents.interest_labels import interest_label
from residents.models import Channel, ConsentKind, Sex
from residents.phones import format_mobile


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the letter: what it is about, its lines (label, value), and the step that mends it."""

    title: str
    lines: list[tuple[str, str]]
    step: Step


@dataclass(frozen=True, slots=True)
class Event:
    """Something that has happened to an enrolment."""

    at: datetime
    what: str


def parts_of(draft: Draft) -> list[Part]:
    """Return everything that is applied for, in the order in which it was asked."""
    child = is_for_child(draft)
    parts = [
        Part(_("The child") if child else _("About you"), _person_lines(draft), Step.PERSON),
        Part(_("Address"), _home_lines(draft), Step.HOME),
        Part(_("Contact"), _contact_lines(draft), Step.CONTACT),
        Part(_("Notices for the child") if child else _("Your notices"), _service_lines(draft), Step.SERVICES),
    ]
    if ConsentKind.PROMOTIONAL in consents_given(draft):
        parts.append(Part(_("Interests"), [("", interests_of(draft) or _("None chosen"))], Step.INTERESTS))
    parts.append(Part(_("Consents for the child") if child else _("Consents"), _consent_lines(draft), Step.CONSENTS))
    if child:
        parts.insert(0, Part(_("Guardian"), _guardian_lines(draft), Step.GUARDIAN))
    return parts


def history_of(draft: Draft) -> list[Event]:
    """Return what has happened to the enrolment, the earliest first."""
    proofs = draft.answers(PROOFS)
    events = [
        Event(
            _moment(proofs[address]),
            _("Mobile number confirmed by code") if channel == Channel.SMS else _("Email address confirmed by code"),
        )
        for channel, address in contacts_of(draft).items()
    ]
    return sorted([*events, Event(_moment(draft.answers(Step.DONE)["at"]), _("Enrolment handed in"))], key=_at)


def interests_of(draft: Draft) -> str:
    names = draft.answers(Step.INTERESTS).get("names", ())
    return ", ".join(str(interest_label(name)) for name in names)


def shown_address(channel: Channel, address: str) -> str:
    return format_mobile(address) if channel == Channel.SMS else address


def _at(event: Event) -> datetime:
    return event.at


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(KST)


def _person_lines(draft: Draft) -> list[tuple[str, str]]:
    person, born = draft.answers(Step.PERSON), birth_date_of(draft)
    lines = [(_("Name"), person["name"])]
    if born:
        date = _("%(year)s-%(month)02d-%(day)02d") % {"year": born.year, "month": born.month, "day": born.day}
        lines.append((_("Date of birth"), date))
    if person["sex"]:
        lines.append((_("Sex"), str(Sex(person["sex"]).label)))
    return lines


def _home_lines(draft: Draft) -> list[tuple[str, str]]:
    home = draft.answers(Step.HOME)
    place = home["dong_name"] + (_(", tong %(number)s") % {"number": home["tong"]} if home["tong"] else "")
    lines = [(_("Address"), home["address"]), (_("Dong"), place)]
    if not is_for_child(draft):
        lines.append((_("Head of the household"), _("Yes") if home["head"] else _("No")))
    return lines


def _contact_lines(draft: Draft) -> list[tuple[str, str]]:
    return [
        (_("Mobile number") if channel == Channel.SMS else _("Email address"), shown_address(channel, address))
        for channel, address in contacts_of(draft).items()
    ]


def _service_lines(draft: Draft) -> list[tuple[str, str]]:
    chosen = chosen_services(draft)
    return [
        (str(service.label), ", ".join(str(channel.label) for channel in chosen[service.slug]))
        for service in offered(draft)
        if service.slug in chosen
    ]


def _consent_lines(draft: Draft) -> list[tuple[str, str]]:
    given = consents_given(draft)
    return [(str(kind.label), _("Given") if kind in given else _("Not given")) for kind in offered_consents(draft)]


def _guardian_lines(draft: Draft) -> list[tuple[str, str]]:
    guardian = draft.answers(Step.GUARDIAN)
    relation = str(RELATIONS[guardian["relation"]])
    return [(_("Name"), guardian["name"]), (_("Relation to the child"), relation)]
