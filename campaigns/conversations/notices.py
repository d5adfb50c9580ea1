"""What the office says by itself in a conversation: only how to send what must not be sent here, and seldom.

To nobody who is not proven: From can be anybody's, who would get mail that they never asked for (RFC 3834, 2).
"""

from datetime import timedelta

from campaigns.models import Conversation
from residents.models import Channel
from residents.outgoing import tell
from residents.turnstile import TooMany, pass_through

TEMPLATES = "campaigns/conversations/messages"


def say_how_to_send_numbers(conversation: Conversation) -> bool:
    """Tell who wrote a resident registration number that it was deleted, and what to do; at most once an hour."""
    if not conversation.proven:
        return False
    try:
        pass_through("conversation_number", f"{conversation.pk}", most=1, period=timedelta(hours=1))
    except TooMany:
        return False
    resident = conversation.resident
    tell(
        "number_deleted",
        Channel(conversation.channel),
        conversation.address or "",
        language=resident.language if resident else "ko",
        templates=TEMPLATES,
    )
    return True
