"""What follows when messages fail for good: dead addresses are suppressed, and the next channel takes over."""

from collections.abc import Sequence

from django.db import transaction

from deliveries.fallover import to_next_channel
from deliveries.models import Delivery
from deliveries.states import DeliveryState
from deliveries.suppressions import DEAD_ADDRESS, suppress_contacts
from deliveries.transports import nhn_codes, solapi_codes
from residents.models import Channel


@transaction.atomic
def follow_up(delivery_ids: Sequence[int], dead: Sequence[int]) -> None:
    """Suppress where the ``dead`` of these went, then let all that failed or bounced fall over.

    Call it in the transaction that records the failures: one without the other would never be made up for.
    What has not failed is passed over, so that nothing temporary suppresses.
    """
    suppress_contacts(_reasons(dead))
    to_next_channel(delivery_ids)


def _reasons(dead: Sequence[int]) -> dict[int, str]:
    if not dead:
        return {}
    failed = Delivery.objects.filter(pk__in=dead, state__in=(DeliveryState.FAILED, DeliveryState.BOUNCED))
    return {pk: _reason(channel, code) for pk, channel, code in failed.values_list("pk", "channel", "code")}


def _reason(channel: str, code: str) -> str:
    """Return why an address gets nothing more: somebody refused, or nobody is there."""
    if channel == Channel.EMAIL:
        return DEAD_ADDRESS
    return solapi_codes.suppression_reason(code) or nhn_codes.suppression_reason(code) or DEAD_ADDRESS
