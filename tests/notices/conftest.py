"""The clock of these tests: the sample registers are of December 2026, and the law's last moments are real ones."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from tests.people import KST

NOW = datetime(2026, 11, 23, 10, tzinfo=KST)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield
