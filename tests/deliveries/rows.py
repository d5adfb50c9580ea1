"""Rows of deliveries without the people behind them, for tests of what happens after sending."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from deliveries.models import Chunk, Delivery, Dispatch
from deliveries.states import ChunkState, DispatchState


def dispatch(**values: Any) -> Dispatch:
    usual = {
        "title": "재산세",
        "source": "none",
        "service": "local_tax",
        "state": DispatchState.SENDING,
        "started_at": timezone.now() - timedelta(minutes=10),
    }
    return Dispatch.objects.create(**(usual | values))


def delivery(of: Dispatch, state: str, *, seq: int = 1, channel: str = "sms", **values: Any) -> Delivery:
    """One delivery, the ``seq``-th; nobody is behind its resident and contact."""
    ids = {"recipient": seq, "resident_id": seq, "contact_id": seq}
    return Delivery.objects.create(dispatch=of, channel=channel, state=state, **(ids | values))


def accepted(of: Dispatch, *, seq: int = 1, ago: timedelta = timedelta(minutes=5), **values: Any) -> Delivery:
    usual = {"provider_id": f"M4V{seq}", "accepted_at": timezone.now() - ago}
    return delivery(of, "accepted", seq=seq, **(usual | values))


def chunk(of: Dispatch, state: str = ChunkState.DONE, *, lo: int = 1, hi: int = 2**40, **values: Any) -> Chunk:
    """A chunk, of SMS unless said otherwise, that may hold doubts, as those do that sending marked."""
    usual = {"channel": "sms", "doubtful": True}
    return Chunk.objects.create(dispatch=of, lo=lo, hi=hi, state=state, **(usual | values))


def reference(row: Delivery) -> str:
    return f"{row.dispatch.token}.{row.pk}"


def before(**ago: float) -> datetime:
    return timezone.now() - timedelta(**ago)
