"""SMTP, phase by phase: what is certain when something goes wrong."""

from collections.abc import Callable, Iterator

import pytest
from django.utils import translation
from pytest_django import Settings

from deliveries.states import DeliveryState
from deliveries.transports.base import Message, Outcome, TransportUnavailable
from deliveries.transports.smtp import SmtpServer, SmtpTransport
from tests.deliveries.messages import literal_message
from tests.deliveries.scripted_smtp import CUT, SILENCE, ScriptedSmtp

Script = dict[str, list[str | None]]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read what operators read in English, whatever the catalogues say."""
    with translation.override("en"):
        yield


def message(number: int = 1, address: str = "kim@example.com", text: str = "안내") -> Message:
    return literal_message(number, f"abc.{number}", address, "제목", text, "<p>안내</p>")


@pytest.fixture
def serve(settings: Settings) -> Iterator[Callable[..., tuple[ScriptedSmtp, SmtpTransport]]]:
    settings.SMTP_TIMEOUT = 0.5
    settings.MAIL_FROM = "notice@sotong.example"
    servers = []

    def start(script: Script | None = None, connections: int = 1) -> tuple[ScriptedSmtp, SmtpTransport]:
        server = ScriptedSmtp(script)
        servers.append(server)
        return server, SmtpTransport(SmtpServer.from_url(server.url), connections=connections)

    yield start
    for server in servers:
        server.stop()


Serve = Callable[..., tuple[ScriptedSmtp, SmtpTransport]]


def states(outcomes: list[Outcome]) -> list[tuple[DeliveryState, str]]:
    return [(outcome.state, outcome.code) for outcome in outcomes]


def test_an_accepted_message_bears_the_servers_queue_id(serve: Serve) -> None:
    server, transport = serve()
    assert list(transport.send([message()])) == [Outcome(1, DeliveryState.ACCEPTED, provider_id="Q1")]
    assert "MAIL FROM:<notice@sotong.example> BODY=8BITMIME" in server.commands
    assert "RCPT TO:<kim@example.com>" in server.commands


def test_the_connection_is_kept_between_batches(serve: Serve) -> None:
    server, transport = serve()
    for number in range(3):
        list(transport.send([message(number)]))
    assert server.connections == 1
    assert len(server.bodies) == 3


@pytest.mark.parametrize("phase", ["RCPT", "DATA", "body"])
def test_a_temporary_refusal_is_tried_later_and_the_next_message_goes_out(serve: Serve, phase: str) -> None:
    server, transport = serve({phase: ["451 4.7.1 come back later"]})
    outcomes = list(transport.send([message(1), message(2)]))
    assert states(outcomes) == [(DeliveryState.QUEUED, "451 4.7.1"), (DeliveryState.ACCEPTED, "")]
    assert server.connections == 1


@pytest.mark.parametrize("phase", ["RCPT", "DATA", "body"])
def test_a_permanent_refusal_fails_with_code_and_enhanced_code(serve: Serve, phase: str) -> None:
    _, transport = serve({phase: ["550 5.1.1 <kim@example.com> no such user"]})
    assert states(list(transport.send([message(1), message(2)]))) == [
        (DeliveryState.FAILED, "550 5.1.1"),
        (DeliveryState.ACCEPTED, ""),
    ]


@pytest.mark.parametrize("reply", ["451 4.7.1 come back later", "550 5.7.1 you are blocked", "530 5.7.0 who are you"])
def test_a_refusal_before_anybody_is_named_is_about_us_and_fails_nobody(serve: Serve, reply: str) -> None:
    _, transport = serve({"MAIL": [reply]})
    with pytest.raises(TransportUnavailable):
        list(transport.send([message()]))


def test_only_a_code_that_says_so_means_a_dead_address(serve: Serve) -> None:
    _, transport = serve({"RCPT": ["550 5.1.1 no such user", "550 5.7.1 policy", "452 4.2.2 full"]})
    outcomes = list(transport.send([message(n) for n in (1, 2, 3)]))
    assert [outcome.dead_address for outcome in outcomes] == [True, False, False]


def test_a_refusal_without_an_enhanced_code_gives_the_code_alone(serve: Serve) -> None:
    _, transport = serve({"RCPT": ["554 no"]})
    assert states(list(transport.send([message()]))) == [(DeliveryState.FAILED, "554")]


def test_a_server_that_wants_a_password_fails_nobody(serve: Serve) -> None:
    _, transport = serve({"MAIL": ["530 5.7.0 Authentication required"]})
    with pytest.raises(TransportUnavailable, match="user and password"):
        list(transport.send([message()]))


def test_nobody_listening_is_unavailable_and_nothing_is_sent(serve: Serve) -> None:
    server, transport = serve()
    server.stop()
    with pytest.raises(TransportUnavailable, match=f"127.0.0.1:{server.port}"):
        list(transport.send([message()]))


@pytest.mark.parametrize("greeting", ["421 4.3.2 not now", "554 5.3.2 never", CUT, SILENCE])
def test_a_bad_greeting_is_unavailable(serve: Serve, greeting: str) -> None:
    _, transport = serve({"connect": [greeting]})
    with pytest.raises(TransportUnavailable):
        list(transport.send([message()]))


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA", "body"])
def test_421_once_is_overcome_on_a_new_connection(serve: Serve, phase: str) -> None:
    server, transport = serve({phase: ["421 4.4.2 idle too long"]})
    assert states(list(transport.send([message()]))) == [(DeliveryState.ACCEPTED, "")]
    assert server.connections == 2


def test_421_again_is_unavailable_and_earlier_outcomes_stand(serve: Serve) -> None:
    _, transport = serve({"MAIL": [None, "421 4.3.2 closing", "421 4.3.2 closing"]})
    outcomes = transport.send([message(1), message(2)])
    assert next(outcomes).state == DeliveryState.ACCEPTED
    with pytest.raises(TransportUnavailable):
        next(outcomes)


@pytest.mark.parametrize("fault", [CUT, SILENCE])
@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA"])
def test_a_cut_before_the_body_is_retried_once(serve: Serve, phase: str, fault: str) -> None:
    server, transport = serve({phase: [fault]})
    assert states(list(transport.send([message()]))) == [(DeliveryState.ACCEPTED, "")]
    assert len(server.bodies) == 1


@pytest.mark.parametrize("fault", [CUT, SILENCE])
def test_a_second_cut_before_the_body_is_unavailable(serve: Serve, fault: str) -> None:
    server, transport = serve({"RCPT": [fault, fault]})
    with pytest.raises(TransportUnavailable):
        list(transport.send([message()]))
    assert server.connections == 2


def test_a_cut_in_mid_body_was_not_sent_and_is_retried(serve: Serve) -> None:
    server, transport = serve({"half": [CUT]})
    # larger than what the kernel's buffers swallow, so that the client is still writing when the cut comes
    assert states(list(transport.send([message(text="가" * 8_000_000)]))) == [(DeliveryState.ACCEPTED, "")]
    assert len(server.bodies) == 1


@pytest.mark.parametrize("fault", [CUT, SILENCE])
def test_a_lost_answer_is_unknown_and_the_rest_goes_out_on_a_new_connection(serve: Serve, fault: str) -> None:
    server, transport = serve({"body": [None, fault]})
    outcomes = list(transport.send([message(1), message(2), message(3)]))
    assert [outcome.state for outcome in outcomes] == [
        DeliveryState.ACCEPTED,
        DeliveryState.UNKNOWN,
        DeliveryState.ACCEPTED,
    ]
    assert [len(server.bodies), server.connections] == [3, 2]


def test_a_lost_answer_is_unknown_even_when_the_server_is_gone_for_good(serve: Serve) -> None:
    server, transport = serve({"body": [CUT], "connect": [None, "421 4.3.2 no more"]})
    outcomes = transport.send([message(1), message(2)])
    assert next(outcomes).state == DeliveryState.UNKNOWN
    with pytest.raises(TransportUnavailable):
        next(outcomes)
    assert len(server.bodies) == 1


def test_a_connection_closed_while_idle_is_replaced_silently(serve: Serve) -> None:
    server, transport = serve()
    list(transport.send([message(1)]))
    server.hang_up()
    assert states(list(transport.send([message(2)]))) == [(DeliveryState.ACCEPTED, "")]
    assert server.connections == 2


def test_a_non_ascii_address_fails_without_smtputf8_and_goes_out_with_it(serve: Serve) -> None:
    _, transport = serve()
    assert states(list(transport.send([message(address="김@example.com")]))) == [(DeliveryState.FAILED, "no_smtputf8")]
    server, transport = serve({"EHLO": ["250-scripted\r\n250 SMTPUTF8"]})
    assert states(list(transport.send([message(address="김@example.com")]))) == [(DeliveryState.ACCEPTED, "")]
    assert "RCPT TO:<김@example.com>" in server.commands


@pytest.mark.parametrize("address", ["", "nobody", "a b@example.com", "a@b.kr>\r\nRCPT TO:<c@d.kr"])
def test_what_is_no_address_fails_and_reaches_no_server(serve: Serve, address: str) -> None:
    server, transport = serve()
    assert [outcome.state for outcome in transport.send([message(address=address)])] == [DeliveryState.FAILED]
    assert [command for command in server.commands if not command.startswith("ehlo")] == []


def test_a_refused_message_whose_reset_fails_does_not_spoil_the_next(serve: Serve) -> None:
    server, transport = serve({"RCPT": ["550 5.1.1 no"], "RSET": [CUT]})
    outcomes = list(transport.send([message(1), message(2)]))
    assert [outcome.state for outcome in outcomes] == [DeliveryState.FAILED, DeliveryState.ACCEPTED]
    assert server.connections == 2


PIPELINING = "250-scripted\r\n250-8BITMIME\r\n250 PIPELINING"


@pytest.mark.parametrize("connections", [1, 3])
def test_a_server_that_pipelines_gets_each_message_once_and_whole(serve: Serve, connections: int) -> None:
    server, transport = serve({"EHLO": [PIPELINING] * connections}, connections)
    outcomes = list(transport.send([message(number, text=f".{number}\n..\n") for number in range(40)]))
    assert sorted(outcome.delivery_id for outcome in outcomes) == list(range(40))
    assert {outcome.state for outcome in outcomes} == {DeliveryState.ACCEPTED}
    assert server.connections == connections
    assert len(server.bodies) == 40


@pytest.mark.parametrize("phase", ["RCPT", "DATA"])
@pytest.mark.parametrize("reply", ["450 4.2.0 later", "550 5.1.1 no such user"])
def test_a_refusal_in_a_pipeline_meets_its_own_message_only(serve: Serve, phase: str, reply: str) -> None:
    refused = DeliveryState.QUEUED if reply.startswith("4") else DeliveryState.FAILED
    server, transport = serve({"EHLO": [PIPELINING], phase: [None, reply], **follow_up(phase)})
    outcomes = {outcome.delivery_id: outcome for outcome in transport.send([message(n) for n in (1, 2, 3)])}
    assert [outcomes[n].state for n in (1, 2, 3)] == [DeliveryState.ACCEPTED, refused, DeliveryState.ACCEPTED]
    assert len(server.bodies) == 2


def follow_up(phase: str) -> Script:
    """What a server answers to the commands behind a refused one, which were sent already."""
    later = {"RCPT": ["DATA"], "DATA": []}[phase]
    return {command: [None, "503 5.5.1 bad sequence"] for command in later}


def test_a_server_that_lets_a_message_to_nobody_in_gets_an_empty_one(serve: Serve) -> None:
    server, transport = serve({"EHLO": [PIPELINING], "RCPT": ["550 5.1.1 no"], "body": ["554 5.5.1 no recipients"]})
    outcomes = list(transport.send([message(1), message(2)]))
    assert states(outcomes) == [(DeliveryState.FAILED, "550 5.1.1"), (DeliveryState.ACCEPTED, "")]
    assert server.bodies[0] == b""


@pytest.mark.parametrize("fault", [CUT, SILENCE])
def test_in_a_pipeline_only_the_body_without_an_answer_is_in_doubt(serve: Serve, fault: str) -> None:
    server, transport = serve({"EHLO": [PIPELINING] * 2, "body": [None, fault]})
    outcomes = {outcome.delivery_id: outcome.state for outcome in transport.send([message(n) for n in (1, 2, 3, 4)])}
    assert outcomes.pop(2) == DeliveryState.UNKNOWN
    assert set(outcomes.values()) == {DeliveryState.ACCEPTED}
    assert len(server.bodies) == 4


def test_what_was_answered_before_the_server_wanted_a_password_stands(serve: Serve) -> None:
    wanted = "530 5.7.0 Authentication required"
    _, transport = serve({"EHLO": [PIPELINING], "MAIL": [None, wanted], "RCPT": [None, wanted], "DATA": [None, wanted]})
    outcomes = transport.send([message(1), message(2)])
    assert next(outcomes) == Outcome(1, DeliveryState.ACCEPTED, provider_id="Q1")
    with pytest.raises(TransportUnavailable, match="user and password"):
        next(outcomes)


def test_a_second_connection_that_is_turned_away_is_done_without(serve: Serve) -> None:
    server, transport = serve({"connect": [None, "421 4.7.0 too many"]}, 4)
    outcomes = list(transport.send([message(number) for number in range(20)]))
    assert {outcome.state for outcome in outcomes} == {DeliveryState.ACCEPTED}
    assert len(server.bodies) == 20


def test_whoever_stops_listening_leaves_no_message_half_told(serve: Serve) -> None:
    server, transport = serve({"EHLO": [PIPELINING] * 2})
    outcomes = transport.send([message(number) for number in range(6)])
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    assert states(list(transport.send([message(9)]))) == [(DeliveryState.ACCEPTED, "")]
    assert server.bodies[-1].count(b"abc.9@") == 1


def test_closing_takes_leave_and_the_next_batch_connects_again(serve: Serve) -> None:
    server, transport = serve()
    list(transport.send([message(1)]))
    transport.close()
    list(transport.send([message(2)]))
    assert server.commands.count("quit") == 1
    assert server.connections == 2


@pytest.mark.parametrize(
    ("url", "scheme", "port", "user", "password"),
    [
        ("smtp://mail.example.kr", "smtp", 25, "", ""),
        ("smtps://mail.example.kr", "smtps", 465, "", ""),
        ("smtp+tls://u%40x:p%3A%2F@mail.example.kr:2525", "smtp+tls", 2525, "u@x", "p:/"),
    ],
)
def test_the_url_names_server_encryption_and_credentials(
    url: str, scheme: str, port: int, user: str, password: str
) -> None:
    server = SmtpServer.from_url(url)
    assert (server.scheme, server.host, server.port) == (scheme, "mail.example.kr", port)
    assert (server.user, server.password) == (user, password)


@pytest.mark.parametrize("url", ["", "mail.example.kr", "http://mail.example.kr", "smtp://", "smtp://h:port"])
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        SmtpServer.from_url(url)


def test_a_password_shows_in_no_text() -> None:
    server = SmtpServer.from_url("smtp://user:geheim@mail.example.kr")
    assert "geheim" not in f"{server} {server!r}"
