"""The address that the SMS provider calls."""

import json

import pytest
from django.test import Client
from pytest_django import Settings

from campaigns.models import ConversationMessage
from deliveries import reports
from deliveries.models import Delivery
from tests.deliveries.rows import accepted, dispatch, reference

pytestmark = pytest.mark.django_db

SECRET = "a-long-and-secret-path"


@pytest.fixture(autouse=True)
def secret(settings: Settings) -> None:
    settings.HOOK_SECRET = SECRET


def call(body: object, secret: str = SECRET) -> tuple[int, bytes]:
    """Call as the provider does: no cookie, no token, JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"/hooks/solapi/{secret}/", data, content_type="application/json")
    return answer.status_code, answer.content


def event(row: Delivery, code: str = "4000", event_id: str = "e1") -> dict[str, object]:
    data = {"messageId": "M4V1", "statusCode": code, "customFields": {"reference": reference(row)}}
    return {"eventDataId": event_id, "retryCount": 0, "data": data}


def test_a_report_is_taken_and_a_repeated_call_moves_nothing() -> None:
    row = accepted(dispatch())
    assert call([event(row)]) == (200, b'{"moved": 1}')
    assert call([event(row)]) == (200, b'{"moved": 0}')
    row.refresh_from_db()
    assert row.state == "delivered"


@pytest.mark.parametrize("wrong", ["another", SECRET[:-1], "가"])
def test_another_secret_finds_nothing(wrong: str) -> None:
    row = accepted(dispatch())
    assert call([event(row)], wrong)[0] == 404
    row.refresh_from_db()
    assert row.state == "accepted"


def test_without_a_secret_in_the_settings_nobody_gets_in(settings: Settings) -> None:
    settings.HOOK_SECRET = ""
    assert call([], "x")[0] == 404


def test_only_post_is_answered() -> None:
    assert Client().get(f"/hooks/solapi/{SECRET}/").status_code == 405


@pytest.mark.parametrize("body", [b"", b"{", {}, [{"data": {}}], b"\xff"])
def test_what_cannot_be_read_is_not_to_be_repeated(body: object) -> None:
    assert call(body)[0] == 400


def test_a_body_that_is_too_large_is_refused(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert call(b"[" + b" " * 1000 + b"]")[0] == 413


def test_our_own_fault_asks_the_provider_to_call_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError

    row = accepted(dispatch())
    monkeypatch.setattr(reports, "apply", broken)
    client = Client(raise_request_exception=False)
    body = json.dumps([event(row)])
    address = f"/hooks/solapi/{SECRET}/"
    assert client.post(address, body, content_type="application/json").status_code == 500


def phoned(body: object, secret: str = SECRET) -> tuple[int, bytes]:
    """Call as the gateway does with an SMS from a phone."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"/hooks/incoming-sms/{secret}/", data, content_type="application/json")
    return answer.status_code, answer.content


def test_an_sms_from_a_phone_is_taken_once() -> None:
    sms = {"messageId": "MO1", "from": "01012345678", "to": "0200005000", "text": "네"}
    call_of = {"messages": [{**sms, "dateReceived": "2026-11-23T10:00:00+09:00"}]}

    assert phoned(call_of) == (200, b'{"taken": 1}')
    assert phoned(call_of) == (200, b'{"taken": 0}')
    assert ConversationMessage.objects.get().text == "네"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"messages": []}', b'{"messages": [{}]}', b"[" * 10_000])
def test_what_is_no_sms_is_refused_and_stores_nothing(body: bytes) -> None:
    assert phoned(body)[0] == 400
    assert not ConversationMessage.objects.exists()


def test_who_does_not_know_the_secret_can_bring_no_sms() -> None:
    assert phoned({}, "guessed")[0] == 404
