"""The address that NHN Cloud calls."""

import json

import pytest
from django.test import Client
from pytest_django import Settings

from deliveries.models import Delivery, ProviderReport
from tests.deliveries.rows import accepted, dispatch, reference

pytestmark = pytest.mark.django_db

SIGNATURE = "the word entered in the console"


@pytest.fixture(autouse=True)
def secret(settings: Settings) -> None:
    settings.NHN_WEBHOOK_SECRET = SIGNATURE


def call(body: object, signature: str | None = SIGNATURE) -> tuple[int, bytes]:
    """Call as the provider does: no cookie, no token, JSON, its signature in a header."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {} if signature is None else {"X-Toast-Webhook-Signature": signature}
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/hooks/nhn/", data, content_type="application/json", headers=headers)
    return answer.status_code, answer.content


def result(row: Delivery, status: str = "COMPLETED", code: str = "1000", hook_id: str = "h1") -> dict[str, object]:
    hook = {
        "hookId": hook_id,
        "requestId": "R1",
        "recipientSeq": 1,
        "messageStatus": status,
        "resultCode": code,
        "recipientGroupingKey": reference(row),
    }
    return {"hooksId": "H", "event": "MESSAGE_RESULT_UPDATE", "hooks": [hook]}


def test_a_result_is_taken_and_a_repeated_call_moves_nothing() -> None:
    row = accepted(dispatch())
    assert call(result(row)) == (200, b'{"moved": 1}')
    assert call(result(row)) == (200, b'{"moved": 0}')
    row.refresh_from_db()
    assert (row.state, row.provider_id, row.final_channel) == ("delivered", "R1:1", "")
    assert ProviderReport.objects.get().provider == "nhn"


def test_a_failure_keeps_the_carriers_code() -> None:
    row = accepted(dispatch())
    assert call(result(row, "FAILED", "2003"))[0] == 200
    row.refresh_from_db()
    assert (row.state, row.code) == ("failed", "2003")


@pytest.mark.parametrize("wrong", [None, "", "another", SIGNATURE[:-1], SIGNATURE.upper()])
def test_another_signature_is_forbidden_and_moves_nothing(wrong: str | None) -> None:
    row = accepted(dispatch())
    assert call(result(row), wrong)[0] == 403
    row.refresh_from_db()
    assert row.state == "accepted"


def test_without_a_secret_in_the_settings_nobody_gets_in(settings: Settings) -> None:
    settings.NHN_WEBHOOK_SECRET = ""
    assert call({}, "")[0] == 404


def test_only_post_is_answered() -> None:
    assert Client().get("/hooks/nhn/").status_code == 405


@pytest.mark.parametrize("body", [b"", b"{", [], {"event": 1}, b"\xff"])
def test_what_cannot_be_read_is_not_to_be_repeated(body: object) -> None:
    assert call(body)[0] == 400


def test_a_body_that_is_too_large_is_refused(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert call(b"[" + b" " * 1000 + b"]")[0] == 413
