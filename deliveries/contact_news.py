"""What contact repair asks: from which contacts messages came back, and what is planned to go there next."""

from collections.abc import Sequence
from datetime import datetime

from deliveries.models import Delivery, Suppression
from deliveries.states import DeliveryState, DispatchState
from deliveries.suppressions import DEAD_ADDRESS
from residents.models import ContactPoint


class ContactNews:
    """A source of ``residents.repair.sources``, asked for a page of contacts at a time, in one statement each."""

    def failing(self, contacts: Sequence[ContactPoint]) -> dict[int, datetime]:
        """Return since when messages fail for good; who refused them is not called to take that back."""
        by_address: dict[tuple[str, bytes], list[int]] = {}
        for contact in contacts:
            by_address.setdefault((contact.channel, bytes(contact.address_hash)), []).append(contact.pk)
        dead = Suppression.objects.filter(
            reason=DEAD_ADDRESS, address_hash__in=[address_hash for _channel, address_hash in by_address]
        )
        return {
            pk: since
            for channel, address_hash, since in dead.values_list("channel", "address_hash", "since")
            for pk in by_address.get((channel, bytes(address_hash)), ())
        }

    def planned(self, contacts: Sequence[ContactPoint]) -> dict[int, datetime]:
        """Return when the next message is planned to go; about what, is no business of whoever mends an address."""
        waiting = Delivery.objects.filter(
            resident__in=[contact.resident_id for contact in contacts],  # by which there is an index
            contact__in=[contact.pk for contact in contacts],
            state=DeliveryState.QUEUED,
            dispatch__state=DispatchState.SCHEDULED,
            dispatch__scheduled_at__isnull=False,
        )
        latest_first = waiting.order_by("-dispatch__scheduled_at").values_list("contact", "dispatch__scheduled_at")
        return {contact: at for contact, at in latest_first if at is not None}
