"""How long the queues in Redis are: a hint beside what PostgreSQL says, and a sign that Redis answers."""

from django.conf import settings
from kombu.connection import Connection

PATIENCE = 0.5  # seconds; a page does not wait for a Redis that is away


def queue_lengths() -> dict[str, int] | None:
    """Return how many tasks lie in each queue; None when Redis does not answer."""
    options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, "socket_timeout": PATIENCE}
    options["socket_connect_timeout"] = PATIENCE
    connection = Connection(settings.CELERY_BROKER_URL, transport_options=options, connect_timeout=PATIENCE)  # type: ignore[no-untyped-call]  # kombu has no types
    try:
        channel = connection.transport.create_channel(connection.transport)  # tries once: ``channel()`` would try again
        try:
            return {queue.name: int(channel._size(queue.name)) for queue in settings.CELERY_TASK_QUEUES}
        finally:
            channel.close()
    except (*connection.connection_errors, *connection.channel_errors, OSError):
        return None
    finally:
        connection.release()  # type: ignore[no-untyped-call]  # kombu carries no types
