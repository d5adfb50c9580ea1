"""Events of the department of the cast, and people at the office who are signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import people


@pytest.fixture
def at_desk(db: None) -> Callable[..., Client]:
    """Sign somebody of the office in."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def officer(at_desk) -> Client:
    return at_desk(people.officer())


@pytest.fixture
def clerk(at_desk) -> Client:
    return at_desk(people.clerk())
