"""``manage.py take_bounces`` as a mail server and cron call it: by a pipe, over LMTP, from a mailbox."""

import io
import json
import mailbox
import re
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from config.environment import ROOT
from deliveries import tasks
from deliveries.models import Delivery, Suppression
from tests import people
from tests.deliveries.returned import sample
from tests.deliveries.rows import dispatch
from tests.deliveries.sending import contact_of
from tests.stage import Stage

pytestmark = pytest.mark.django_db

COMMAND = [sys.executable, str(ROOT / "manage.py"), "take_bounces"]
NOWHERE = "postgres://nobody@127.0.0.1:1/none"
EX_TEMPFAIL = 75  # sysexits.h: the mail server tries again
STRANGE = b"From: hong@example.com\nSubject: hello\n\nWhat is this address?\n"


@pytest.fixture(autouse=True)
def _bounce_address(settings: Settings) -> Iterator[None]:
    settings.BOUNCE_ADDRESS = "bounce@sotong.example"
    settings.BOUNCE_MAILBOX = ""
    yield


@pytest.fixture
def row() -> Delivery:
    hong = people.resident()
    return Delivery.objects.create(
        dispatch=dispatch(), channel="email", recipient=1, resident=hong, contact=contact_of(hong), state="accepted"
    )


def bounce_of(row: Delivery, *, proven: bool = True) -> bytes:
    return sample("postfix_no_such_user", f"{row.dispatch.token}.{row.pk}", proven=proven)


def return_path_of(row: Delivery) -> str:
    found = re.search(rb"bounce\+[^>@]+@sotong.example", bounce_of(row))
    assert found
    return found[0].decode()


def state_of(row: Delivery) -> str:
    row.refresh_from_db()
    return row.state


