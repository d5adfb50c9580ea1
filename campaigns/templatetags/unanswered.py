"""What residents wrote that waits for a department: ``{% unanswered as waiting %}`` on the officers' first page."""

from typing import Any, TypedDict

from django import template
from django.db.models import Count, Q
from django.utils import timezone

from accounts.gate import person
from campaigns.models import Conversation, ConversationState
from campaigns.proposals.desk import for_officer, waiting

register = template.Library()


class Unanswered(TypedDict):
    """How many conversations and proposals wait, and how many of each are overdue."""

    conversations: int
    late_conversations: int
    proposals: int
    late_proposals: int


@register.simple_tag(takes_context=True)
def unanswered(context: dict[str, Any]) -> Unanswered:
    """Count what waits for the officer who looks, and for nobody else yet."""
    user = person(context["request"])
    talks = Conversation.objects.visible_to(user).filter(state=ConversationState.OPEN)
    talks_counted = talks.aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=timezone.now())))
    proposals = waiting(for_officer(user)).order_by()
    counted = proposals.aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=timezone.localdate())))
    return {
        "conversations": talks_counted["open"],
        "late_conversations": talks_counted["late"],
        "proposals": counted["open"],
        "late_proposals": counted["late"],
    }
