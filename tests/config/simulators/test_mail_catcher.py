"""The mail catcher, spoken to over SMTP and HTTP."""

import signal
import smtplib
import socket
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.config.simulators.conftest import ROOT, Simulator, Start, until

HOSTILE = "<script>alert(1)</script>"


def _mail(to: str = "kim@sotong.example", subject: str = "자동차세 안내", text: str = "안녕하십니까") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "성동구청 <notice@sotong.example>"
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    return message


def _client(mail: Simulator) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", mail.ports["smtp"], timeout=10)


def _send(mail: Simulator, *messages: EmailMessage) -> None:
    with _client(mail) as client:
        for message in messages:
            client.send_message(message)


def test_a_mail_is_kept_as_it_was_sent(mail: Simulator) -> None:
    message = _mail(text="본문 https://sotong.example/n/abc")
    message.add_alternative("<p>본문</p>", subtype="html")

    _send(mail, message)

    (kept,) = mail.messages()
    assert (kept["from"], kept["to"]) == ("notice@sotong.example", ["kim@sotong.example"])
    assert kept["subject"] == "자동차세 안내"
    assert kept["text"].strip() == "본문 https://sotong.example/n/abc"
    assert kept["html"].strip() == "<p>본문</p>"
    assert ["From", "성동구청 <notice@sotong.example>"] in kept["headers"]
    assert kept["size"] > 300


def test_8bit_bodies_and_addresses_in_korean_are_taken(mail: Simulator) -> None:
    with _client(mail) as client:
        client.ehlo()
        assert client.has_extn("8bitmime") and client.has_extn("smtputf8")
        body = "Subject: =?utf-8?b?7JWI64K0?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n한글 본문\r\n".encode()
        client.sendmail("a@sotong.example", ["소통@sotong.example"], body, ["BODY=8BITMIME", "SMTPUTF8"])

    (kept,) = mail.messages()
    assert (kept["to"], kept["subject"], kept["text"]) == (["소통@sotong.example"], "안내", "한글 본문\n")


def test_messages_are_listed_newest_first_and_by_mailbox(mail: Simulator) -> None:
    _send(mail, _mail("kim@sotong.example", "첫째"), _mail("lee@sotong.example", "둘째"), _mail(subject="셋째"))

    assert [kept["subject"] for kept in mail.messages()] == ["셋째", "둘째", "첫째"]
    assert [kept["subject"] for kept in mail.messages(to="KIM@sotong.example")] == ["셋째", "첫째"]
    assert [kept["subject"] for kept in mail.messages(limit="1")] == ["셋째"]
    assert mail.web.get("/health").json() == {"status": "ok", "total": 3}


def test_deleting_forgets_everything(mail: Simulator) -> None:
    _send(mail, _mail())

    mail.web.delete("/api/messages")

    assert mail.messages() == []
    assert mail.web.get("/health").json()["total"] == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no header at all",
        b"Subject: =?bogus?Q?=FF?=\r\nContent-Type: text/plain; charset=none-such\r\n\r\n\xff\xfe",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\nno part follows",
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%",
        b"From: <\r\nDate: never\r\nContent-Disposition: attachment; filename*=utf-9''%zz\r\n\r\nx",
        b"\r\n".join([b"Content-Type: multipart/mixed; boundary=a", b"", b"--a", b"Content-Type: message/rfc822"] * 60),
    ],
    ids=["empty", "no header", "unknown charsets", "no parts", "no base64", "bad headers", "nested"],
)
def test_a_broken_mail_is_kept_and_shown(mail: Simulator, raw: bytes) -> None:
    with _client(mail) as client:
        client.sendmail("a@sotong.example", ["kim@sotong.example"], raw)

    (kept,) = mail.messages()
    for path in ("/", f"/messages/{kept['id']}", f"/messages/{kept['id']}?tab=headers", f"/messages/{kept['id']}/body"):
        assert mail.web.get(path).status_code == 200


def test_nothing_in_a_mail_becomes_part_of_the_page(mail: Simulator) -> None:
    message = _mail(subject=HOSTILE, text=f"{HOSTILE} https://sotong.example/n/a?b=1&c=2.")
    message["X-Hostile"] = HOSTILE
    message.add_alternative(f"<b>{HOSTILE}</b>", subtype="html")
    _send(mail, message)

    for path in ("/", "/?to=kim@sotong.example", "/messages/1", "/messages/1?tab=text", "/messages/1?tab=headers"):
        page = mail.web.get(path).raise_for_status()
        assert HOSTILE not in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]
    assert 'href="https://sotong.example/n/a?b=1&amp;c=2"' in mail.web.get("/messages/1?tab=text").text


def test_the_html_part_is_shown_in_a_sandbox_whose_links_open_a_new_tab(mail: Simulator) -> None:
    message = _mail()
    message.add_alternative('<a href="https://sotong.example/n/abc">보기</a>', subtype="html")
    _send(mail, message)

    frame = mail.web.get("/messages/1").text
    body = mail.web.get("/messages/1/body")

    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox" src="/messages/1/body"' in frame
    assert body.text.startswith('<base target="_blank">')
    assert body.headers["content-security-policy"].startswith("sandbox allow-popups")
    assert "default-src 'none'" in body.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/messages/7", "/messages/", "/other", "/messages/1/2/3", "/messages/x/body"])
