"""One click out of a list (RFC 8058): a signed link in each email that is not statutory ends that service by email.

The link names a delivery and no person. It is signed under FIELD_KEYS, of which old ones stay in use, so a link works
as long as its mail lies in a mailbox.
"""

from functools import lru_cache
from hashlib import blake2b
from hmac import compare_digest

from django.conf import settings

from deliveries.models import Delivery
from deliveries.states import DeliveryChannel
from deliveries.transports.references import Reference
from residents import subscriptions
from residents.keyring import Keyring, keyring
from residents.models import Channel, Route, Subscription

_SIGNATURE_BYTES = 12


def url_for(reference: str) -> str:
    """Return the address for List-Unsubscribe of the message with this reference (``worker.reference_of``)."""
    return f"{settings.SITE_URL}/u/{reference}.{_signature(reference, _keys(keyring())[0])}"


def delivery_of(token: str) -> Delivery | None:
    """Return the delivery that a link's ``token`` names; None for a forged, cut or statutory one."""
    spelled, _, signature = token.rpartition(".")
    reference = Reference.read(spelled)
    good = [_signature(spelled, key) for key in _keys(keyring())]
    if reference is None or not any(compare_digest(signature.encode(), one.encode()) for one in good):
        return None
    return (
        Delivery.objects.select_related("dispatch")
        .filter(
            pk=reference.delivery_id,
            channel=DeliveryChannel.EMAIL,
            dispatch__token=reference.token,
            dispatch__statutory=False,
        )
        .first()
    )


def unsubscribe(delivery: Delivery, channel: Channel = Channel.EMAIL) -> bool:
    """End the delivery's service over ``channel`` for its resident; return whether it still ran.

    Consents stay as they are.
    """
    return subscriptions.end(
        delivery.resident_id,
        service=delivery.dispatch.service,
        channel=channel,
        route=Route.EMAIL,
        message=f"{delivery.dispatch.token}.{delivery.pk}",
    )


def goes_on_by_sms(delivery: Delivery) -> bool:
    """Tell whether the delivery's service still comes to its resident by SMS, for whom that is another press."""
    return Subscription.objects.filter(
        resident_id=delivery.resident_id, service=delivery.dispatch.service, channel=Channel.SMS
    ).exists()


def _signature(reference: str, key: bytes) -> str:
    return blake2b(reference.encode(), key=key, digest_size=_SIGNATURE_BYTES).hexdigest()


@lru_cache(maxsize=4)
def _keys(ring: Keyring) -> list[bytes]:
    """Return the keys of these signatures, newest first, each derived from one of the ring's."""
    return ring.hashes("signature", b"unsubscribe")
