"""Complaints in the abuse reporting format (RFC 5965): a recipient pressed "this is spam", their provider tells us."""

from email.message import Message

from deliveries.delivery_status import own_parts

# Others report what no recipient said: a virus, a failed check of authenticity, or that it was no spam after all.
_COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "opt-out-list"})


def feedback_type(message: Message) -> str:
    """Return what kind of feedback a message brings, such as ``abuse``; nothing when it is no feedback report."""
    for part in own_parts(message):
        if part.get_content_type() == "message/feedback-report":
            fields = part.get_payload()
            first = fields[0] if isinstance(fields, list) and fields else None
            return str(first.get("Feedback-Type", "")).strip().lower() if isinstance(first, Message) else ""
    return ""


def is_complaint(feedback: str) -> bool:
    """Say whether this kind of feedback means that a person wants no more of it."""
    return feedback in _COMPLAINTS
