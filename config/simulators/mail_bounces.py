"""Mail that was accepted and could not be delivered: the report a relay then sends back (RFC 3464).

A fault ``{"stage": "bounce"}`` of the mail catcher returns the message to its envelope sender, with ``code`` (550),
``status`` (5.1.1) and ``action`` (failed, or delayed) as the next server is said to have answered. The report goes into
a maildir, ``new/`` of the folder that ``--bounces`` names, as a relay's mailbox would hold it; without one it is lost.
"""

from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formatdate
from pathlib import Path
from typing import Any

from config.simulators.mail_store import Mail

REPORTER = "relay.sotong.example"


class Returned:
    """A maildir of delivery status notifications."""

    def __init__(self, folder: str | None) -> None:
        self._folder = Path(folder) if folder else None
        if self._folder:
            for name in ("tmp", "new", "cur"):
                (self._folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)

    def give_back(self, mail: Mail, fault: dict[str, Any]) -> None:
        """Return ``mail`` to its envelope sender. A message without one is itself a report and is not returned."""
        if self._folder is None or not mail.sender:
            return
        draft = self._folder / "tmp" / f"{mail.id}.relay"
        draft.write_bytes(report_of(mail, fault).as_bytes())
        draft.rename(self._folder / "new" / draft.name)


def report_of(mail: Mail, fault: dict[str, Any]) -> Message:
    """Write the delivery status notification of ``mail``."""
    report = MIMEMultipart("report", report_type="delivery-status")
    report["Return-Path"] = "<>"
    report["Delivered-To"] = mail.sender
    report["From"] = f"Mail Delivery System <mailer-daemon@{REPORTER}>"
    report["To"] = mail.sender
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Date"] = formatdate()
    report["Message-ID"] = f"<bounce.{mail.id}@{REPORTER}>"
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText("Your message could not be delivered to one or more recipients.\n"))
    report.attach(_status(mail, fault))
    report.attach(_headers(mail))
    return report


def _status(mail: Mail, fault: dict[str, Any]) -> Message:
    status, code = str(fault.get("status", "5.1.1")), int(fault.get("code", 550))
    about = Message()
    about["Reporting-MTA"] = f"dns; {REPORTER}"
    about["Arrival-Date"] = formatdate()
    blocks: list[Message | str] = [about]
    for recipient in mail.to:
        block = Message()
        block["Final-Recipient"] = f"rfc822; {recipient}"
        block["Action"] = str(fault.get("action", "failed"))
        block["Status"] = status
        block["Remote-MTA"] = "dns; mx.sotong.example"
        block["Diagnostic-Code"] = f"smtp; {code} {status} {fault.get('text') or 'the recipient cannot be reached'}"
        blocks.append(block)
    part = MIMEBase("message", "delivery-status")
    part.set_payload(blocks)
    return part


def _headers(mail: Mail) -> Message:
    part = MIMEBase("text", "rfc822-headers")
    part.set_payload(mail.raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace"))
    return part
