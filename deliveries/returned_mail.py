"""Taking what came back: a proven bounce moves its delivery on, and a complaint ends the sending to its address.

Believed is what is proven (``bounces``). Of what is not, only one thing is: that a message did not arrive, where the
bounce names its Message-ID and the very address it went to. That turns to the next channel or to paper, which harms
nobody for long; it never suppresses (docs/decisions/0009-who-may-say-that-an-address-is-dead.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import connection, transaction

from deliveries import reports
from deliveries.bounces import Bounce, Kind, read_bounce
from deliveries.delivery_status import Said
from deliveries.states import DeliveryState
from deliveries.suppressions import suppress_contacts
from deliveries.transports.base import Report
from residents.hashes import contact_hashes

PROVIDER = "bounce"
COMPLAINT = "complaint"

_SENT = """
SELECT v.id, d.token, v.state, k.address_hash
  FROM deliveries_delivery AS v
  JOIN deliveries_dispatch AS d ON d.id = v.dispatch_id
  LEFT JOIN residents_contactpoint AS k ON k.id = v.contact_id
 WHERE v.id = ANY(%(ids)s) AND v.channel = 'email'
"""


class Fate(StrEnum):
    """What is to be done with a message that came back."""

    TAKEN = "taken"  # the database has it
    COMPLAINT = "complaint"  # likewise, and the address is suppressed
    AUTOMATIC = "automatic"  # nothing to do
    EARLY = "early"  # it overtook the recording of what it is about: bring it again
    UNPROVEN = "unproven"  # it speaks of nothing of ours, or anybody could have written it
    NOT_UNDERSTOOD = "not_understood"

    @property
    def settled(self) -> bool:
        """Say whether the message may be thrown away; others are kept for a person, or brought again."""
        return self in (Fate.TAKEN, Fate.COMPLAINT, Fate.AUTOMATIC)


@dataclass(frozen=True, slots=True)
class Returned:
    """A message that came back, and the envelope address it came to, where that is known."""

    raw: bytes = field(repr=False)
    recipient: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A delivery that a bounce names: its dispatch's token, its state, the hash of where it went."""

    token: str
    state: str
    address_hash: bytes | None

    def went_to(self, said: Said) -> bool:
        return self.address_hash is not None and any(
            self.address_hash in contact_hashes(address) for address in said.recipients
        )


@transaction.atomic
def take(returned: Sequence[Returned]) -> list[Fate]:
    """Take what came back and return what became of each, in their order. The same again changes nothing.

    A database that is away raises, and nothing was taken.
    """
    bounces = [read_bounce(one.raw, recipient=one.recipient) for one in returned]
    sent = _sent(bounce.reference.delivery_id for bounce in bounces if bounce.reference)
    settled = [_settle(bounce, sent) for bounce in bounces]
    reports.apply([report for fate, report in settled if report and fate is not Fate.EARLY], PROVIDER)
    complained = [report.delivery_id for fate, report in settled if report and fate is Fate.COMPLAINT]
    suppress_contacts(dict.fromkeys(complained, COMPLAINT))
    return [fate for fate, _ in settled]


def _sent(delivery_ids: Iterable[int]) -> Mapping[int, _Sent]:
    ids = sorted(set(delivery_ids))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SENT, {"ids": ids})
        rows = cursor.fetchall()
    return {row[0]: _Sent(row[1], row[2], bytes(row[3]) if row[3] is not None else None) for row in rows}


def _settle(bounce: Bounce, sent: Mapping[int, _Sent]) -> tuple[Fate, Report | None]:
    """Decide what a bounce is worth, and what it reports."""
    if bounce.kind is Kind.AUTOMATIC:
        return Fate.AUTOMATIC, None
    if bounce.kind is Kind.NOT_UNDERSTOOD:
        return Fate.NOT_UNDERSTOOD, None
    reference = bounce.reference
    delivery = sent.get(reference.delivery_id) if reference else None
    if reference is None or delivery is None or delivery.token != reference.token:
        return Fate.UNPROVEN, None
    if bounce.kind is Kind.COMPLAINT:
        arrived = Report(reference.delivery_id, DeliveryState.DELIVERED, code=COMPLAINT, token=reference.token)
        return (Fate.COMPLAINT, arrived) if bounce.proven else (Fate.UNPROVEN, None)
    said, is_theirs = _of_the_addressee(bounce.said, delivery)
    if not bounce.proven and said.state != DeliveryState.BOUNCED:
        return Fate.AUTOMATIC, None
    if not bounce.proven and not is_theirs:
        return Fate.UNPROVEN, None
    # Forwarded mail comes back from where it was forwarded to: that says nothing of the address it was sent to.
    dead = said.dead_address and bounce.proven and (is_theirs or not said.recipients)
    report = Report(reference.delivery_id, said.state, code=said.code, token=reference.token, dead_address=dead)
    return (Fate.EARLY if delivery.state == DeliveryState.QUEUED else Fate.TAKEN), report


def _of_the_addressee(said: Sequence[Said], delivery: _Sent) -> tuple[Said, bool]:
    """Return what is said of the address it was sent to, or else the best that is said; and which of both it is."""
    theirs = [one for one in said if delivery.went_to(one)]
    best = [DeliveryState.DELIVERED, DeliveryState.ACCEPTED, DeliveryState.BOUNCED]
    return min(theirs or said, key=lambda one: best.index(one.state)), bool(theirs)
