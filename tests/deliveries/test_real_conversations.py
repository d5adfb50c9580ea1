"""The transports against the simulators, each a process of its own."""

import queue
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import translation
from pytest_django import Settings

from deliveries.states import DeliveryState
from deliveries.transports.base import Message, TransportUnavailable
from deliveries.transports.smtp import SmtpServer, SmtpTransport
from deliveries.transports.solapi import SolapiAccount, SolapiTransport
from tests.deliveries.messages import literal_message
from tests.deliveries.simulator_process import Simulator

TOKEN = "00ff00ff00ff"
SECRET = "secret"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read what operators read in English, whatever the catalogues say."""
    with translation.override("en"):
        yield


def mail(number: int, address: str = "kim@example.com") -> Message:
    return literal_message(number, f"{TOKEN}.{number}", address, "재산세 안내", "안내", "<p>안내</p>", "local_tax")


def sms(number: int, to: str = "01012345678", text: str = "안내") -> Message:
    return literal_message(number, f"{TOKEN}.{number}", to, "재산세", text)


@pytest.fixture(scope="module")
def catcher() -> Iterator[Simulator]:
    simulator = Simulator("mail_catcher")
    yield simulator
    simulator.stop()


@pytest.fixture
def email_transport(catcher: Simulator, settings: Settings) -> Iterator[SmtpTransport]:
    settings.SMTP_TIMEOUT = 2.0
    catcher.empty()
    transport = SmtpTransport(SmtpServer.from_url(f"smtp://127.0.0.1:{catcher.ports['smtp']}"), connections=8)
    yield transport
    transport.close()


def test_an_email_arrives_as_it_was_written(catcher: Simulator, email_transport: SmtpTransport) -> None:
    (outcome,) = email_transport.send([mail(1)])
    (caught,) = catcher.messages()
    assert outcome.state == DeliveryState.ACCEPTED
    assert outcome.provider_id == caught["id"]
    assert (caught["to"], caught["subject"], caught["text"]) == (["kim@example.com"], "재산세 안내", "안내")
    assert caught["html"].strip() == "<p>안내</p>"


def test_one_refused_recipient_does_not_keep_back_the_others(
    catcher: Simulator, email_transport: SmtpTransport
) -> None:
    catcher.fault(stage="rcpt", code=550, to="gone@example.com")
    catcher.fault(stage="rcpt", code=451, to="full@example.com")
    addresses = ["a@example.com", "gone@example.com", "full@example.com", "b@example.com"]
    outcomes = list(email_transport.send([mail(number, to) for number, to in enumerate(addresses)]))
    assert [outcome.state.value for outcome in outcomes] == ["accepted", "failed", "queued", "accepted"]
    assert [outcome.code.split()[0] for outcome in outcomes[1:3]] == ["550", "451"]
    assert len(catcher.messages()) == 2


def test_an_email_whose_answer_is_cut_off_is_unknown_and_did_arrive(
    catcher: Simulator, email_transport: SmtpTransport
) -> None:
    catcher.fault(stage="after_data")
    outcomes = list(email_transport.send([mail(1), mail(2)]))
    assert [outcome.state.value for outcome in outcomes] == ["unknown", "accepted"]
    assert len(catcher.messages()) == 2


def test_a_mail_server_that_turns_everyone_away_is_unavailable(
    catcher: Simulator, email_transport: SmtpTransport
) -> None:
    catcher.fault(stage="connect", code=421)
    with pytest.raises(TransportUnavailable):
        list(email_transport.send([mail(1)]))
    assert [outcome.state for outcome in email_transport.send([mail(1)])] == [DeliveryState.ACCEPTED]


@pytest.fixture(scope="module")
def reported() -> Iterator["queue.Queue[bytes]"]:
    """The bodies of the gateway's calls."""
    calls: queue.Queue[bytes] = queue.Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            calls.put(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    calls.url = f"http://127.0.0.1:{server.server_port}/"  # type: ignore[attr-defined]
    yield calls
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def gateway(reported: "queue.Queue[bytes]") -> Iterator[Simulator]:
    account = ("--key", "key", "--secret", SECRET, "--senders", "0212345678")
    simulator = Simulator("sms_gateway", *account, "--report-delay", "0.1", "--webhook", reported.url)  # type: ignore[attr-defined]
    yield simulator
    simulator.stop()


@pytest.fixture
def sms_transport(gateway: Simulator, settings: Settings) -> Iterator[SolapiTransport]:
    settings.SMS_TIMEOUT = 1.0
    gateway.empty()
    transport = SolapiTransport(SolapiAccount.from_url(_url(gateway)))
    yield transport
    transport.close()


def _url(gateway: Simulator, *, secret: str = SECRET, sender: str = "0212345678") -> str:
    return f"solapi://key:{secret}@127.0.0.1:{gateway.ports['http']}?from={sender}&scheme=http"


def test_an_sms_and_an_lms_arrive_and_are_found_delivered(gateway: Simulator, sms_transport: SolapiTransport) -> None:
    outcomes = list(sms_transport.send([sms(1), sms(2, text="똠방각하 " * 30)]))
    assert [outcome.state for outcome in outcomes] == [DeliveryState.ACCEPTED] * 2
    assert sorted(caught["type"] for caught in gateway.messages()) == ["LMS", "SMS"]
    ids = [outcome.provider_id for outcome in outcomes]
    time.sleep(0.4)
    reports = {report.delivery_id: report.state for report in sms_transport.ask(ids)}
    assert reports == {1: DeliveryState.DELIVERED, 2: DeliveryState.DELIVERED}


def test_a_family_that_shares_a_number_gets_all_its_messages(
    gateway: Simulator, sms_transport: SolapiTransport
) -> None:
    outcomes = list(sms_transport.send([sms(1), sms(2)]))
    assert {outcome.state for outcome in outcomes} == {DeliveryState.ACCEPTED}
    assert len(gateway.messages()) == 2


def test_part_of_a_request_may_be_refused(gateway: Simulator, sms_transport: SolapiTransport) -> None:
    gateway.fault(mode="partial", code="1060")
    outcomes = {outcome.delivery_id: outcome for outcome in sms_transport.send([sms(1), sms(2), sms(3)])}
    assert [outcomes[number].state.value for number in (1, 2, 3)] == ["accepted", "failed", "accepted"]
    assert outcomes[2].code == "1060"


def test_an_unregistered_sender_fails_with_the_gateways_code(gateway: Simulator, settings: Settings) -> None:
    transport = SolapiTransport(SolapiAccount.from_url(_url(gateway, sender="0299999999")))
    assert [(outcome.state.value, outcome.code) for outcome in transport.send([sms(1)])] == [("failed", "1062")]


def test_a_wrong_secret_fails_nobody(gateway: Simulator) -> None:
    transport = SolapiTransport(SolapiAccount.from_url(_url(gateway, secret="wrong")))
    with pytest.raises(TransportUnavailable, match="check the key and the secret"):
        list(transport.send([sms(1)]))


def test_a_gateway_that_is_busy_has_taken_nothing(gateway: Simulator, sms_transport: SolapiTransport) -> None:
    gateway.fault(status=429)
    with pytest.raises(TransportUnavailable):
        list(sms_transport.send([sms(1)]))
    assert gateway.messages() == []


@pytest.mark.parametrize("mode", ["timeout_after_accept", "malformed"])
def test_what_is_in_doubt_is_found_again_by_its_reference(
    gateway: Simulator, sms_transport: SolapiTransport, mode: str
) -> None:
    gateway.fault(mode=mode, seconds=2)
    outcomes = sms_transport.send([sms(1), sms(2)])
    assert [next(outcomes).state, next(outcomes).state] == [DeliveryState.UNKNOWN] * 2
    with pytest.raises(TransportUnavailable):
        next(outcomes)
    since = datetime.now(UTC) - timedelta(minutes=5)
    found = list(sms_transport.poll([f"{TOKEN}.{number}" for number in (1, 2, 3)], since=since))
    assert sorted(report.delivery_id for report in found) == [1, 2]
    assert all(report.provider_id for report in found)


def test_long_lists_are_read_over_many_pages(
    gateway: Simulator, sms_transport: SolapiTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deliveries.transports.solapi.PAGE", 7)
    list(sms_transport.send([sms(number) for number in range(50)]))
    found = list(sms_transport.poll([f"{TOKEN}.{number}" for number in range(0, 50, 7)]))
    assert sorted(report.delivery_id for report in found) == list(range(0, 50, 7))


def test_the_gateways_own_calls_are_read(
    gateway: Simulator, sms_transport: SolapiTransport, reported: "queue.Queue[bytes]"
) -> None:
    time.sleep(0.3)
    while not reported.empty():
        reported.get()
    gateway.fault(report="3043", to="01099998888", times=1)
    list(sms_transport.send([sms(1), sms(2, "01099998888")]))
    reports = {report.delivery_id: report for report in sms_transport.parse_webhook(reported.get(timeout=5))}
    assert [reports[number].state.value for number in (1, 2)] == ["delivered", "failed"]
    assert reports[2].code == "3043"
    assert all(report.event_id for report in reports.values())
