"""One conversation: what was said, and the answer.

Opened by an officer from the list, some dozens a day. They want to read what the resident asks, answer it in a minute,
often with an answer given before, and be led to the next one. What they fear is to write to somebody whom a colleague
has just answered, so that is checked when the answer is sent, and no word that was typed is lost.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from campaigns.conversations import answering
from campaigns.conversations.answering import CHECK_LINE, ChangedMeanwhile
from campaigns.conversations.owners import is_late
from campaigns.conversations.titles import title_of
from campaigns.forms.conversations import AnswerForm, MoveForm, NoteForm
from campaigns.models import CannedAnswer, Conversation, ConversationMessage
from campaigns.views.conversations.overview import waiting_for
from deliveries.models import Dispatch
from deliveries.sms import sms_size
from residents.contacts import written
from residents.models import Channel
from residents.turnstile import TooMany


@requires(Role.OFFICER)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the conversation, and send an answer."""
    conversation = found(request, pk)
    form, newer = AnswerForm(conversation, request.POST or None, initial=_initial(request, conversation)), []
    if request.method == "POST" and form.is_valid():
        try:
            return _answered(request, conversation, form)
        except ChangedMeanwhile as changed:
            newer = changed.messages
            form = AnswerForm(conversation, initial={**form.cleaned_data, "seen": newer[-1].pk})
        except TooMany:
            form.add_error(None, _("Too many answers went to this address within an hour. Wait a while, or call."))
    record_access(request, action="conversation", subject=f"conversation:{pk}", purpose=_("Answering residents"))
    status = 409 if newer else 422 if form.errors else 200
    return render(
        request, "campaigns/conversations/one.html", context_of(request, conversation, form, newer), status=status
    )


def found(request: HttpRequest, pk: int) -> Conversation:
    """Return a conversation of one's department, or of nobody's."""
    visible = Conversation.objects.visible_to(person(request)).select_related("owner", "resident")
    return get_object_or_404(visible, pk=pk)


def context_of(
    request: HttpRequest, conversation: Conversation, form: AnswerForm, newer: list[Any], note: NoteForm | None = None
) -> dict[str, Any]:
    user = person(request)
    said = list(conversation.messages.select_related("by"))
    states = answering.sent_states(said)
    waiting = list(waiting_for(user).values_list("pk", flat=True)[:500])
    at = waiting.index(conversation.pk) if conversation.pk in waiting else -1
    dispatch = Dispatch.objects.filter(pk=conversation.dispatch_id).first() if conversation.dispatch_id else None
    return {
        "conversation": conversation,
        "resident": conversation.resident if conversation.proven else None,
        "address": written(conversation.channel, conversation.address or ""),
        "title": title_of(conversation, _first_words(said), dispatch.title if dispatch else ""),
        "is_a_guess": dispatch is not None and not conversation.sure,
        "said": [(message, states.get(message.pk, "")) for message in said],
        "is_late": is_late(conversation),
        "is_sms": conversation.channel == Channel.SMS,
        "ending_bytes": sms_size(CHECK_LINE),
        "form": form,
        "note": note or NoteForm(),
        "move": MoveForm(conversation),
        "newer": newer,
        "canned": CannedAnswer.objects.visible_to(user).order_by("-used", "title")[:9],
        "is_mine": conversation.owner_id == user.pk,
        "next": next(iter(waiting[at + 1 :]), None),
        "previous": waiting[at - 1] if at > 0 else None,
    }


def _first_words(said: list[ConversationMessage]) -> str:
    return next((one.text or "" for one in said if one.kind == ConversationMessage.Kind.IN), "")


def _initial(request: HttpRequest, conversation: Conversation) -> dict[str, Any]:
    """Begin with the last message seen, and with a kept answer where one was chosen."""
    last = conversation.messages.exclude(kind="note").last()
    chosen = request.GET.get("canned", "")
    canned = CannedAnswer.objects.visible_to(person(request)).filter(pk=int(chosen)) if chosen.isdecimal() else None
    kept = canned.first() if canned is not None else None
    return {"seen": last.pk if last else 0, "text": kept.text if kept else "", "canned": kept.pk if kept else None}


def _answered(request: HttpRequest, conversation: Conversation, form: AnswerForm) -> HttpResponse:
    user, asked = person(request), form.cleaned_data
    canned = CannedAnswer.objects.visible_to(user).filter(pk=asked["canned"]).first() if asked["canned"] else None
    following = _following(request, conversation)
    answering.answer(conversation, asked["text"], by=user, seen=asked["seen"], canned=canned)
    record_access(request, action="conversation_answered", subject=f"conversation:{conversation.pk}")
    messages.success(request, _("The answer is on its way."))
    return redirect("conversations:one", pk=following) if following else redirect("conversations:list")


def _following(request: HttpRequest, conversation: Conversation) -> int | None:
    """Return what waits after this one, where the officer asked to go on with it."""
    if "next" not in request.POST:
        return None
    waiting = list(waiting_for(person(request)).exclude(pk=conversation.pk).values_list("pk", flat=True)[:1])
    return waiting[0] if waiting else None
