"""Bounces are taken out of a mailbox once the database has them; what nobody understands is put aside."""

import mailbox
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from pytest_django import Settings

from deliveries import mailboxes
from deliveries.bounces import MOST_BYTES
from deliveries.mailboxes import MailboxUnavailable, take_all
from deliveries.models import Delivery
from deliveries.returned_mail import Fate
from tests import people
from tests.deliveries.returned import sample
from tests.deliveries.rows import dispatch
from tests.deliveries.scripted_imap import ScriptedImap
from tests.deliveries.sending import contact_of

pytestmark = pytest.mark.django_db

STRANGE = b"From: hong@example.com\nSubject: hello\n\nWhat is this address?\n"


@pytest.fixture(autouse=True)
def _bounce_address(settings: Settings) -> Iterator[None]:
    settings.BOUNCE_ADDRESS = "bounce@sotong.example"
    yield


@pytest.fixture
def row() -> Delivery:
    hong = people.resident()
    return Delivery.objects.create(
        dispatch=dispatch(), channel="email", recipient=1, resident=hong, contact=contact_of(hong), state="accepted"
    )


def bounce_of(row: Delivery, name: str = "postfix_no_such_user") -> bytes:
    return sample(name, f"{row.dispatch.token}.{row.pk}")


def state_of(row: Delivery) -> str:
    row.refresh_from_db()
    return row.state


def texts(box: "mailbox.Mailbox[mailbox.Message]") -> list[bytes]:
    return [box.get_bytes(key) for key in box.iterkeys()]


class Filled:
    """A mailbox of one kind, filled, with ways to look at what is left and what was put aside."""

    def __init__(self, kind: str, folder: Path, *raws: bytes) -> None:
        self.url, self._path = f"{kind}:{folder / 'bounces'}", folder / "bounces"
        self._kind = kind
        box = self.left_box()
        for raw in raws:
            box.add(raw)
        box.close()

    def left_box(self) -> "mailbox.Maildir | mailbox.mbox":
        return mailbox.Maildir(self._path) if self._kind == "maildir" else mailbox.mbox(self._path)

    def left(self) -> list[bytes]:
        return texts(self.left_box())

    def aside(self) -> list[bytes]:
        if self._kind == "maildir":
            return texts(mailbox.Maildir(self._path).get_folder(mailboxes.ASIDE))
        return texts(mailbox.mbox(f"{self._path}.{mailboxes.ASIDE}"))


@pytest.fixture(params=["maildir", "mbox"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Filled]:
    return lambda *raws: Filled(request.param, tmp_path, *raws)


def test_what_is_understood_is_taken_out_and_the_rest_put_aside(filled: Callable[..., Filled], row: Delivery) -> None:
    box = filled(bounce_of(row), STRANGE, bounce_of(row, "vacation"))
    assert take_all(box.url) == {Fate.TAKEN: 1, Fate.NOT_UNDERSTOOD: 1, Fate.AUTOMATIC: 1}
    assert state_of(row) == "bounced"
    assert (box.left(), box.aside()) == ([], [STRANGE])


def test_what_was_put_aside_is_not_read_again(filled: Callable[..., Filled], row: Delivery) -> None:
    box = filled(STRANGE)
    assert [sum(take_all(box.url).values()) for _ in range(2)] == [1, 0]
    assert len(box.aside()) == 1


def test_what_came_too_early_stays(filled: Callable[..., Filled], row: Delivery) -> None:
    Delivery.objects.update(state="queued")
    box = filled(bounce_of(row))
    assert take_all(box.url) == {Fate.EARLY: 1}
    assert len(box.left()) == 1
    Delivery.objects.update(state="accepted")
    assert take_all(box.url) == {Fate.TAKEN: 1}
    assert box.left() == []


def test_while_the_database_is_away_nothing_leaves_the_mailbox(
    filled: Callable[..., Filled], row: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = filled(bounce_of(row), STRANGE)
    with monkeypatch.context() as patched:
        patched.setattr(mailboxes, "take", _away)
        with pytest.raises(OperationalError):
            take_all(box.url)
    assert (len(box.left()), box.aside()) == (2, [])
    assert take_all(box.url) == {Fate.TAKEN: 1, Fate.NOT_UNDERSTOOD: 1}


def _away(_: object) -> None:
    raise OperationalError


def test_more_than_one_transaction_of_messages_is_taken(
    filled: Callable[..., Filled], row: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "_AT_ONCE", 2)
    box = filled(*[bounce_of(row)] * 5)
    assert take_all(box.url) == {Fate.TAKEN: 5}
    assert box.left() == []


@pytest.mark.parametrize(
    "url", ["maildir:/nowhere/at-all", "mbox:/nowhere/at-all", "/var/mail/bounces", "pop3://x", ""]
)
def test_a_mailbox_that_is_none_is_said_so(url: str) -> None:
    with pytest.raises(MailboxUnavailable):
        take_all(url)


@pytest.fixture
def imap() -> Iterator[Callable[..., ScriptedImap]]:
    started = []

    def start(*raws: bytes, **how: str) -> ScriptedImap:
        started.append(ScriptedImap(*raws, **how))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.mark.parametrize("capabilities", ["UIDPLUS", ""])
def test_an_imap_folder_keeps_what_is_not_understood_under_a_flag(
    imap: Callable[..., ScriptedImap], row: Delivery, capabilities: str
) -> None:
    server = imap(bounce_of(row), STRANGE, b"", capabilities=capabilities)
    assert take_all(server.url) == {Fate.TAKEN: 1, Fate.NOT_UNDERSTOOD: 2}
    assert state_of(row) == "bounced"
    aside = {r"\Flagged", r"\Seen"}
    assert {uid: kept.flags for uid, kept in server.messages.items()} == {12: aside, 13: aside}
    assert take_all(server.url) == {}


def test_of_a_huge_message_no_more_is_fetched_than_is_looked_at(
    imap: Callable[..., ScriptedImap], row: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(
        mailboxes, "take", lambda returned: [seen.append(len(one.raw)) or Fate.TAKEN for one in returned]
    )
    take_all(imap(bounce_of(row) + b"x" * 2 * MOST_BYTES).url)
    assert seen == [MOST_BYTES]


def test_an_empty_imap_folder_has_nothing(imap: Callable[..., ScriptedImap]) -> None:
    server = imap()
    assert take_all(server.url) == {}
    assert "FETCH" not in server.heard


@pytest.mark.parametrize("refuse", ["LOGIN", "SELECT", "SEARCH", "FETCH", "STORE"])
def test_an_imap_server_that_refuses_is_said_so_without_its_password(
    imap: Callable[..., ScriptedImap], row: Delivery, refuse: str
) -> None:
    server = imap(bounce_of(row), refuse=refuse)
    with pytest.raises(MailboxUnavailable) as refused:
        take_all(server.url)
    assert "127.0.0.1" in str(refused.value)
    assert "p@ss" not in str(refused.value) and "hong" not in str(refused.value)
    assert len(server.messages) == 1


def test_an_imap_server_that_is_not_there_is_said_so() -> None:
    with pytest.raises(MailboxUnavailable):
        take_all("imap://hong:secret@127.0.0.1:1/INBOX")
