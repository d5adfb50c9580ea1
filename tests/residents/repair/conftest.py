import pytest

from residents.outgoing import message_wanted


@pytest.fixture
def told():
    """The messages that were wanted, in order."""
    messages = []

    def listen(**message):
        messages.append(message)

    message_wanted.connect(listen)
    yield messages
    message_wanted.disconnect(listen)
