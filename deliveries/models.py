"""How: dispatches, their content, their deliveries in chunks, provider reports and suppressed addresses."""

import secrets
from typing import ClassVar

from django.db import models

from accounts.models import User
from deliveries.states import (
    BreakerState,
    ChunkState,
    DeliveryChannel,
    DeliveryState,
    DispatchState,
    HeldBecause,
    Lane,
)
from residents.encryption import EncryptedTextField, HashField
from residents.models import Channel, ContactPoint, Resident


def _token() -> str:
    return secrets.token_hex(6)


class Dispatch(models.Model):
    """One send-out. What it is about the room above knows; ``source`` names who gives the values per recipient."""

    token = models.CharField(max_length=12, unique=True, default=_token, editable=False)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=40)
    service = models.CharField(max_length=20, help_text="The subscription that a recipient must hold when it is sent.")
    required_consents = models.PositiveIntegerField(default=0, help_text="Bit mask of consents checked at the claim.")
    # Statutory or not decides what a lost answer means: never sent again unasked, or repeated under its Message-ID.
    statutory = models.BooleanField(default=True)
    quiet_hours = models.BooleanField(default=False, help_text="No SMS at night (정보통신망법 제50조).")
    lane = models.CharField(max_length=8, choices=Lane, default=Lane.NOTICE)
    one_channel = models.BooleanField(
        default=False, help_text="Only the first channel that works; the next one when it fails for good."
    )
    per_second = models.FloatField(null=True, help_text="At most so many messages a second, over all workers.")
    canary = models.PositiveIntegerField(default=0, help_text="So many go first, and the rest waits; 0 is none.")
    canary_passed_at = models.DateTimeField(null=True)
    halt_percent = models.PositiveSmallIntegerField(null=True, help_text="Pause by itself when more than this is lost.")
    state = models.CharField(max_length=10, choices=DispatchState, default=DispatchState.DRAFT)
    held_because = models.CharField(max_length=8, choices=HeldBecause, blank=True, help_text="Why it is paused.")
    scheduled_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # The sweeper asks every two seconds which dispatches are due or under way.
        indexes: ClassVar = [
            models.Index(
                fields=["scheduled_at"],
                condition=models.Q(state__in=["scheduled", "sending"]),
                name="dispatch_due_or_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"dispatch {self.pk}: {self.title}"


class DispatchEvent(models.Model):
    """A change of a dispatch's state: from, to, who and why. Append-only."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    from_state = models.CharField(max_length=10, choices=DispatchState)
    to_state = models.CharField(max_length=10, choices=DispatchState)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Content(models.Model):
    """What a dispatch says over one channel, with places for the recipient's values (``deliveries.content``)."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="contents")
    channel = models.CharField(max_length=8, choices=DeliveryChannel)
    subject = models.TextField(blank=True)
    text = models.TextField()
    html = models.TextField(blank=True)
    template_id = models.CharField(max_length=60, blank=True, help_text="알림톡: the approved template.")
    template_values = models.JSONField(default=dict, help_text="알림톡: “#{name}” of the template → text with places.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dispatch", "channel"], name="one_content_per_channel")
        ]

    def __str__(self) -> str:
        return f"{self.channel} content of dispatch {self.dispatch_id}"


