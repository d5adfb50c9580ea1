"""At once: two officers answer, two messages of one resident arrive; one wins, and nothing is lost or double."""

import pytest

from campaigns.conversations import answering
from campaigns.conversations.answering import ChangedMeanwhile
from campaigns.models import Conversation, ConversationMessage
from deliveries.models import TransactionalMessage
from tests import people
from tests.campaigns.conversations.writing import mail, reply_to, sent, write_mail
from tests.deliveries.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_of_two_answers_at_once_one_goes_and_the_other_is_told() -> None:
    write_mail(mail("언제까지 내나요?", to=reply_to(sent(people.resident()))))
    conversation = Conversation.objects.get()
    seen, officers = conversation.messages.get().pk, [people.officer(), people.approver()]

    def answer() -> str:
        by = officers.pop()
        try:
            answering.answer(conversation, f"{by.name}의 답변", by=by, seen=seen)
        except ChangedMeanwhile:
            return "told"
        return "sent"

    assert sorted(at_once(2, answer)) == ["sent", "told"]
    assert TransactionalMessage.objects.count() == 1


def test_messages_that_arrive_at_once_are_one_conversation_and_the_same_one_is_one() -> None:
    to = reply_to(sent(people.resident()))
    raws = [mail(text, to=to, message_id=f"<{text}@x>") for text in ("a", "b", "a", "b")]

    at_once(4, lambda: write_mail(raws.pop()))

    assert (Conversation.objects.count(), ConversationMessage.objects.count()) == (1, 2)
