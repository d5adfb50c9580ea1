"""The demo's conversations: some wait, some are answered, and a second loading changes nothing."""

from datetime import datetime

import pytest
import time_machine
from django.utils import timezone

from campaigns.models import CannedAnswer, Conversation
from config.demo import conversations
from tests import people

pytestmark = pytest.mark.django_db


@time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=people.KST))
def test_the_sample_has_conversations_that_wait_and_that_are_late() -> None:
    for number in range(24):
        people.resident(
            f"홍길{'가나다라마바사아자차카타'[number % 12]}",
            sms=f"010123400{number:02}",
            email=f"p{number}@example.com",
        )
    by = people.officer()
    for _ in range(2):
        conversations.load(people.DEPARTMENT, by=by)

    waiting = Conversation.objects.visible_to(by).filter(state="open")
    assert (Conversation.objects.count(), waiting.count()) == (len(conversations.SAID), 6)
    assert waiting.filter(due_at__lt=timezone.now()).exists()
    assert CannedAnswer.objects.count() == len(conversations.KEPT)
