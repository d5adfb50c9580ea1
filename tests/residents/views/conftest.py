from collections.abc import Iterator

import pytest

from tests.residents.enrolling import Walker


@pytest.fixture
def walker() -> Iterator[Walker]:
    """Somebody on a phone."""
    somebody = Walker()
    yield somebody
    somebody.stop()


@pytest.fixture
def another() -> Iterator[Walker]:
    """Somebody else, on another phone."""
    somebody = Walker()
    yield somebody
    somebody.stop()
