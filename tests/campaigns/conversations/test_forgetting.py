"""What is left of conversations: nothing of who left, nothing for long of whom nobody knows."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from campaigns.conversations import answering, due
from campaigns.conversations.forgetting import forget_unknown
from campaigns.models import Conversation, ConversationMessage
from residents.destruction import destroy_all
from residents.leaving import leave
from residents.my_data import as_json
from tests import people
from tests.campaigns.conversations.writing import mail, reply_to, sent, write_mail

pytestmark = pytest.mark.django_db


def test_who_leaves_leaves_no_words_behind_and_others_stay() -> None:
    hong, other = people.resident(), people.resident("임꺽정", sms="01099998888", email="im@example.com")
    write_mail(mail("제 말", to=reply_to(sent(hong))))
    write_mail(mail("증명되지 않은 말", message_id="<2@x>"))
    write_mail(mail("다른 사람의 말", to=reply_to(sent(other)), message_id="<3@x>"))

    leave(hong)
    assert destroy_all() == 1

    assert [message.text for message in ConversationMessage.objects.all()] == ["다른 사람의 말"]


def test_the_file_of_my_data_holds_what_was_said_and_no_notes() -> None:
    hong = people.resident()
    write_mail(mail("제 말", to=reply_to(sent(hong))))
    answering.note(Conversation.objects.get(), "메모", by=people.officer())

    (paper,) = as_json(hong)["notices"]

    assert [said["text"] for said in paper["details"]["messages"]] == ["제 말"]


def test_words_of_whom_nobody_knows_are_forgotten() -> None:
    write_mail(mail("모르는 사람"))
    write_mail(mail("아는 사람", to=reply_to(sent(people.resident())), message_id="<2@x>"))
    with time_machine.travel(timezone.now() + timedelta(days=89)):
        assert forget_unknown() == 0
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert forget_unknown() == 1
    assert ConversationMessage.objects.get().text == "아는 사람"


@pytest.mark.parametrize(
    ("written", "due_at"),
    [
        ((2026, 11, 23, 10, 30), "11-25 10:30"),
        ((2026, 11, 27, 17, 0), "12-01 17:00"),  # a Friday evening
        ((2026, 11, 28, 12, 0), "12-01 18:00"),  # a Saturday
        ((2026, 12, 24, 20, 0), "12-29 18:00"),  # before Christmas Day and a weekend
    ],
)
def test_the_clock_runs_in_office_hours_on_working_days(written: tuple[int, ...], due_at: str) -> None:
    at = timezone.datetime(*written, tzinfo=people.KST)
    assert timezone.localtime(due.due_from(at)).strftime("%m-%d %H:%M") == due_at
