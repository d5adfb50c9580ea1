"""What the mail catcher can be told to do wrong, seen from the client."""

import socket
import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from tests.config.simulators.conftest import Simulator, Start, until

CONTENT = b"From: a@sotong.example\r\nSubject: Hello\r\n\r\nHello\r\n"


class Line:
    """A client that says exactly what it is told, and hears one answer at a time."""

    def __init__(self, mail: Simulator, *, timeout: float = 5) -> None:
        self._socket = socket.create_connection(("127.0.0.1", mail.ports["smtp"]), timeout=timeout)
        self._file = self._socket.makefile("rb")

    def say(self, *lines: str) -> None:
        """Send lines in one packet."""
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def hear(self) -> str:
        """Return one answer, all its lines; nothing when the connection ended."""
        lines = []
        while line := self._file.readline():
            lines.append(line.decode().rstrip())
            if line[3:4] == b" ":
                break
        return "\n".join(lines)

    def ask(self, *lines: str) -> list[str]:
        self.say(*lines)
        return [self.hear()[:3] for _ in lines]

    def message(self, to: str = "kim@sotong.example") -> list[str]:
        """Go through a whole message, and return the codes up to the first refusal."""
        codes = self.ask("MAIL FROM:<n+7@sotong.example>", f"RCPT TO:<{to}>", "DATA")
        if codes[-1] != "354":
            return codes
        self._socket.sendall(CONTENT)
        return codes + self.ask(".")


@pytest.fixture
def line(mail: Simulator) -> Line:
    return _greeted(mail)


def _greeted(mail: Simulator) -> Line:
    line = Line(mail)
    assert line.hear().startswith("220")
    assert line.ask("EHLO client.sotong.example") == ["250"]
    return line


def test_commands_in_one_packet_are_answered_in_turn_also_behind_a_message(mail: Simulator, line: Line) -> None:
    first = ("MAIL FROM:<a@sotong.example>", "RCPT TO:<kim@sotong.example>", "DATA")
    assert line.ask(*first) == ["250", "250", "354"]
    line.say("Subject: one", "", "one", ".", *first)
    assert [line.hear()[:3] for _ in range(4)] == ["250", "250", "250", "354"]
    assert line.ask("Subject: two\r\n\r\ntwo\r\n.") == ["250"]
    assert [kept["subject"] for kept in mail.messages()] == ["two", "one"]


def test_of_pipelined_commands_a_refused_recipient_leaves_no_leave_to_send(mail: Simulator, line: Line) -> None:
    mail.fault(stage="rcpt", code=550)
    assert line.message() == ["250", "550", "503"]
    assert line.ask("RSET") == ["250"]
    assert line.message() == ["250", "250", "354", "250"]


def test_extensions_are_offered_unless_told_otherwise(mail: Simulator, start: Start) -> None:
    bare = start("mail_catcher", "--without", "PIPELINING", "--without", "8BITMIME")
    offers = []
    for simulator in (mail, bare):
        line = Line(simulator)
        line.hear()
        line.say("EHLO client.sotong.example")
        offers.append({word[4:] for word in line.hear().splitlines()})
    assert {"PIPELINING", "8BITMIME", "SMTPUTF8"} <= offers[0]
    assert not {"PIPELINING", "8BITMIME"} & offers[1]
    assert "SMTPUTF8" in offers[1]


def test_what_is_not_offered_is_not_taken(start: Start) -> None:
    bare = start("mail_catcher", "--without", "8BITMIME")
    line = _greeted(bare)
    assert line.ask("MAIL FROM:<a@sotong.example> BODY=8BITMIME") == ["555"]
    assert line.ask("MAIL FROM:<a@sotong.example>", "RCPT TO:<kim@sotong.example>", "DATA")[-1] == "354"
    assert line.ask("Subject: x\r\n\r\n한글\r\n.") == ["554"]
    assert bare.messages() == []


