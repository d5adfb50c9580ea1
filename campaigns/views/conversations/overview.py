"""The conversations that wait: the oldest unanswered first.

Used by officers every day, some minutes in the morning and after each dispatch. They want to be done with having no
resident wait beyond their time; so what waits longest stands first, what is late says so in words, and the resident's
own words are enough to see whose work it is. Names and addresses stand only on the page of a conversation.
"""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role, User
from campaigns.conversations.titles import title_of
from campaigns.models import Conversation, ConversationMessage, ConversationState
from deliveries.models import Dispatch

SHOWS = ("waiting", "mine", "all")


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation as the list shows it: what it is about, the last words of both sides."""

    conversation: Conversation
    title: str
    words: str
    ours: str
    is_late: bool


@requires(Role.OFFICER)
def overview(request: HttpRequest) -> HttpResponse:
    """List what waits; ``?show=mine`` what one has taken, ``?show=all`` everything, the newest first."""
    show = request.GET.get("show", "")
    show = show if show in SHOWS else "waiting"
    user = person(request)
    page = Paginator(_shown(user, show), 20).get_page(request.GET.get("page"))
    rows = rows_of(list(page))
    if rows:
        purpose = _("Answering residents")
        record_access(request, action="conversation_list", subject="conversations", people=len(rows), purpose=purpose)
    context = {
        "rows": rows,
        "page": page,
        "show": show,
        "now": timezone.now(),
        "waiting": Conversation.objects.visible_to(user).filter(state=ConversationState.OPEN).count(),
    }
    return render(request, "campaigns/conversations/overview.html", context)


def waiting_for(user: User) -> QuerySet[Conversation]:
    """Return what waits for this person's department, the oldest first."""
    return Conversation.objects.visible_to(user).filter(state=ConversationState.OPEN).order_by("waits_since", "pk")


def _shown(user: User, show: str) -> QuerySet[Conversation]:
    if show == "waiting":
        found = waiting_for(user)
    elif show == "mine":
        found = waiting_for(user).filter(owner=user)
    else:
        found = Conversation.objects.visible_to(user).order_by("-pk")
    return found.select_related("owner")


def rows_of(conversations: list[Conversation]) -> list[Row]:
    """Return what the list says of each, with a fixed number of queries."""
    ids = [conversation.pk for conversation in conversations]
    titles = dict(Dispatch.objects.filter(pk__in={one.dispatch_id for one in conversations}).values_list("pk", "title"))
    first = _words(ids, ConversationMessage.Kind.IN, "pk")
    last = {kind: _words(ids, kind, "-pk") for kind in (ConversationMessage.Kind.IN, ConversationMessage.Kind.OUT)}
    now = timezone.now()
    return [
        Row(
            conversation=one,
            title=title_of(one, first.get(one.pk, ""), titles.get(one.dispatch_id or 0, "")),
            words=last[ConversationMessage.Kind.IN].get(one.pk, ""),
            ours=last[ConversationMessage.Kind.OUT].get(one.pk, ""),
            is_late=one.due_at is not None and one.due_at < now,
        )
        for one in conversations
    ]


def _words(conversation_ids: list[int], kind: str, order: str) -> dict[int, str]:
    """Return the words of this kind that come first in ``order``, in each conversation."""
    chosen = (
        ConversationMessage.objects.filter(conversation__in=conversation_ids, kind=kind)
        .order_by("conversation_id", order)
        .distinct("conversation_id")
    )
    return {message.conversation_id: message.text or "" for message in chosen}
