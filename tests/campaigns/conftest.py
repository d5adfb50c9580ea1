"""The clock of these tests: a Monday morning, in office hours and outside quiet ones."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from tests.people import KST

NOW = datetime(2026, 11, 23, 10, tzinfo=KST)


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield
