"""A resident's conversations: in their locker and their file of data, and what stays when they leave: nothing."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.conversations.titles import title_of
from campaigns.models import Conversation, ConversationMessage, ConversationState
from residents.destruction import Remains
from residents.locker import Paper
from residents.models import ContactPoint

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ACTIONS: "dict[str, StrPromise]" = {
    "conversation": _("Read your conversation with the office"),
    "conversation_answered": _("Answered your conversation with the office"),
}
OFFICE_NAMES: "dict[str, StrPromise]" = {
    "conversation": _("Opened a conversation"),
    "conversation_answered": _("Answered a conversation"),
    "conversation_list": _("Looked through the conversations"),
}
CONVERSATION = _("Conversation")
_TONES = {ConversationState.OPEN: "info", ConversationState.ANSWERED: "success", ConversationState.CLOSED: "neutral"}


class ConversationDrawer:
    """The conversations of a resident, as papers of their locker."""

    def papers_of(self, resident_id: int) -> Sequence[Paper]:
        return [_paper(conversation) for conversation in conversations_of(resident_id)]


def conversations_of(resident_id: int) -> QuerySet[Conversation]:
    """Return a resident's conversations with what was said, without the office's notes, the newest first."""
    said = ConversationMessage.objects.exclude(kind=ConversationMessage.Kind.NOTE)
    mine = Conversation.objects.filter(resident=resident_id, proven=True)
    return mine.prefetch_related(Prefetch("messages", said)).order_by("-pk")


def _paper(conversation: Conversation) -> Paper:
    state = ConversationState(conversation.state)
    said = [
        {"from": one.get_kind_display(), "at": one.at.isoformat(timespec="seconds"), "text": one.text}
        for one in conversation.messages.all()
    ]
    return Paper(
        kind=CONVERSATION,
        title=title_of(conversation, (said[0]["text"] or "") if said else ""),
        received_at=conversation.began_at,
        due=None,
        due_text="",
        state=state.label,
        tone=_TONES[state],
        needs_me=False,
        url=reverse("my_conversations:one", args=[conversation.pk]),
        data={"messages": said},
    )


def lists_holding(resident_id: int) -> Mapping[str, str]:
    """Return the subjects of the log of access that mean a conversation of this resident."""
    mine = Conversation.objects.filter(resident=resident_id).values_list("pk", flat=True)
    return {f"conversation:{pk}": str(CONVERSATION) for pk in mine}


def destroy(resident_id: int) -> Remains:
    """Delete the conversations of who left, and what came from their addresses without proof."""
    contacts = ContactPoint.objects.filter(resident=resident_id).values("address_hash")
    others = ContactPoint.objects.filter(address_hash=OuterRef("address_hash"), stopped_at=None)
    theirs = Conversation.objects.filter(
        Q(resident=resident_id)
        | Q(~Exists(others.exclude(resident=resident_id)), resident=None, address_hash__in=contacts)
    )
    _count, by_table = theirs.delete()
    return Remains(destroyed=dict(by_table), kept={})
