"""What people type into the simulated phones, handed to the office as a gateway hands over messages from phones."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from config.simulators.calls import post
from config.simulators.sms_reports import CALLS, Clock

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Typed:
    """One message that a phone sent."""

    id: str
    sender: str = field(repr=False)
    to: str
    text: str = field(repr=False)
    at: str

    def as_json(self) -> dict[str, str]:
        return {"messageId": self.id, "from": self.sender, "to": self.to, "text": self.text, "dateReceived": self.at}


class Answers:
    """The messages from phones; each is handed over until the office has it, up to five times."""

    def __init__(self, url: str | None, retry_delay: float = 1.0) -> None:
        self._url, self._retry_delay = url, retry_delay
        self._clock = Clock()
        self._typed: list[Typed] = []

    def send(self, sender: str, to: str, text: str) -> Typed:
        """Send ``text`` from the phone ``sender``; raise ValueError for an empty one."""
        words = text.replace("\r\n", "\n").strip()[:LONGEST]
        if not words or not sender.isdecimal():
            raise ValueError("text")
        typed = Typed(f"MO{uuid.uuid4().hex}", sender, to, words, datetime.now(UTC).isoformat())
        self._typed.append(typed)
        if self._url:
            self._clock.later(0, lambda: self._hand_over(typed, 0))
        return typed

    def of(self, sender: str) -> list[Typed]:
        return [typed for typed in self._typed if typed.sender == sender]

    def empty(self) -> None:
        self._typed.clear()

    def _hand_over(self, typed: Typed, retries: int) -> None:
        body = json.dumps({"messages": [typed.as_json()]}, ensure_ascii=False).encode()
        if not post(self._url or "", body, {"User-Agent": "sms-gateway"}) and retries + 1 < CALLS:
            self._clock.later(self._retry_delay * 2**retries, lambda: self._hand_over(typed, retries + 1))
