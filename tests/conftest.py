"""Fixtures that every test may use; ``tests.people`` has the cast."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest_plugins = ["tests.stage"]


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample files of a fictional district, with ``expected.json``."""
    return Path(__file__).parent / "data"


@pytest.fixture(autouse=True)
def _plain_static_files(settings) -> Iterator[None]:
    """Pages are tested without collecting static files first; the manifest has a test of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    yield
