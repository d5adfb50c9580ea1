"""Which transport serves a channel, for whoever does not tell ``deliveries.routing`` how it went."""

from deliveries.routing import way_for
from deliveries.transports.base import Transport


def transport_for(channel: str) -> Transport:
    """Return a transport of ``channel``; raise TransportUnavailable when there is none at present."""
    return way_for(channel).transport
