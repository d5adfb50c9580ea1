"""Taking what somebody wrote: into the conversation it belongs to, or as the beginning of one.

The reader of order 90 (``campaigns.incoming``): whatever nobody before it understood is for people. What came from the
same address about the same message within ``CONVERSATION_THREAD_DAYS`` is one conversation, and so is what answers an
answer of the office. Who is not proven never gets into a proven conversation, nor the other way round.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from campaigns.conversations import notices, rrn
from campaigns.conversations.due import due_from
from campaigns.conversations.owners import department_for
from campaigns.incoming import Incoming
from campaigns.models import Conversation, ConversationMessage, ConversationState
from deliveries.models import Delivery
from residents.hashes import contact_hashes
from residents.models import Channel, Resident

ANSWER = "answer:"  # what the office's answers are about: ``answer:<message>``


def receive(incoming: Incoming) -> bool:
    """Store the message where it belongs; the same again changes nothing."""
    hashes = contact_hashes(incoming.address)
    with transaction.atomic():
        _one_at_a_time(hashes[0])
        if ConversationMessage.objects.filter(provider_id=incoming.provider_id or None).exists():
            return True
        conversation = _answered(incoming)
        if conversation is None:
            # What answers an answer that is gone is from an address that anybody can write.
            incoming = replace(incoming, proven=incoming.proven and incoming.resident is not None)
            conversation = _same_matter(incoming, hashes) or _begin(incoming, hashes)
        hidden = _add(conversation, incoming)
        if incoming.message_id:
            Conversation.objects.filter(pk=conversation.pk).update(message_id=incoming.message_id)
    if hidden:
        notices.say_how_to_send_numbers(conversation)
    return True


def write(conversation: Conversation, text: str, *, at: datetime) -> None:
    """Add what the resident wrote on my page."""
    with transaction.atomic():
        locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
        ConversationMessage.objects.create(conversation=locked, kind=ConversationMessage.Kind.IN, text=text)
        _wait(locked, at)


def _one_at_a_time(address_hash: bytes) -> None:
    """Let two messages of one address not begin two conversations."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"conversation:{address_hash.hex()}"])


def _answered(incoming: Incoming) -> Conversation | None:
    """Return the conversation of the answer that is answered, where that is proven."""
    number = incoming.about.removeprefix(ANSWER)
    if not incoming.about.startswith(ANSWER) or not number.isdecimal():
        return None
    return Conversation.objects.filter(messages=int(number)).first()


def _same_matter(incoming: Incoming, hashes: list[bytes]) -> Conversation | None:
    since = incoming.received_at - timedelta(days=settings.CONVERSATION_THREAD_DAYS)
    theirs = Conversation.objects.filter(
        address_hash__in=hashes,
        channel=incoming.channel,
        proven=incoming.proven,
        resident=incoming.resident,
        messages__at__gte=since,
    ).distinct()
    same = theirs.filter(dispatch_id=incoming.dispatch_id).order_by("-pk").first()
    if same is not None or incoming.channel != Channel.SMS:
        return same
    # An SMS says nothing of what it answers: an answer of the office that went later than the last dispatch is meant.
    last = ConversationMessage.objects.filter(conversation__in=theirs, kind=ConversationMessage.Kind.OUT).last()
    sent = Delivery.objects.filter(pk=incoming.delivery_id or 0).values_list("accepted_at", flat=True).first()
    return last.conversation if last and (sent is None or last.at > sent) else None


def _begin(incoming: Incoming, hashes: list[bytes]) -> Conversation:
    subject, _hidden = rrn.without(incoming.subject)
    return Conversation.objects.create(
        resident=_still_here(incoming.resident) if incoming.proven else None,
        channel=incoming.channel,
        address=incoming.address,
        address_hash=hashes[0],
        subject=subject,
        department=department_for(incoming.dispatch_id),
        dispatch_id=incoming.dispatch_id,
        proven=incoming.proven,
        sure=incoming.sure,
    )


def _still_here(resident: Resident | None) -> Resident | None:
    """Return the resident, who cannot be destroyed before this is committed; nobody once they have left."""
    if resident is None:
        return None
    return Resident.objects.select_for_update(no_key=True).filter(pk=resident.pk, left_at=None).first()


def _add(conversation: Conversation, incoming: Incoming) -> bool:
    """Store the words; return whether something was taken out of them."""
    text, hidden = rrn.without(incoming.text)
    whole, hidden_too = rrn.without(incoming.whole)
    ConversationMessage.objects.create(
        conversation=conversation,
        kind=ConversationMessage.Kind.IN,
        text=text,
        whole=whole,
        provider_id=incoming.provider_id or None,
        attachments=min(incoming.attachments, 999),
    )
    _wait(conversation, incoming.received_at)
    return hidden or hidden_too


def _wait(conversation: Conversation, at: datetime) -> None:
    """Have the conversation wait for the office; who waited already waits since then. A closed one opens again."""
    rows = Conversation.objects.filter(pk=conversation.pk)
    rows.filter(Q(waits_since=None)).update(waits_since=at, due_at=due_from(at))
    rows.update(state=ConversationState.OPEN, closed_at=None)
