from collections.abc import Iterator

import pytest

from tests.residents.visiting import told

__all__ = ["told"]


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> Iterator[None]:
    """Nobody signs in with a password here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield
