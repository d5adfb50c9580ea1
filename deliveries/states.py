"""The states of a dispatch and of a delivery, and the named sets that queries and pages share.

``dispatch``: draft → awaiting approval → scheduled → sending ⇄ paused → finished; cancelled from any but finished.
``delivery``: queued → sending → accepted → delivered | bounced | failed; unknown (to be reconciled); skipped
(with a reason); cancelled.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DispatchState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    AWAITING_APPROVAL = "awaiting", _("Awaiting approval")
    SCHEDULED = "scheduled", _("Scheduled")
    SENDING = "sending", _("Sending")
    PAUSED = "paused", _("Paused")
    FINISHED = "finished", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")


# Which state may follow which; the UPDATE's WHERE holds it (deliveries/dispatches.py).
BEFORE: dict[DispatchState, frozenset[DispatchState]] = {
    DispatchState.AWAITING_APPROVAL: frozenset({DispatchState.DRAFT}),
    DispatchState.SCHEDULED: frozenset({DispatchState.AWAITING_APPROVAL}),
    DispatchState.SENDING: frozenset({DispatchState.SCHEDULED, DispatchState.PAUSED}),
    DispatchState.PAUSED: frozenset({DispatchState.SENDING}),
    DispatchState.FINISHED: frozenset({DispatchState.SENDING}),
    DispatchState.CANCELLED: frozenset(
        {
            DispatchState.DRAFT,
            DispatchState.AWAITING_APPROVAL,
            DispatchState.SCHEDULED,
            DispatchState.SENDING,
            DispatchState.PAUSED,
        }
    ),
}


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    ACCEPTED = "accepted", _("Accepted")  # the provider took it
    DELIVERED = "delivered", _("Delivered")  # the provider reported that it arrived
    BOUNCED = "bounced", _("Bounced")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Unknown")  # the answer never came
    SKIPPED = "skipped", _("Skipped")
    CANCELLED = "cancelled", _("Cancelled")


IN_FLIGHT = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING})
WENT_OUT = frozenset({DeliveryState.ACCEPTED, DeliveryState.DELIVERED})
# Will not arrive; where all of a recipient's deliveries are here, the room above turns to paper.
LOST = frozenset({DeliveryState.BOUNCED, DeliveryState.FAILED, DeliveryState.SKIPPED, DeliveryState.CANCELLED})


class ChunkState(models.TextChoices):
    READY = "ready", _("Ready")
    LEASED = "leased", _("Leased")
    DONE = "done", _("Done")
