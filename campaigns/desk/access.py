"""What the office does with people of events, in the words of the log of access: to itself, and to whom it concerns."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from campaigns.events.locker import lists_holding

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

__all__ = ["ACTIONS", "ACTS", "EVENT", "OFFICE_NAMES", "REGISTRATION", "lists_holding"]

EVENT, REGISTRATION = _("Event"), _("Registration")
ACTIONS: "dict[str, StrPromise]" = {
    "registrations": _("Looked through the list of an event in which you stand"),
    "registration": _("Looked at your registration"),
    "registering": _("Opened your record to register you for an event"),
    "registered": _("Registered you for an event, as was asked"),
    "registration_cancel": _("Cancelled your registration"),
    "registration_accept": _("Took the offered place for you, as was asked"),
    "registration_offer": _("Offered you a place"),
    "registration_front": _("Put you at the front of the waiting list"),
    "door": _("Had the list of an event at the door"),
    "checked_in": _("Checked you in"),
    "certificate": _("Printed your certificate"),
    "download_registrations": _("Took a list of an event in which you stand as a file"),
    "print_registrations": _("Printed a list of an event in which you stand"),
}
OFFICE_NAMES: "dict[str, StrPromise]" = {
    "registrations": _("Looked through the list of an event"),
    "registration": _("Looked at a registration"),
    "registering": _("Opened a resident to register them"),
    "registered": _("Registered somebody for an event"),
    "registration_cancel": _("Cancelled a registration"),
    "registration_accept": _("Took an offered place for somebody"),
    "registration_offer": _("Offered a place out of turn"),
    "registration_front": _("Moved somebody to the front of a waiting list"),
    "event_search": _("Searched for who wants to come to an event"),
    "door": _("Opened the list at the door of an event"),
    "checked_in": _("Checked people in"),
    "certificate": _("Printed a certificate"),
    "download_registrations": _("Took the list of an event as a file"),
    "print_registrations": _("Printed the list of an event"),
}
ACTS = frozenset({"registered", "registration_cancel", "registration_accept", "registration_offer", "checked_in"})