class Chunk(models.Model):
    """A stretch of a dispatch's deliveries over one channel, leased to one worker at a time.

    ``epoch`` fences: every recording names the epoch it was claimed under, and an older one records nothing.
    """

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="chunks")
    channel = models.CharField(max_length=8, choices=DeliveryChannel)
    # The ids of its first and last delivery; ids between them may belong to a dispatch planned at the same time.
    lo = models.BigIntegerField()
    hi = models.BigIntegerField()
    canary = models.BooleanField(default=False)
    # Set with every message that becomes unknown, and cleared some time after the last of them is settled.
    doubtful = models.BooleanField(default=False, help_text="Some of its messages may or may not have gone out.")
    excused = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Its losses were seen by a person, who let the dispatch go on.",
    )
    state = models.CharField(max_length=6, choices=ChunkState, default=ChunkState.READY)
    epoch = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    enqueued_at = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=120, blank=True)
    trouble = models.CharField(max_length=200, blank=True, help_text="Why it waits, for the staff page.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dispatch", "channel", "lo"], name="one_chunk_per_stretch")
        ]
        # What is fed, finished and asked after is found here; nearly all chunks there are, are in neither.
        indexes: ClassVar = [
            models.Index(
                fields=["dispatch", "channel", "id"],
                condition=~models.Q(state="done") | models.Q(doubtful=True),
                name="chunk_open",
            ),
            models.Index(fields=["dispatch"], condition=models.Q(enqueued_at__isnull=False), name="chunk_in_hand"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.lo}-{self.hi} of dispatch {self.dispatch_id}"


class Delivery(models.Model):
    """One message to one address over one channel; ``recipient`` is the id by which the source knows it."""

    # No foreign key of this table is checked per row: a million are planned in seconds, in one statement that joins
    # what they name; and a resident may be destroyed while the record of the sending must stay.
    dispatch = models.ForeignKey(
        Dispatch, on_delete=models.DO_NOTHING, db_constraint=False, related_name="deliveries", db_index=False
    )
    channel = models.CharField(max_length=8, choices=DeliveryChannel)
    recipient = models.BigIntegerField()
    resident = models.ForeignKey(Resident, on_delete=models.DO_NOTHING, db_constraint=False, related_name="deliveries")
    contact = models.ForeignKey(
        ContactPoint, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    state = models.CharField(max_length=9, choices=DeliveryState, default=DeliveryState.QUEUED)
    epoch = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    code = models.CharField(max_length=60, blank=True, help_text="The provider's code, or why it was skipped.")
    sent_through = models.ForeignKey(
        "Provider", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    provider_id = models.CharField(max_length=80, blank=True, help_text="The provider's own id of the message.")
    final_channel = models.CharField(
        max_length=8, choices=DeliveryChannel, blank=True, help_text="Where the provider fell back to another channel."
    )
    accepted_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            # Promise 2: a repeated click, task or upload cannot send twice.
            models.UniqueConstraint(
                fields=["dispatch", "recipient", "channel"], name="one_delivery_per_recipient_and_channel"
            ),
        ]
        # No index mentions what sending changes, so that each update stays on its page ("HOT", PostgreSQL manual).

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class TransactionalMessage(models.Model):
    """One message that answers what somebody just did: a code, a receipt. No dispatch, no subscription.

    Its address and words are encrypted, and emptied as soon as it has gone or expired.
    """

    kind = models.CharField(max_length=30)
    channel = models.CharField(max_length=5, choices=Channel)
    address = EncryptedTextField(default="")
    subject = EncryptedTextField(default="")
    text = EncryptedTextField(default="")
    html = EncryptedTextField(default="")
    about = models.CharField(max_length=40, blank=True, db_default="", help_text="What a reply to it belongs to.")
    # May be absent: a version that does not know it still stores codes while the next one is deployed.
    in_reply_to = EncryptedTextField(null=True, help_text="The Message-ID of the email that it answers.")
    state = models.CharField(max_length=9, choices=DeliveryState, default=DeliveryState.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(help_text="Sent until then, or not at all.")
    code = models.CharField(max_length=60, blank=True, help_text="The provider's code, or why it did not go.")
    provider_id = models.CharField(max_length=80, blank=True)
    sent_through = models.ForeignKey("Provider", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        # What has not gone yet: a handful among all that ever went.
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(state__in=["queued", "sending"]), name="transactional_open")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Provider(models.Model):
    """A mail relay or a gateway of the settings, by the name it has there: may it be used, and how is it.

    Shared by all workers. Its address and secrets stay in the settings (``deliveries.providers``).
    """

    name = models.CharField(max_length=80, unique=True)
    channel = models.CharField(max_length=8, choices=Channel)
    breaker = models.CharField(max_length=8, choices=BreakerState, default=BreakerState.CLOSED)
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    retry_at = models.DateTimeField(
        null=True, help_text="When an open breaker lets one worker try; while that one tries, until when it may."
    )
    closed_at = models.DateTimeField(null=True, help_text="When it was last taken into use again.")
    trouble = models.CharField(max_length=200, blank=True)
    trouble_at = models.DateTimeField(null=True)
    worked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["channel", "name"]

    def __str__(self) -> str:
        return self.name


class RateBucket(models.Model):
    """A token bucket that all workers share: ``provider:<id>`` or ``dispatch:<id>``."""

    name = models.CharField(max_length=40, unique=True)
    tokens = models.FloatField(default=0)
    filled_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """When something that must not stop last ran: a gap says that the house was asleep, or restored from a backup."""

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"


class Suppression(models.Model):
    """An address that gets nothing more, by its keyed hash: "not me", a complaint, a dead mailbox."""

    channel = models.CharField(max_length=5, choices=Channel)
    address_hash = HashField()
    reason = models.CharField(max_length=40)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "address_hash"], name="one_suppression_per_address")
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.reason}"


class ProviderReport(models.Model):
    """A report already taken, by the provider's own event id: it may call up to five times with the same one."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["provider", "event_id"], name="one_report_per_event")]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"
