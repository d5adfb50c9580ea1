"""Suppression: addresses that get nothing more, whoever they belong to. The claim looks here last of all."""

import logging
from collections.abc import Mapping, Sequence

from django.db import connection

from deliveries.models import Suppression

logger = logging.getLogger(__name__)

DEAD_ADDRESS = "dead_address"  # messages come back from there, or its number is nobody's

_SUPPRESS_CONTACTS = """
INSERT INTO deliveries_suppression (channel, address_hash, reason, since)
SELECT DISTINCT ON (k.channel, k.address_hash) k.channel, k.address_hash, said.reason, now()
  FROM unnest(%(ids)s::bigint[], %(reasons)s::text[]) AS said (id, reason)
  JOIN deliveries_delivery AS v ON v.id = said.id
  JOIN residents_contactpoint AS k ON k.id = v.contact_id
 ORDER BY k.channel, k.address_hash, said.id
    ON CONFLICT (channel, address_hash) DO NOTHING
"""


def suppress(channel: str, address_hash: bytes, reason: str) -> bool:
    """Send nothing more over ``channel`` to this address; return whether that is new."""
    _, created = Suppression.objects.get_or_create(
        channel=channel, address_hash=address_hash, defaults={"reason": reason[:40]}
    )
    return created


def refuse(*, channel: str, address_hash: bytes, **_signal: object) -> None:
    """Send nothing more to who said that it is not for them (``residents.not_me``)."""
    suppress(channel, address_hash, "not_me")


def suppress_contacts(reasons: Mapping[int, str]) -> int:
    """Send nothing more to where these deliveries went, given as delivery id → reason; return how many are new."""
    if not reasons:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _SUPPRESS_CONTACTS, {"ids": list(reasons), "reasons": [reason[:40] for reason in reasons.values()]}
        )
        return int(cursor.rowcount)


def is_suppressed(channel: str, *address_hashes: bytes) -> bool:
    """Say whether an address is suppressed, given its hash under each key (``hashes.contact_hashes``)."""
    return Suppression.objects.filter(channel=channel, address_hash__in=address_hashes).exists()


def lift(*, channel: str, address_hashes: Sequence[bytes], **_signal: object) -> int:
    """Send to this address again, for somebody proved to read there and to want it (``residents.codes``).

    Return how many suppressions that ended, which is noted in the log without the address.
    """
    suppressed = Suppression.objects.filter(channel=channel, address_hash__in=address_hashes)
    reasons = sorted(suppressed.values_list("reason", flat=True))
    lifted, _ = suppressed.delete()
    if lifted:
        logger.info("an address over %s is no longer suppressed (%s): its owner proved it", channel, ", ".join(reasons))
    return lifted
