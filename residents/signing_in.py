"""Signing in on my page: an address, then a code sent there. Nothing tells whether anybody enrolled with the address.

To an address that nobody enrolled with goes a message that says so, in place of the code; limits, answers and work are
the same.
"""

from residents import codes
from residents.asked import Asked
from residents.contacts import holders_of
from residents.models import Channel, ContactPoint, Purpose


def ask(channel: Channel, address: str, *, client: str, language: str, next_place: str = "") -> Asked:
    """Send a code, or the message that nobody enrolled; return what the browser has to keep. Raise TooManyCodes."""
    return again(Asked(channel, address, next_place), client=client, language=language)


def again(asked: Asked, *, client: str, language: str) -> Asked:
    """Send another code to the same browser. Raise TooManyCodes."""
    enrolled = holders_of(asked.channel, asked.address).exists()
    again_at = codes.send(
        asked.channel,
        asked.address,
        purpose=Purpose.SIGN_IN,
        holder=asked.holder,
        client=client,
        language=language,
        instead="" if enrolled else "not_enrolled",
    )
    return asked.sent(again_at)


def enter(asked: Asked, code: str, *, client: str) -> list[ContactPoint]:
    """Return the contacts that the code proves, each of another resident. Raise CodeRefused or TooManyCodes."""
    codes.check(asked.channel, asked.address, code, purpose=Purpose.SIGN_IN, holder=asked.holder, client=client)
    found = list(holders_of(asked.channel, asked.address))
    if not found:  # its owner left a moment ago, or a code was guessed that nobody was told
        raise codes.CodeRefused(0)
    return found
