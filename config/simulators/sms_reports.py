"""What the carrier makes of the messages, and the webhook that says so."""

import heapq
import json
import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from config.simulators.faults import Faults
from config.simulators.sms_kakao import Kakao
from config.simulators.sms_message import COMPLETE, WITH_CARRIER, ShortMessage
from config.simulators.sms_store import SmsStore

CALLS = 5  # the gateway calls a webhook up to five times until it answers 2xx
EVENTS_PER_CALL = 500
WEBHOOK_SECONDS = 10.0
LATE_SECONDS, STALE_SECONDS = 60.0, 0.05
REPORT_MODES = frozenset(
    {"lost_reports", "repeated_reports", "late_reports", "early_reports", "stale_reports", "unknown_reports"}
)
# What a report about somebody else's messages may look like: another system's, one of ours that never was, none at all.
_STRANGERS: tuple[dict[str, Any], ...] = tuple(
    {"messageId": f"M4V2026010100000000000000000000{place}", "statusCode": COMPLETE, "customFields": fields}
    for place, fields in enumerate(({"order": "7"}, {"reference": "0123456789ab.9000000000000000"}, None))
)
_UNDER_WAY = {"statusCode": WITH_CARRIER, "dateReported": None, "dateReceived": None}
_MOBILE = re.compile(r"01[016789][0-9]{7,8}")


class Clock:
    """Does things later, in the order of their time, on one thread."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._changed = threading.Condition()
        threading.Thread(target=self._run, daemon=True).start()

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), action))
            self._changed.notify()

    def _run(self) -> None:
        while True:
            self._next()()

    def _next(self) -> Callable[[], None]:
        with self._changed:
            while True:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)


@dataclass(slots=True)
class Webhook:
    """Calls the report address; a call that fails is repeated with the same events and a higher count."""

    url: str
    faults: Faults
    retry_delay: float
    clock: Clock = field(default_factory=Clock)  # of its own: a slow receiver must not hold up the carrier

    def tell(self, messages: list[ShortMessage], *, at_once: bool = False) -> None:
        """Report how ``messages`` ended, 500 a call; ``at_once`` returns when the receiver has heard it."""
        for begin in range(0, len(messages), EVENTS_PER_CALL):
            data = [message.as_reported() for message in messages[begin : begin + EVENTS_PER_CALL]]
            strangers = _STRANGERS if self.faults.take(mode="unknown_reports") else ()
            events = [_event(item) for item in (*strangers, *data)]
            if at_once:
                self._call(events, 0)
            else:
                self._schedule(events)
            if self.faults.take(mode="stale_reports"):
                self._schedule([_event({**item, **_UNDER_WAY}) for item in data], STALE_SECONDS)

    def _schedule(self, events: list[dict[str, Any]], seconds: float = 0) -> None:
        if self.faults.take(mode="lost_reports"):
            return
        if fault := self.faults.take(mode="late_reports"):
            seconds = float(fault.get("seconds", LATE_SECONDS))
        for _ in range(2 if self.faults.take(mode="repeated_reports") else 1):
            self.clock.later(seconds, lambda: self._call(events, 0))

    def _call(self, events: list[dict[str, Any]], retries: int) -> None:
        body = json.dumps([{**event, "retryCount": retries} for event in events], ensure_ascii=False).encode()
        if not _post(self.url, body) and retries + 1 < CALLS:
            self.clock.later(self.retry_delay * 2**retries, lambda: self._call(events, retries + 1))


def _event(data: dict[str, Any]) -> dict[str, Any]:
    return {"eventDataId": uuid.uuid4().hex, "retryCount": 0, "data": data}


def _post(url: str, body: bytes) -> bool:
    """Tell whether the receiver answered 2xx."""
    parts = urlsplit(url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = connect(parts.hostname or "", parts.port, timeout=WEBHOOK_SECONDS)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        line.request("POST", target or "/", body, {"Content-Type": "application/json", "User-Agent": "SOLAPI"})
        return 200 <= line.getresponse().status < 300
    except (OSError, HTTPException):
        return False
    finally:
        line.close()


class Carrier:
    """Moves messages on: taken, with the carrier, and then complete or failed with a code."""

    wrong_number = "3010"  # the gateway's code for a number that is no mobile one

    def __init__(
        self, store: SmsStore, faults: Faults, webhook: Webhook | None, delay: float, kakao: Kakao | None = None
    ) -> None:
        self._store = store
        self._faults = faults
        self._kakao = kakao or Kakao()
        self._webhook = webhook
        self._delay = delay
        self._clock = Clock()

    def carry(self, messages: list[ShortMessage]) -> None:
        """Take ``messages`` over; their reports follow after the delay, in seconds."""
        if messages and self._faults.take(mode="early_reports"):
            self._finish(messages, at_once=True)
        elif messages:
            self._clock.later(self._delay / 2, lambda: self._pick_up(messages))

    def _pick_up(self, messages: list[ShortMessage]) -> None:
        for message in messages:
            message.move(WITH_CARRIER)
        self._clock.later(self._delay / 2, lambda: self._finish(messages))

    def _finish(self, messages: list[ShortMessage], *, at_once: bool = False) -> None:
        for message in messages:
            message.move(self._end(message))
        self._store.keep(messages)
        if self._webhook:
            self._webhook.tell(messages, at_once=at_once)

    def _end(self, message: ShortMessage) -> str:
        if fault := self._faults.take(report=..., to=message.to):
            return str(fault["report"])
        if message.type == "ATA" and not self._kakao.knows(message.to) and not message.fall_back():
            return "3104"
        return COMPLETE if _MOBILE.fullmatch(message.to) else self.wrong_number
