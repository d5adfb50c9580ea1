"""The verbs of an event's list, in one place for those who use them; each is one transaction under the event's lock.

``seats_taken`` always equals the seats of who is registered or was offered a place.
"""

from campaigns.events.attending import check_in
from campaigns.events.lots import draw, draw_due
from campaigns.events.publishing import cancel_event, change, publish
from campaigns.events.refusals import (
    AlreadyRegistered,
    Closed,
    Full,
    NotDrawnYet,
    NotEligible,
    NotOpen,
    NotRegistered,
    OfferOver,
    Refused,
    TooFewSeats,
)
from campaigns.events.registering import cancel, come_with_fewer, register
from campaigns.events.waiting import accept, decline, expire_offers, offer_free_places

__all__ = [
    "AlreadyRegistered",
    "Closed",
    "Full",
    "NotDrawnYet",
    "NotEligible",
    "NotOpen",
    "NotRegistered",
    "OfferOver",
    "Refused",
    "TooFewSeats",
    "accept",
    "cancel",
    "cancel_event",
    "change",
    "check_in",
    "come_with_fewer",
    "decline",
    "draw",
    "draw_due",
    "expire_offers",
    "offer_free_places",
    "publish",
    "register",
]
