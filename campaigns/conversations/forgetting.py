"""Words of whom nobody knows are forgotten after ``CONVERSATION_UNKNOWN_DAYS`` (개인정보 보호법 제21조)."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from campaigns.models import Conversation, ConversationMessage


def forget_unknown() -> int:
    """Delete conversations of no resident in which nobody said anything lately; return how many."""
    since = timezone.now() - timedelta(days=settings.CONVERSATION_UNKNOWN_DAYS)
    lately = ConversationMessage.objects.filter(conversation=OuterRef("pk"), at__gte=since)
    old = Conversation.objects.filter(~Exists(lately), resident=None, began_at__lt=since)
    _count, by_table = old.delete()
    return by_table.get("campaigns.Conversation", 0)
