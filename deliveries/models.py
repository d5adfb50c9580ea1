"""How: dispatches, their content, their deliveries in chunks, provider reports and suppressed addresses."""

import secrets
from typing import ClassVar

from django.db import models

from accounts.models import User
from deliveries.states import ChunkState, DeliveryState, DispatchState
from residents.encryption import HashField
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
    state = models.CharField(max_length=10, choices=DispatchState, default=DispatchState.DRAFT)
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
    channel = models.CharField(max_length=5, choices=Channel)
    subject = models.TextField(blank=True)
    text = models.TextField()
    html = models.TextField(blank=True)

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
    channel = models.CharField(max_length=5, choices=Channel)
    lo = models.PositiveIntegerField()
    hi = models.PositiveIntegerField()
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
        # The sweeper looks for chunks that are not done; done ones are nearly all there are.
        indexes: ClassVar = [
            models.Index(fields=["dispatch"], condition=~models.Q(state="done"), name="chunk_not_done")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.lo}-{self.hi} of dispatch {self.dispatch_id}"


class Delivery(models.Model):
    """One message to one address over one channel; ``recipient`` is the id by which the source knows it."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    channel = models.CharField(max_length=5, choices=Channel)
    recipient = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    # Without database constraints: a resident may be destroyed while the record of the sending must stay.
    resident = models.ForeignKey(Resident, on_delete=models.DO_NOTHING, db_constraint=False, related_name="deliveries")
    contact = models.ForeignKey(
        ContactPoint, on_delete=models.DO_NOTHING, db_constraint=False, related_name="deliveries"
    )
    state = models.CharField(max_length=9, choices=DeliveryState, default=DeliveryState.QUEUED)
    epoch = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    code = models.CharField(max_length=60, blank=True, help_text="The provider's code, or why it was skipped.")
    provider_id = models.CharField(max_length=80, blank=True)
    accepted_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            # Promise 2: a repeated click, task or upload cannot send twice.
            models.UniqueConstraint(
                fields=["dispatch", "recipient", "channel"], name="one_delivery_per_recipient_and_channel"
            ),
            models.UniqueConstraint(fields=["dispatch", "channel", "seq"], name="one_delivery_per_place"),
        ]
        indexes: ClassVar = [
            # "What was sent to this resident": the resident's own pages and a withdrawal.
            models.Index(fields=["resident"]),
            models.Index(fields=["contact"]),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


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
