"""Codes and receipts: kept in the caller's transaction, sent at once, and no code or SMS twice."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from deliveries import sweeper, transactional, transactional_sending
from deliveries.models import Suppression, TransactionalMessage
from deliveries.sms import SmsKind, sms_kind
from deliveries.states import DeliveryState
from deliveries.suppressions import is_suppressed, suppress
from deliveries.transports.base import Outcome, TransportUnavailable
from deliveries.transports.references import Reference
from residents import codes
from residents.hashes import contact_hashes
from residents.models import Channel, Purpose
from residents.outgoing import message_wanted, tell
from tests.deliveries.sending import Answering, answer_by

pytestmark = pytest.mark.django_db
MOBILE, EMAIL = "01012345678", "hong@example.com"


@pytest.fixture(autouse=True)
def queue(monkeypatch) -> list[tuple[str, int, str]]:
    """What was enqueued: task, id, queue."""
    tasks: list[tuple[str, int, str]] = []
    monkeypatch.setattr(
        "celery.current_app.send_task", lambda name, args, queue, **_: tasks.append((name, args[0], queue))
    )
    return tasks


@pytest.fixture
def transport(monkeypatch, settings) -> Answering:
    answering = Answering()
    answer_by(answering, monkeypatch, settings)
    return answering


def told(kind: str = "code", channel: Channel = Channel.SMS, address: str = "", **message) -> TransactionalMessage:
    """A message of that kind, as ``tell`` would have it kept."""
    words = {"subject": "제목", "html": "<p>말</p>"} if channel == Channel.EMAIL else {"subject": "", "html": ""}
    usual = {"text": "말", "expires_at": timezone.now() + timedelta(minutes=5), **words}
    address = address or (EMAIL if channel == Channel.EMAIL else MOBILE)
    message_wanted.send(sender=None, kind=kind, channel=channel, address=address, **(usual | message))
    return TransactionalMessage.objects.latest("id")


def state_of(message: TransactionalMessage) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.code


def is_empty(message: TransactionalMessage) -> bool:
    message.refresh_from_db()
    return not (message.address or message.subject or message.text or message.html or message.lease_until)


def dead_with(message: TransactionalMessage) -> None:
    """Leave the row as a worker that was killed with it in hand would, its lease over."""
    before = timezone.now() - timedelta(seconds=1)
    TransactionalMessage.objects.filter(pk=message.pk).update(state="sending", tries=1, lease_until=before)


def test_what_is_told_is_kept_with_the_transaction_and_enqueued_after_it(
    queue, django_capture_on_commit_callbacks
) -> None:
    with pytest.raises(ValueError, match="not after all"), transaction.atomic():
        told()
        raise ValueError("not after all")
    with django_capture_on_commit_callbacks(execute=True):
        codes.send(Channel.SMS, MOBILE, purpose=Purpose.ENROL, holder="phone", client="192.0.2.1")
        assert queue == []

    message = TransactionalMessage.objects.get()
    assert queue == [("deliveries.send_transactional", message.pk, "urgent")]
    assert (message.kind, message.channel, message.address) == ("code", "sms", MOBILE)


def test_a_queue_that_is_away_costs_nothing_and_the_sweeper_comes_again(
    monkeypatch, queue, django_capture_on_commit_callbacks
) -> None:
    def away(*_args, **_kwargs):
        raise OperationalError

    with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setattr("celery.current_app.send_task", away)
        message = told()
    sweeper.sweep()
    sweeper.sweep()
    assert queue == [("deliveries.send_transactional", message.pk, "urgent")]
    with monkeypatch.context() as patch:
        patch.setattr("celery.current_app.send_task", away)
        TransactionalMessage.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        sweeper.sweep()
    sweeper.sweep()
    assert len(queue) == 2


@pytest.mark.parametrize("channel", Channel)
def test_a_message_goes_out_once_and_leaves_neither_address_nor_words(transport, channel: Channel) -> None:
    message = told(channel=channel)
    for _ in range(2):
        transactional_sending.send(message.pk)

    assert state_of(message) == ("accepted", "")
    assert message.accepted_at is not None
    assert is_empty(message)
    (sent,) = transport.sent
    assert (sent.address, sent.text) == (EMAIL if channel == "email" else MOBILE, "말")
    assert (sent.subject, sent.html) == (("제목", "<p>말</p>") if channel == "email" else ("성동구청", ""))


def test_its_name_is_the_same_at_each_try_and_never_a_deliverys(transport) -> None:
    transport.answer = lambda message: Outcome(message.delivery_id, DeliveryState.QUEUED, code="451")
    message = told(channel=Channel.EMAIL)
    for _ in range(2):
        transactional_sending.send(message.pk)
        TransactionalMessage.objects.update(not_before=None)

    first, again = (sent.reference for sent in transport.sent)
    assert first == again
    assert first.endswith(f".{message.pk}")
    assert Reference.read(first) is None


def test_a_temporary_refusal_is_tried_again_with_growing_pauses_until_it_expires(transport) -> None:
    transport.answer = lambda message: Outcome(message.delivery_id, DeliveryState.QUEUED, code="451 4.7.1")
    message = told(channel=Channel.EMAIL)
    pauses = []
    for _ in range(3):
        transactional_sending.send(message.pk)
        transactional_sending.send(message.pk)  # not before its time
        message.refresh_from_db()
        pauses.append(round((message.not_before - timezone.now()).total_seconds()))
        TransactionalMessage.objects.update(not_before=None)
    assert (pauses, message.state, len(transport.sent)) == ([2, 4, 8], "queued", 3)

    TransactionalMessage.objects.update(expires_at=timezone.now())
    transactional_sending.send(message.pk)
    sweeper.sweep()
    assert state_of(message) == ("failed", "expired")
    assert is_empty(message)
    assert len(transport.sent) == 3


def test_a_refusal_for_good_fails_at_once(transport) -> None:
    transport.answer = lambda message: Outcome(message.delivery_id, DeliveryState.FAILED, code="550 5.1.1")
    message = told(channel=Channel.EMAIL)
    transactional_sending.send(message.pk)
    assert state_of(message) == ("failed", "550 5.1.1")
    assert is_empty(message)


@pytest.mark.parametrize(
    ("kind", "channel", "state"),
    [
        ("code", "sms", "unknown"),
        ("enrolled", "sms", "unknown"),
        ("code", "email", "unknown"),
        ("left", "email", "queued"),
    ],
)
def test_an_answer_that_never_came_or_a_worker_killed_repeats_no_sms_and_no_code(
    transport, kind: str, channel: str, state: str
) -> None:
    transport.answer = lambda message: Outcome(message.delivery_id, DeliveryState.UNKNOWN, code="answer_lost")
    in_doubt, killed = told(kind, Channel(channel)), told(kind, Channel(channel))
    transactional_sending.send(in_doubt.pk)
    dead_with(killed)
    sweeper.sweep()

    assert state_of(in_doubt) == (state, "answer_lost")
    assert state_of(killed) == (state, "worker_lost")
    assert is_empty(killed) == (state == "unknown")
    transport.answer = Answering().answer
    TransactionalMessage.objects.update(not_before=None)
    for message in (in_doubt, killed):
        transactional_sending.send(message.pk)
        assert state_of(message)[0] == ("accepted" if state == "queued" else "unknown")


def test_who_comes_back_after_its_lease_records_nothing(transport) -> None:
    def slow(message):
        TransactionalMessage.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        transactional.sweep()
        return Outcome(message.delivery_id, DeliveryState.ACCEPTED)

    transport.answer = slow
    message = told()
    transactional_sending.send(message.pk)
    assert state_of(message) == ("unknown", "worker_lost")


def test_a_provider_that_is_away_is_waited_for_and_nothing_is_in_doubt(transport, settings) -> None:
    def away(message):
        raise TransportUnavailable("the gateway does not answer", retry_in=3)

    transport.answer = away
    message = told()
    transactional_sending.send(message.pk)
    assert state_of(message) == ("queued", "")
    assert timedelta(seconds=2) < message.not_before - timezone.now() < timedelta(seconds=4)


def test_another_provider_takes_over_at_once(transport, settings) -> None:
    settings.SMS_URL = (
        "solapi://k:s@127.0.0.1:2?from=0200005000&name=one solapi://k:s@127.0.0.1:3?from=0200005000&name=two"
    )
    asked = []

    def first_is_away(message):
        asked.append(message)
        if len(asked) == 1:
            raise TransportUnavailable("away")
        return Outcome(message.delivery_id, DeliveryState.ACCEPTED)

    transport.answer = first_is_away
    message = told()
    transactional_sending.send(message.pk)
    assert state_of(message) == ("accepted", "")


def test_a_code_goes_to_a_suppressed_address_and_anything_else_does_not(transport) -> None:
    suppress(Channel.SMS, contact_hashes(MOBILE)[0], "not_me")
    code, receipt = told(), told("enrolled")
    for message in (code, receipt):
        transactional_sending.send(message.pk)
    assert state_of(code) == ("accepted", "")
    assert state_of(receipt) == ("skipped", "suppressed")
    assert is_empty(receipt)


def test_who_proves_an_address_gets_messages_there_again(transport, caplog) -> None:
    caplog.set_level("INFO")
    suppress(Channel.SMS, contact_hashes(MOBILE)[0], "not_me")
    suppress(Channel.EMAIL, contact_hashes(MOBILE)[0], "other channel")
    codes.send(Channel.SMS, MOBILE, purpose=Purpose.CONTACT, holder="phone", client="192.0.2.1")
    code = "".join(filter(str.isdigit, (TransactionalMessage.objects.get().text or "").partition("(")[0]))
    codes.check(Channel.SMS, MOBILE, code, purpose=Purpose.CONTACT, holder="phone", client="192.0.2.1")

    assert not is_suppressed(Channel.SMS, *contact_hashes(MOBILE))
    assert [row.channel for row in Suppression.objects.all()] == ["email"]
    assert "not_me" in caplog.text
    assert MOBILE not in caplog.text


@pytest.mark.parametrize(
    ("host", "is_bound"), [("sotong.sd.go.kr", True), ("sotong.long-district.example.go.kr", False)]
)
def test_a_code_names_its_page_on_the_last_line_where_one_sms_holds_it(settings, host: str, is_bound: bool) -> None:
    settings.SITE_URL, settings.SITE_HOST = f"https://{host}", host
    codes.send(Channel.SMS, MOBILE, purpose=Purpose.SIGN_IN, holder="phone", client="192.0.2.1")

    text = TransactionalMessage.objects.get().text
    code = "".join(filter(str.isdigit, text.partition("(")[0]))
    assert sms_kind(text) == SmsKind.SMS
    assert (text.splitlines()[-1] == f"@{host} #{code}") == is_bound
    assert len(code) == 6


@pytest.mark.parametrize("word", ["\ue000name\ue001", "%s %(x)s", "a\r\nBcc: b@example.com"])
def test_hostile_words_stay_words(transport, word: str) -> None:
    message = told("enrolled", Channel.EMAIL, subject=word, text=word, html=word)
    transactional_sending.send(message.pk)
    (sent,) = transport.sent
    assert sent.text == word
    assert "\n" not in sent.subject


def test_old_rows_are_forgotten(settings) -> None:
    old, recent = told(), told()
    TransactionalMessage.objects.filter(pk=old.pk).update(
        created_at=timezone.now() - timedelta(days=settings.TRANSACTIONAL_DAYS, seconds=1)
    )
    assert transactional.forget() == 1
    assert TransactionalMessage.objects.get() == recent


def test_each_kind_there_is_has_its_words_in_both_languages() -> None:
    for language in ("ko", "en"):
        values = {"code": "123456", "minutes": 5}
        for channel, address in ((Channel.SMS, MOBILE), (Channel.EMAIL, EMAIL)):
            tell("code", channel, address, language=language, values=values)
    assert "123456" in "".join(message.text for message in TransactionalMessage.objects.all())