def piped(raw: bytes, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> dict[str, Any]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    out = io.StringIO()
    call_command("take_bounces", "--stdin", "--json", *arguments, stdout=out)
    counts: dict[str, Any] = json.loads(out.getvalue())
    return {name: count for name, count in counts.items() if count}


def test_one_message_comes_by_a_pipe(row: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    assert piped(bounce_of(row), monkeypatch) == {"taken": 1}
    assert state_of(row) == "bounced"


def test_the_mail_server_says_where_it_came_to(row: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    assert piped(bounce_of(row, proven=False), monkeypatch, "--recipient", return_path_of(row)) == {"taken": 1}
    assert Suppression.objects.count() == 1


def test_postfix_says_it_in_the_environment(row: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORIGINAL_RECIPIENT", return_path_of(row).upper())
    piped(bounce_of(row, proven=False), monkeypatch)
    assert Suppression.objects.count() == 1


def test_what_is_not_understood_is_kept_where_one_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert piped(STRANGE, monkeypatch, "--keep", str(tmp_path / "kept")) == {"not_understood": 1}
    kept = mailbox.Maildir(tmp_path / "kept")
    assert [kept.get_bytes(key) for key in kept.iterkeys()] == [STRANGE]


def test_what_came_too_early_is_brought_again(row: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    Delivery.objects.update(state="queued")
    with pytest.raises(SystemExit) as ended:
        piped(bounce_of(row), monkeypatch)
    assert ended.value.code == EX_TEMPFAIL


@pytest.mark.parametrize("as_a_setting", [True, False])
def test_a_mailbox_is_emptied(row: Delivery, settings: Settings, tmp_path: Path, as_a_setting: bool) -> None:
    box = mailbox.Maildir(tmp_path / "bounces")
    box.add(bounce_of(row))
    url = f"maildir:{tmp_path / 'bounces'}"
    settings.BOUNCE_MAILBOX = url if as_a_setting else ""
    out = io.StringIO()
    call_command("take_bounces", "--json", *([] if as_a_setting else ["--mailbox", url]), stdout=out)
    assert json.loads(out.getvalue())["taken"] == 1
    assert state_of(row) == "bounced"


def test_beat_empties_the_mailbox_of_the_settings(row: Delivery, settings: Settings, tmp_path: Path) -> None:
    tasks.take_bounces()
    mailbox.Maildir(tmp_path / "bounces").add(bounce_of(row))
    settings.BOUNCE_MAILBOX = f"maildir:{tmp_path / 'bounces'}"
    tasks.take_bounces()
    assert state_of(row) == "bounced"


def test_a_mailbox_that_beat_cannot_read_is_in_the_log(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.BOUNCE_MAILBOX = "imap://hong:secret@127.0.0.1:1/INBOX"
    tasks.take_bounces()
    assert "bounces wait: the mailbox 127.0.0.1 cannot be read" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("arguments", [[], ["--lmtp", "localhost"], ["--lmtp", "127.0.0.1:99999"]])
def test_a_command_line_that_says_too_little_is_refused(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("take_bounces", *arguments)


def test_a_mailbox_that_cannot_be_read_is_tried_again() -> None:
    with pytest.raises(CommandError) as refused:
        call_command("take_bounces", "--mailbox", "imap://hong:secret@127.0.0.1:1/INBOX")
    assert refused.value.returncode == EX_TEMPFAIL
    assert "secret" not in str(refused.value)


@pytest.mark.flow
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_while_the_database_is_away_the_mail_server_is_told_to_come_again(stage: Stage) -> None:
    ended = subprocess.run(
        [*COMMAND, "--stdin"],
        env=stage.environment | {"DATABASE_URL": NOWHERE},
        input=b"To: bounce+0123456789ab.1.0123456789abcdef@sotong.example\n\n" + _status(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == EX_TEMPFAIL, ended.stderr
    assert b"Traceback" not in ended.stderr


def _status() -> bytes:
    return sample("postfix_no_such_user", "0123456789ab.1")


@contextmanager
def lmtp(stage: Stage, *arguments: str, **environment: str) -> Iterator[smtplib.LMTP]:
    """A conversation with the server; it ends by SIGTERM and exits well."""
    process = subprocess.Popen(
        [*COMMAND, "--lmtp", "127.0.0.1:0", *arguments],
        env=stage.environment | {"BOUNCE_ADDRESS": "bounce@sotong.example"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert process.stdout
        port = re.search(rb"(\d+)", process.stdout.readline())
        assert port, process.communicate()
        with smtplib.LMTP("127.0.0.1", int(port[1])) as client:
            yield client
        process.terminate()
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 0, errors
        assert b"hong" not in errors and b"@" not in errors
    finally:
        process.kill()
        process.communicate()


def answers(client: smtplib.LMTP, raw: bytes, *recipients: str) -> list[int]:
    """Send one message from nobody; return the code for each recipient."""
    client.ehlo_or_helo_if_needed()
    assert client.mail("")[0] == 250
    assert [client.rcpt(recipient)[0] for recipient in recipients] == [250] * len(recipients)
    first = client.data(raw)[0]
    return [first, *(client.getreply()[0] for _ in recipients[1:])]


@pytest.mark.flow
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_over_lmtp_each_recipient_has_an_answer(
    stage: Stage, row: Delivery, settings: Settings, tmp_path: Path
) -> None:
    other = Delivery.objects.create(
        dispatch=row.dispatch, channel="email", recipient=2, resident_id=2, contact_id=2, state="queued"
    )
    kept = tmp_path / "kept"
    with lmtp(stage, "--keep", str(kept)) as client:
        raw = bounce_of(row, proven=False)
        assert answers(client, raw, return_path_of(row), return_path_of(other)) == [250, 451]
        assert answers(client, STRANGE, return_path_of(row)) == [250]
        assert answers(client, b"Subject: " + b"x" * 5_000 + b"\r\n\r\n" + b"y" * 3_000, "anybody@example.com") == [250]
    assert state_of(row) == "bounced"
    assert len(mailbox.Maildir(kept)) == 2


@pytest.mark.flow
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_over_lmtp_everything_is_to_be_brought_again_while_the_database_is_away(stage: Stage) -> None:
    with lmtp(stage, DATABASE_URL=NOWHERE) as client:
        assert answers(client, _status(), "bounce+0123456789ab.1@sotong.example", "x@sotong.example") == [451, 451]
