"""A message as a usual application keeps it: in the clear, one row each, no dispatch, no consent."""

from django.db import models


class PeerMessage(models.Model):
    """One personalised email."""

    address = models.EmailField()
    name = models.CharField(max_length=60)
    link = models.CharField(max_length=200)
    due = models.CharField(max_length=100)
    state = models.CharField(max_length=10, default="queued")
    accepted_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=100, blank=True)

    class Meta:
        app_label = "peers"

    def __str__(self) -> str:
        return f"message {self.pk}"
