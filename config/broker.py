"""A worker outlives its Redis also when it loses it with a task in hand.

When the connection breaks, kombu closes the channel and wants to hand back what was not acknowledged; where Redis is
still away then, the channel has no connection to take the address from, and an AttributeError ends the worker instead
of having it connect again (kombu 5.7). Nothing is lost by not handing back: PostgreSQL knows what is left
(deliveries/sweeper.py, residents/imports/queue.py), and Redis holds hints only.
"""

import logging
from typing import Any

from kombu.transport import redis

logger = logging.getLogger(__name__)


class ForgivingQoS(redis.QoS):
    """Hand back what was not acknowledged, unless there is nothing to hand it to."""

    def restore_unacked_once(self, stderr: Any = None) -> None:
        try:
            super().restore_unacked_once(stderr)  # type: ignore[no-untyped-call]  # kombu has no types
        except AttributeError:
            logger.warning("Redis went away with tasks in hand; they are found again in the database")


def outlive_redis() -> None:
    """Have every channel to Redis of this process do so."""
    redis.Channel.QoS = ForgivingQoS
