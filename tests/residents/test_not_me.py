"""“Not me” in a receipt: the address is stopped wherever it is used; no link but ours does anything."""

import pytest
from django.test import Client

from deliveries.suppressions import is_suppressed
from residents.hashes import contact_hashes
from residents.models import Channel, ContactPoint
from residents.not_me import Refusal, link_for, read
from residents.outgoing import message_wanted, tell
from tests.people import resident

pytestmark = pytest.mark.django_db
EMAIL, MOBILE = "hong@example.com", "01012345678"


def path_of(channel: Channel, address: str) -> str:
    return link_for(channel, address).partition("8000")[2]


@pytest.mark.parametrize(("channel", "address"), [(Channel.EMAIL, EMAIL), (Channel.SMS, MOBILE)])
def test_looking_changes_nothing_and_a_click_stops_the_address_everywhere(channel: Channel, address: str) -> None:
    resident()
    resident("임꺽정", address="마장로 1")  # a second person with the same address
    client = Client()
    assert client.get(path_of(channel, address)).status_code == 200
    assert not ContactPoint.objects.exclude(stopped_at=None).exists()
    for _ in range(2):
        assert client.post(path_of(channel, address)).status_code == 200

    stopped = ContactPoint.objects.exclude(stopped_at=None)
    assert [(contact.channel, contact.stopped_because) for contact in stopped] == [(channel, "not_me")] * 2
    assert is_suppressed(channel, *contact_hashes(address))
    assert not is_suppressed(Channel.SMS if channel == Channel.EMAIL else Channel.EMAIL, *contact_hashes(address))


def test_a_link_names_the_address_to_nobody_and_works_under_an_older_key(settings) -> None:
    link = link_for(Channel.EMAIL, EMAIL)
    assert EMAIL not in link
    token = link.rpartition("/")[2]
    settings.FIELD_KEYS = [bytes(range(50, 82)), *settings.FIELD_KEYS]
    assert read(token) == Refusal(Channel.EMAIL, contact_hashes(EMAIL)[1])
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert read(token) is None


def test_a_forged_or_cut_link_is_answered_alike_and_does_nothing() -> None:
    resident()
    token = link_for(Channel.EMAIL, EMAIL).rpartition("/")[2]
    forged = [token[:-2] + "AA", "s" + token[1:], token[:-1], token[:20], "x", "가", "%00", token + "A"]
    for one in forged:
        assert Client().post(f"/not-me/{one}").status_code == 200
    assert not ContactPoint.objects.exclude(stopped_at=None).exists()
    assert not is_suppressed(Channel.EMAIL, *contact_hashes(EMAIL))


@pytest.mark.parametrize(("kind", "has_it"), [("code", False), ("receipt", True)])
def test_an_email_has_the_way_to_my_page_and_unless_it_is_a_code_to_not_me(
    monkeypatch, kind: str, has_it: bool
) -> None:
    told = []

    def listen(**message):
        told.append(message)

    message_wanted.connect(listen)
    monkeypatch.setattr("residents.outgoing.render_to_string", _as_code)
    tell(kind, Channel.EMAIL, EMAIL, values={"code": "123456", "minutes": 5})
    message_wanted.disconnect(listen)
    (message,) = told
    for part in (message["text"], message["html"]):
        assert "http://127.0.0.1:8000/my/" in part
        assert (link_for(Channel.EMAIL, EMAIL) in part) == has_it
        assert "02-0000-5000" in part


def _as_code(template: str, context: dict[str, object]) -> str:
    """Render a kind that has no words of its own as a code."""
    from django.template.loader import render_to_string

    return render_to_string(template.replace("receipt", "code"), context)


def test_its_answer_does_not_say_whether_the_address_is_known() -> None:
    resident()
    for address in (EMAIL, "nobody@example.com"):
        answer = Client().post(path_of(Channel.EMAIL, address))
        assert answer.templates[0].name == "notices/not_me_done.html"
        assert address not in answer.content.decode()