@pytest.mark.parametrize(
    "stage, codes",
    [
        ("mail", ["452"]),
        ("rcpt", ["250", "452"]),
        ("before_data", ["250", "250", "452"]),
        ("data", ["250", "250", "354", "452"]),
    ],
)
def test_a_code_answers_the_command_it_is_for(mail: Simulator, line: Line, stage: str, codes: list[str]) -> None:
    mail.fault(stage=stage, code=452)
    assert line.message()[: len(codes)] == codes
    assert mail.messages() == []
    assert line.ask("RSET") == ["250"]
    assert line.message() == ["250", "250", "354", "250"]


@pytest.mark.parametrize("stage", ["ehlo", "mail", "rcpt", "before_data", "data"])
def test_421_closes_the_connection_wherever_it_comes(mail: Simulator, stage: str) -> None:
    mail.fault(stage=stage, code=421)
    line = Line(mail)
    line.hear()
    line.say("EHLO client.sotong.example")
    said = [line.hear()]
    while said[-1] and not said[-1].startswith("421"):
        following = ["MAIL FROM:<a@sotong.example>", "RCPT TO:<k@sotong.example>", "DATA", CONTENT.decode() + "."]
        line.say(following[len(said) - 1])
        said.append(line.hear())
    assert said[-1].startswith("421")
    assert line.hear() == ""
    assert mail.messages() == []


def test_another_code_closes_the_connection_when_told_to(mail: Simulator, line: Line) -> None:
    mail.fault(stage="mail", code=450, close=True)
    assert line.ask("MAIL FROM:<a@sotong.example>") == ["450"]
    assert line.hear() == ""


def test_a_greeting_may_stall(mail: Simulator) -> None:
    mail.fault(stage="greeting", seconds=0.3)
    began = time.monotonic()
    _greeted(mail)
    assert time.monotonic() - began >= 0.3


def test_a_half_open_connection_says_nothing_and_the_next_one_is_served(mail: Simulator) -> None:
    mail.fault(stage="half_open")
    silent = Line(mail, timeout=0.3)
    silent.say("EHLO client.sotong.example")
    with pytest.raises(TimeoutError):
        silent.hear()
    assert _greeted(mail).message()[-1] == "250"


def test_a_slow_answer_comes_when_the_message_is_kept_already(mail: Simulator, line: Line) -> None:
    mail.fault(stage="slow", seconds=0.5, to="kim@sotong.example")
    began = time.monotonic()
    line.ask("MAIL FROM:<a@sotong.example>", "RCPT TO:<kim@sotong.example>", "DATA")
    line.say("Subject: x\r\n\r\nx\r\n.")
    until(lambda: len(mail.messages()) == 1)
    assert time.monotonic() - began < 0.5
    assert line.hear()[:3] == "250"
    assert time.monotonic() - began >= 0.5


def test_a_message_may_be_accepted_and_then_returned_to_its_envelope_sender(start: Start, tmp_path: Path) -> None:
    mail = start("mail_catcher", "--bounces", str(tmp_path / "maildir"))
    mail.fault(stage="bounce", code=550, status="5.1.1", to="gone@sotong.example")
    line = _greeted(mail)
    assert line.message("gone@sotong.example")[-1] == line.message()[-1] == "250"
    (file,) = (tmp_path / "maildir" / "new").iterdir()
    report = message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(report, EmailMessage)
    assert (report["To"], report["Return-Path"]) == ("n+7@sotong.example", "<>")
    assert report.get_content_type() == "multipart/report"
    assert report.get_param("report-type") == "delivery-status"
    _words, status, headers = report.iter_parts()
    about, recipient = status.get_payload()
    assert about["Reporting-MTA"]
    assert recipient["Final-Recipient"] == "rfc822; gone@sotong.example"
    assert (recipient["Action"], recipient["Status"]) == ("failed", "5.1.1")
    assert recipient["Diagnostic-Code"].startswith("smtp; 550 5.1.1")
    assert "Subject: Hello" in headers.get_payload()


def test_a_fault_that_would_never_show_is_refused(mail: Simulator) -> None:
    answer = mail.web.post("/api/faults", json={"stage": "rctp", "code": 550})
    assert answer.status_code == 400
    assert "before_data" in answer.json()["error"]
    assert mail.web.get("/api/faults").json() == {"faults": []}
