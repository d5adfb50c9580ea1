import pytest
from pytest_django import Settings

from tests.campaigns.conversations.writing import REPLY_ADDRESS


@pytest.fixture(autouse=True)
def _reply_address(settings: Settings) -> None:
    settings.REPLY_ADDRESS = REPLY_ADDRESS
