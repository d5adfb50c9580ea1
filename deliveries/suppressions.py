"""Suppression: addresses that get nothing more, whoever they belong to. The claim looks here last of all."""

from deliveries.models import Suppression


def suppress(channel: str, address_hash: bytes, reason: str) -> bool:
    """Send nothing more over ``channel`` to this address; return whether that is new."""
    _, created = Suppression.objects.get_or_create(
        channel=channel, address_hash=address_hash, defaults={"reason": reason[:40]}
    )
    return created


def is_suppressed(channel: str, *address_hashes: bytes) -> bool:
    """Say whether an address is suppressed, given its hash under each key (``hashes.contact_hashes``)."""
    return Suppression.objects.filter(channel=channel, address_hash__in=address_hashes).exists()
