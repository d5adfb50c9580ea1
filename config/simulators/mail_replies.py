"""Answering a caught mail: an email as a mail program would write it, sent by SMTP to the Reply-To of the mail.

What comes in to ``--reply-address``, or to one of the addresses below it, is put into a maildir, as the office's own
mail server would do; it is no mail to a resident, and stands in no mailbox of the catcher.
"""

import smtplib
import uuid
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path

from config.simulators.mail_store import Mail


class ReplyBox:
    """The maildir of what people answer."""

    def __init__(self, address: str | None, folder: str | None) -> None:
        local, _, domain = (address or "").lower().rpartition("@")
        self._local, self._domain = local, domain
        self._folder = Path(folder) if folder and address else None
        if self._folder:
            for name in ("tmp", "new", "cur"):
                (self._folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)

    def takes(self, recipient: str) -> bool:
        local, _, domain = recipient.lower().rpartition("@")
        return self._folder is not None and (local.partition("+")[0], domain) == (self._local, self._domain)

    def put(self, raw: bytes, recipient: str) -> None:
        if self._folder is None:
            return
        draft = self._folder / "tmp" / f"{uuid.uuid4().hex}.catcher"
        draft.write_bytes(f"Delivered-To: {recipient}\r\n".encode() + raw)
        draft.rename(self._folder / "new" / draft.name)


def answer_to(mail: Mail, text: str) -> EmailMessage:
    """Write what a mail program sends when ``text`` is answered to ``mail``, with the mail quoted below."""
    answer = EmailMessage()
    answer["From"] = mail.to[0]
    answer["To"] = parseaddr(mail.header("Reply-To") or mail.header("From"))[1]
    subject = mail.subject
    answer["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    answer["Date"], answer["Message-ID"] = formatdate(localtime=True), make_msgid(domain="phone.example")
    original = mail.header("Message-ID")
    if original:
        answer["In-Reply-To"] = answer["References"] = original
    quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
    answer.set_content(f"{text}\n\n{mail.header('Date')}, {answer['To']}님이 작성:\n\n{quoted}\n")
    return answer


def send(answer: EmailMessage, host: str, port: int) -> bool:
    """Send ``answer`` by SMTP; return whether the server took it."""
    try:
        with smtplib.SMTP(host, port, timeout=10) as server:
            server.send_message(answer)
    except (OSError, smtplib.SMTPException):
        return False
    return True
