"""A short message as NHN Cloud keeps it, and its words for what became of it."""

import secrets
import string
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.simulators.page import KST
from config.simulators.sms_message import COMPLETE, TAKEN, WITH_CARRIER, ShortMessage

ARRIVED = "1000"
_CHARACTERS = string.ascii_letters + string.digits
# msgStatus and its name; any other code is a carrier's and means that it failed.
_STATUSES = {TAKEN: ("1", "요청"), WITH_CARRIER: ("2", "처리 중"), COMPLETE: ("3", "성공")}
_FAILED = ("0", "실패")


def new_request_id() -> str:
    """Return an id like the gateway's: the time in Korea and 11 random characters, 25 in all."""
    return f"{datetime.now(KST):%Y%m%d%H%M%S}" + "".join(secrets.choice(_CHARACTERS) for _ in range(11))


@dataclass(slots=True)
class NhnMessage(ShortMessage):
    """One recipient of a request: ``group_id`` is the request's id, ``seq`` the place among its recipients."""

    seq: int = 0
    sender_key: str = ""
    recipient_key: str = ""

    @property
    def result_code(self) -> str | None:
        """Return the carrier's code; none before there is one."""
        if self.status_code in (TAKEN, WITH_CARRIER):
            return None
        return ARRIVED if self.status_code == COMPLETE else self.status_code

    def as_listed(self) -> dict[str, Any]:
        """Return the message as ``GET …/sender/sms`` shows it."""
        status, name = _STATUSES.get(self.status_code, _FAILED)
        return {
            "requestId": self.group_id,
            "requestDate": _in_korea(self.date_created),
            "resultDate": _in_korea(self.date_reported),
            "templateId": None,
            "body": self.text,
            "title": self.subject,
            "sendNo": self.sender,
            "countryCode": "82",
            "recipientNo": self.to,
            "msgStatus": status,
            "msgStatusName": name,
            "resultCode": self.result_code,
            "recipientSeq": self.seq,
            "sendType": "0" if self.type == "SMS" else "1",
            "messageType": self.type,
            "messageCount": 1,
            "adYn": "N",
            "senderGroupingKey": self.sender_key or None,
            "recipientGroupingKey": self.recipient_key or None,
        }

    def as_reported(self) -> dict[str, Any]:
        """Return the message as a hook of the webhook shows it, but for the hook's id."""
        return {
            "senderType": f"NORMAL_{'SMS' if self.type == 'SMS' else 'MMS'}",
            "requestId": self.group_id,
            "recipientSeq": self.seq,
            "requestDate": _in_korea(self.date_created),
            "receiveDate": _in_korea(self.date_reported),
            "sendNo": self.sender,
            "recipientNo": self.to,
            "messageStatus": "COMPLETED" if self.status_code == COMPLETE else "FAILED",
            "recipientGroupingKey": self.recipient_key or None,
            "senderGroupingKey": self.sender_key or None,
            "resultCode": self.result_code,
            "messageCount": 1,
        }

    def as_json(self) -> dict[str, Any]:
        """Return the message for ``/api/messages``, under the names the other gateway uses too."""
        common = {"id": self.id, "to": self.to, "from": self.sender, "text": self.text, "type": self.type}
        return {**self.as_listed(), **common, "subject": self.subject or None, "bytes": self.size}


def _in_korea(iso: str | None) -> str | None:
    return datetime.fromisoformat(iso).astimezone(KST).strftime("%Y-%m-%d %H:%M:%S.0") if iso else None
