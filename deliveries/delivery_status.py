"""Delivery status notifications (RFC 3464, RFC 6533): what a mail server reports of each recipient."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser
from itertools import islice

from deliveries.states import DeliveryState
from deliveries.transports.smtp_codes import REPLIES, verdict

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?!\.?\d)")
_BOTH = re.compile(r"(?<![\d.])([45]\d\d)[ -]{1,3}#?([45]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_ADDRESS = re.compile(r"[^\s<>;,:\"()\ud800-\udfff]+@[^\s<>;,:\"()\ud800-\udfff]+")
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n")
_MOST_RECIPIENTS, _LONGEST = 50, 320
# ``error`` is OpenSMTPD's word. What is relayed or expanded is out of the reporting server's sight.
_ACTIONS = {
    "fail": DeliveryState.BOUNCED,
    "erro": DeliveryState.BOUNCED,
    "dela": DeliveryState.ACCEPTED,
    "rela": DeliveryState.ACCEPTED,
    "expa": DeliveryState.ACCEPTED,
    "deli": DeliveryState.DELIVERED,
}
_BY_CLASS = {"5": DeliveryState.BOUNCED, "4": DeliveryState.ACCEPTED, "2": DeliveryState.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Said:
    """What a bounce says of one message: BOUNCED, DELIVERED or still ACCEPTED, and of whom, if it says so.

    ``code`` holds codes and never text, which may repeat the address.
    """

    state: DeliveryState
    code: str = ""
    dead_address: bool = False
    recipients: tuple[str, ...] = field(default=(), repr=False)


def statuses(message: Message) -> list[Said]:
    """Return what a notification says, one for each recipient it names; nothing when it is none."""
    blocks = (_said(block) for part in own_parts(message) if _is_status(part) for block in _blocks(part))
    return list(islice((said for said in blocks if said is not None), _MOST_RECIPIENTS))


def own_parts(message: Message) -> Iterator[Message]:
    """Yield the message and its parts, but not those of messages that it carries."""
    yield message
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from own_parts(part)


def code_in(text: str) -> tuple[int, str]:
    """Return the reply code and the enhanced status code that stand in ``text``; 0 and nothing where there is none."""
    both = _BOTH.search(text)
    if both:
        return int(both[1]), both[2]
    status = _STATUS.search(text)
    replies = (int(code) for code in _REPLY.findall(text))
    return next((code for code in replies if code in REPLIES), 0), status[1] if status else ""


def _is_status(part: Message) -> bool:
    return part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")


def _blocks(part: Message) -> Iterator[Message]:
    """Yield the groups of fields: that of the message, then one for each recipient."""
    payload = part.get_payload()
    for block in payload if isinstance(payload, list) else []:
        if isinstance(block, Message):
            yield block
            rest = block.get_payload()  # of the international form, all groups but the first
            for text in _BLANK_LINES.split(rest) if isinstance(rest, str) else []:
                yield HeaderParser().parsestr(text.lstrip("\n"))


def _said(block: Message) -> Said | None:
    action = str(block.get("Action", "")).strip().lower()
    status = _STATUS.search(str(block.get("Status", "")))
    if not action and "Final-Recipient" not in block:
        return None
    state = _ACTIONS.get(action[:4]) or _BY_CLASS.get(status[1][0] if status else "")
    if state is None:
        return None
    reply, enhanced = code_in(str(block.get("Diagnostic-Code", "")))
    return Said(
        state=state,
        code=shown_code(reply, enhanced or (status[1] if status else "")),
        dead_address=state == DeliveryState.BOUNCED and _is_dead(status[1] if status else "", reply, enhanced),
        recipients=tuple(_addresses(block)),
    )


def _is_dead(status: str, reply: int, enhanced: str) -> bool:
    """Say whether the address is dead: by the status and by the diagnostic, where both say something."""
    verdicts = []
    if status and not status.endswith(".0.0"):
        verdicts.append(verdict(0, status))
    if enhanced or reply:
        verdicts.append(verdict(reply, enhanced or (status if status else None)))
    return bool(verdicts) and all(said.dead_address for said in verdicts)


def shown_code(reply: int, enhanced: str) -> str:
    """Return the codes as SMTP gives them, as in ``550 5.1.1``."""
    return f"{reply or ''} {enhanced}".strip()


def _addresses(block: Message) -> Iterator[str]:
    for name in ("Original-Recipient", "Final-Recipient", "X-Actual-Recipient"):
        for value in block.get_all(name, [])[:4]:
            found = _ADDRESS.search(str(value)[:_LONGEST].rpartition(";")[2])
            if found:
                yield found[0]