def test_what_is_not_there_is_not_found(mail: Simulator, path: str) -> None:
    assert mail.web.get(path).status_code == 404


def test_a_fault_is_shown_as_often_as_told(mail: Simulator) -> None:
    mail.fault(code=451, stage="rcpt", times=2)

    with _client(mail) as client:
        for _ in range(2):
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                client.send_message(_mail())
            assert refused.value.recipients["kim@sotong.example"][0] == 451
        client.send_message(_mail())

    assert len(mail.messages()) == 1
    assert mail.web.get("/api/faults").json() == {"faults": []}


def test_a_fault_may_be_for_one_recipient_and_others_pass(mail: Simulator) -> None:
    mail.fault(code=550, stage="rcpt", to="gone@sotong.example")

    with _client(mail) as client:
        refused = client.sendmail("a@sotong.example", ["kim@sotong.example", "gone@sotong.example"], b"\r\nx")

    assert refused["gone@sotong.example"][0] == 550
    assert mail.messages()[0]["to"] == ["kim@sotong.example"]


@pytest.mark.parametrize(("stage", "code"), [("mail", 421), ("data", 452), ("data", 554)])
def test_mail_and_data_may_be_refused_and_nothing_is_kept(mail: Simulator, stage: str, code: int) -> None:
    mail.fault(stage=stage, code=code)

    with _client(mail) as client, pytest.raises(smtplib.SMTPResponseException) as refused:
        client.send_message(_mail())

    assert refused.value.smtp_code == code
    assert mail.messages() == []


def test_a_client_may_be_turned_away_at_the_door(mail: Simulator) -> None:
    mail.fault(stage="connect")

    with pytest.raises(smtplib.SMTPConnectError) as refused:
        _client(mail)
    assert refused.value.smtp_code == 421

    _send(mail, _mail())
    assert len(mail.messages()) == 1


def test_the_connection_may_be_cut_after_the_mail_was_taken(mail: Simulator) -> None:
    mail.fault(stage="after_data")
    client = _client(mail)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.send_message(_mail())

    assert len(mail.messages()) == 1


def test_the_answer_may_be_long_in_coming(mail: Simulator) -> None:
    mail.fault(stage="stall", seconds=30)
    client = smtplib.SMTP("127.0.0.1", mail.ports["smtp"], timeout=0.5)

    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        client.send_message(_mail())
    client.close()


def test_faults_are_cleared(mail: Simulator) -> None:
    mail.fault(stage="connect", times=100)
    mail.web.delete("/api/faults")

    _send(mail, _mail())

    assert len(mail.messages()) == 1


def test_what_is_no_fault_is_refused(mail: Simulator) -> None:
    assert mail.web.post("/api/faults", content=b"[1]").status_code == 400
    assert mail.web.post("/api/faults", content=b"{").status_code == 400


def test_with_a_store_the_mails_are_there_after_a_kill(start: Start, tmp_path: Path) -> None:
    first = start("mail_catcher", "--store", str(tmp_path))
    _send(first, _mail(subject="첫째"), _mail(subject="둘째"))
    first.process.send_signal(signal.SIGKILL)
    first.process.wait(10)

    second = start("mail_catcher", "--store", str(tmp_path))
    _send(second, _mail(subject="셋째"))

    assert [(kept["id"], kept["subject"]) for kept in second.messages()] == [
        ("3", "셋째"),
        ("2", "둘째"),
        ("1", "첫째"),
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(mail: Simulator, number: signal.Signals) -> None:
    mail.process.send_signal(number)

    assert mail.process.wait(10) == 0


def test_a_port_in_use_is_said(mail: Simulator) -> None:
    for option in ("--smtp-port", "--http-port"):
        port = str(mail.ports[option[2:6]])
        command = [sys.executable, "-m", "config.simulators.mail_catcher", option, port]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)

        assert done.returncode == 1
        assert port in done.stderr
        assert "Traceback" not in done.stderr


def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    announced = tmp_path / "ports"
    parent = subprocess.Popen(
        ["/bin/sh", "-c", '"$1" -m config.simulators.mail_catcher --die-with-parent >"$2" & wait', "sh", sys.executable,
         str(announced)],
        cwd=ROOT,
    )  # fmt: skip
    until(lambda: announced.exists() and announced.read_text().endswith("\n"))
    port = int(announced.read_text().split(":")[1].split(",")[0])
    with socket.create_connection(("127.0.0.1", port)):
        pass

    parent.kill()
    parent.wait()

    until(lambda: _is_closed(port))


def _is_closed(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return True
    return False


def test_a_body_that_claims_to_be_huge_is_refused_unread(mail: Simulator) -> None:
    with socket.create_connection(("127.0.0.1", mail.ports["http"]), 10) as line:
        line.sendall(b"POST /api/faults HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999999\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")
