"""The office's answer: over the channel on which it was asked, to the address that it came from.

Two officers may answer at once: who comes second is told, keeps their words, and decides again. The answer is stored
and told in one transaction; ``seen`` is the last message that the officer had before them.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from campaigns.conversations.notices import TEMPLATES
from campaigns.conversations.receiving import ANSWER
from campaigns.conversations.titles import without_marks
from campaigns.models import CannedAnswer, Conversation, ConversationMessage, ConversationState
from deliveries.models import TransactionalMessage
from deliveries.sms import sms_kind, sms_size
from deliveries.states import DeliveryState
from residents.models import Channel
from residents.outgoing import tell
from residents.turnstile import pass_through

CHECK_LINE = (
    "\nCheck code 0000-0000"  # what ends every SMS of the office, in its longest words (``residents.outgoing``)
)
LONGEST_EMAIL = 10_000


class ChangedMeanwhile(Exception):
    """Since the page was shown, somebody answered, or the resident wrote again; ``messages`` are those."""

    def __init__(self, messages: list[ConversationMessage]) -> None:
        super().__init__()
        self.messages = messages


@dataclass(frozen=True, slots=True)
class Measure:
    """How long an answer by SMS is, with the line that ends it; ``kind`` is SMS or LMS."""

    bytes: int
    kind: str


def measure(text: str) -> Measure:
    """Measure an answer by SMS; raise NotAnSms for one that cannot go."""
    whole = text.strip() + CHECK_LINE
    return Measure(sms_size(whole), sms_kind(whole))


@transaction.atomic
def answer(
    conversation: Conversation, text: str, *, by: User, seen: int, canned: CannedAnswer | None = None
) -> ConversationMessage:
    """Send ``text``; raise ChangedMeanwhile, or TooMany where this address had too many answers within an hour."""
    locked = Conversation.objects.select_for_update(of=("self",)).select_related("resident").get(pk=conversation.pk)
    newer = locked.messages.filter(pk__gt=seen).exclude(kind=ConversationMessage.Kind.NOTE).select_related("by")
    if newer:
        raise ChangedMeanwhile(list(newer))
    most = settings.CONVERSATION_ANSWERS_PER_HOUR
    pass_through("conversation_answer", (locked.address or "").lower(), most=most, period=timedelta(hours=1))
    message = ConversationMessage.objects.create(
        conversation=locked, kind=ConversationMessage.Kind.OUT, text=text.strip(), by=by
    )
    _tell(locked, message)
    locked.state, locked.waits_since, locked.due_at, locked.closed_at = ConversationState.ANSWERED, None, None, None
    locked.owner, locked.department = locked.owner or by, locked.department or by.department
    locked.save(update_fields=["state", "waits_since", "due_at", "closed_at", "owner", "department"])
    if canned is not None:
        CannedAnswer.objects.filter(pk=canned.pk).update(used=F("used") + 1)
    return message


def _tell(conversation: Conversation, message: ConversationMessage) -> None:
    resident = conversation.resident if conversation.proven else None
    values = {"subject": _subject(conversation) if conversation.proven else "", "text": message.text}
    if resident is None:
        values["preferences_url"] = ""
    tell(
        "answer",
        Channel(conversation.channel),
        conversation.address or "",
        language=resident.language if resident else "ko",
        values=values,
        templates=TEMPLATES,
        about=f"{ANSWER}{message.pk}",
        in_reply_to=conversation.message_id or "",
    )


def _subject(conversation: Conversation) -> str:
    subject = without_marks(conversation.subject or "")
    return f"Re: {subject}" if subject else ""


def note(conversation: Conversation, text: str, *, by: User) -> ConversationMessage:
    """Leave a word to the colleagues; the resident never sees it."""
    return ConversationMessage.objects.create(
        conversation=conversation, kind=ConversationMessage.Kind.NOTE, text=text.strip(), by=by
    )


def close(conversation: Conversation) -> bool:
    """End a conversation that needs no (more) answer; the resident's next words open it again."""
    rows = Conversation.objects.filter(pk=conversation.pk).exclude(state=ConversationState.CLOSED)
    closed = rows.update(state=ConversationState.CLOSED, closed_at=timezone.now(), waits_since=None, due_at=None)
    return bool(closed)


def sent_states(messages: list[ConversationMessage]) -> dict[int, str]:
    """Return how far the answers among ``messages`` are, as long as it is known: by message."""
    abouts = {f"{ANSWER}{one.pk}": one.pk for one in messages if one.kind == ConversationMessage.Kind.OUT}
    rows = TransactionalMessage.objects.filter(about__in=abouts).values_list("about", "state") if abouts else ()
    return {abouts[about]: DeliveryState(state).value for about, state in rows}
