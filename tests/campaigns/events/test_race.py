"""Two hundred people race for thirty places over four routes; then places come back while others still register."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier
from typing import Any

import pytest
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.events import places
from campaigns.models import Event, Registration, RegistrationState
from deliveries.models import TransactionalMessage
from residents.models import Resident
from tests.campaigns.events.making import COUNTER, PHONE, SMS, event, people, recount
from tests.outside import signed_in
from tests.people import clerk

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PEOPLE, PLACES, AT_ONCE = 200, 30, 12


def _all_at_once(calls: list[Callable[[], Any]]) -> None:
    """Run the calls in threads with a connection each, which begin together."""
    begin = Barrier(AT_ONCE)

    def run(part: int) -> None:
        try:
            begin.wait(timeout=30)
            for call in calls[part::AT_ONCE]:
                call()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, range(AT_ONCE)))
    close_old_connections()
