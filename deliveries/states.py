"""The states of a dispatch and of a delivery, and the named sets that queries and pages share.

``dispatch``: draft → awaiting approval → scheduled → sending ⇄ paused → finished; cancelled from any but finished.
scheduled → paused when its time was long over; finished → sending when a message falls over to another channel late.
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
    DispatchState.SENDING: frozenset({DispatchState.SCHEDULED, DispatchState.PAUSED, DispatchState.FINISHED}),
    DispatchState.PAUSED: frozenset({DispatchState.SCHEDULED, DispatchState.SENDING}),
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


class DeliveryChannel(models.TextChoices):
    """How a message travels: a resident's channels, and 알림톡, which reaches the mobile number of the SMS channel."""

    EMAIL = "email", _("Email")
    SMS = "sms", _("SMS")
    ALIMTALK = "alimtalk", _("알림톡 (Kakao)")


class Lane(models.TextChoices):
    """What goes before what: codes that somebody waits for, what must be said, what may be said."""

    URGENT = "urgent", _("Urgent")
    NOTICE = "notice", _("Notices")
    CAMPAIGN = "campaign", _("Campaigns")


class HeldBecause(models.TextChoices):
    """Why a paused dispatch waits for a person."""

    PERSON = "person", _("Somebody paused it")
    CANARY = "canary", _("The first messages went out: look at them before the rest follows")
    LOSSES = "losses", _("Too many of its messages were lost")
    OVERDUE = "overdue", _("Its time was long over when sending could begin")
    DOWNTIME = "downtime", _("The service stood still while it was being sent")


class BreakerState(models.TextChoices):
    """A provider's circuit breaker: closed is usable, open is not, probing lets one worker try."""

    CLOSED = "closed", _("In use")
    OPEN = "open", _("Not used at present")
    PROBING = "probing", _("Being tried again")


class ChunkState(models.TextChoices):
    READY = "ready", _("Ready")
    LEASED = "leased", _("Leased")
    DONE = "done", _("Done")
