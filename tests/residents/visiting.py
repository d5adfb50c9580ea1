"""Residents on my page: what they are told, and their way in."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from residents.contacts import proved
from residents.models import Channel, Resident
from residents.outgoing import message_wanted
from residents.visits import _KEY

SMS, EMAIL = Channel.SMS, Channel.EMAIL
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def told() -> Iterator[list[dict]]:
    """Every message that was asked for, in order."""
    messages: list[dict] = []

    def listen(**message):
        messages.append(message)

    message_wanted.connect(listen)
    yield messages
    message_wanted.disconnect(listen)


def code_in(message: dict) -> str:
    return re.search(r"(?<!\d)\d{6}(?!\d)", message["text"])[0]


def kinds(told: list[dict]) -> list[tuple[str, str]]:
    """What was told, and where."""
    return [(message["kind"], message["address"]) for message in told]


def sign_in(client: Client, address: str, told: list[dict], **extra) -> None:
    """Walk the way in: the address, then the code that was sent there."""
    client.post(reverse("my:sign_in"), {"address": address, **extra})
    return client.post(reverse("my:code"), {"code": code_in(told[-1])})


def visiting(person: Resident, client: Client | None = None) -> Client:
    """A browser in which this resident is signed in already, by their first contact."""
    client = client or Client(headers=ENGLISH)
    contact = proved(person).order_by("-channel").first()
    session = client.session
    session[_KEY] = {"resident": person.pk, "contact": contact.pk if contact else None, "until": 2**40}
    session.save()
    return client
