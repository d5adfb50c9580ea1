"""Whose a conversation is: the department of the message that was answered, and in it whoever takes it."""

from django.utils import timezone

from accounts.models import User
from campaigns.models import CampaignDispatch, Conversation
from deliveries.models import Dispatch
from deliveries.pages import department_of


def department_for(dispatch_id: int | None) -> str:
    """Return the department of a dispatch, whatever sent it; nothing where there is none, so that everybody sees it."""
    dispatch = Dispatch.objects.filter(pk=dispatch_id).first() if dispatch_id else None
    if dispatch is None:
        return ""
    part = CampaignDispatch.objects.filter(dispatch=dispatch).select_related("campaign").first()
    return part.campaign.department if part else department_of(dispatch.pk, dispatch.source)


def take(conversation: Conversation, *, by: User) -> bool:
    """Make it ``by``'s, and their department's if it was nobody's; return False where a colleague was quicker."""
    mine = Conversation.objects.filter(pk=conversation.pk, owner=None)
    return bool(mine.update(owner=by, department=conversation.department or by.department))


def give_back(conversation: Conversation, *, by: User) -> bool:
    """Let the department have it again; return False where it was not ``by``'s."""
    return bool(Conversation.objects.filter(pk=conversation.pk, owner=by).update(owner=None))


def move(conversation: Conversation, *, department: str) -> None:
    """Hand it to another department: nobody's there yet, and out of sight here."""
    Conversation.objects.filter(pk=conversation.pk).update(department=department, owner=None)


def departments(besides: str) -> list[str]:
    """Return the departments of the office's people, but for ``besides``."""
    active = User.objects.filter(is_active=True).exclude(department__in=["", besides])
    return sorted(set(active.values_list("department", flat=True)))


def is_late(conversation: Conversation) -> bool:
    """Say whether the resident waits longer than they should."""
    return conversation.due_at is not None and conversation.due_at < timezone.now()
