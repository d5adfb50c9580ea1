"""What the carriers make of NHN Cloud's messages, and its webhook, which bears the word agreed on as its signature."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from config.simulators.calls import post
from config.simulators.sms_message import ShortMessage
from config.simulators.sms_reports import CALLS, EVENTS_PER_CALL, Carrier, Webhook


class NhnCarrier(Carrier):
    """Moves messages on, with this gateway's codes."""

    wrong_number = "3003"


@dataclass(slots=True)
class NhnWebhook(Webhook):
    """Calls the address of the webhook; the manual does not say whether it repeats a call that failed: it does here."""

    appkey: str = ""
    signature: str = ""

    def tell(self, messages: list[ShortMessage], *, at_once: bool = False) -> None:
        """Report how ``messages`` ended, 500 a call; ``at_once`` returns when the receiver has heard it."""
        for begin in range(0, len(messages), EVENTS_PER_CALL):
            some = messages[begin : begin + EVENTS_PER_CALL]
            hooks = [{"hookId": uuid.uuid4().hex, **message.as_reported()} for message in some]
            if at_once:
                self._call(hooks, 0)
            else:
                self._schedule(hooks)

    def _call(self, events: list[dict[str, Any]], retries: int) -> None:
        call = {
            "hooksId": uuid.uuid4().hex,
            "webhookConfigId": "simulated",
            "productName": "SMS",
            "appKey": self.appkey,
            "event": "MESSAGE_RESULT_UPDATE",
            "hooks": events,
        }
        body = json.dumps(call, ensure_ascii=False).encode()
        if not post(self.url, body, {"X-Toast-Webhook-Signature": self.signature}) and retries + 1 < CALLS:
            self.clock.later(self.retry_delay * 2**retries, lambda: self._call(events, retries + 1))
