"""Asking the database again while it restarts, for who holds an answer that nobody else knows."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")


def patiently(ask: Callable[[], Answer]) -> Answer:
    """Ask the database again while it restarts: what a provider answered is known to nobody but this process.

    ``ask`` names a lease in its statements, so that asking twice is harmless. Give up when the lease is over anyway.
    """
    until = time.monotonic() + settings.DELIVERY_LEASE_SECONDS
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError) as error:  # a restart, a cut connection, a deadlock
            if connection.in_atomic_block or time.monotonic() > until:
                raise
            logger.warning("the database does not answer (%s): asking again", type(error).__name__)
            connection.close()
            time.sleep(0.5)
