"""What residents write becomes conversations: whose, about what, once, and never from a program."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from campaigns.conversations import answering
from campaigns.conversations.rrn import IN_ITS_PLACE
from campaigns.models import Conversation, ConversationMessage
from deliveries import replies
from deliveries.models import TransactionalMessage
from deliveries.pages import register_departments
from deliveries.replies import sms_from
from deliveries.returned_mail import Fate
from deliveries.transports.references import transactional_reference
from deliveries.verp import reply_path
from tests import people
from tests.campaigns.conversations.writing import REPLY_ADDRESS, mail, reply_to, sent, write_mail, write_sms

pytestmark = pytest.mark.django_db


@pytest.fixture
def hong():
    return people.resident()


def test_a_reply_to_a_message_is_its_recipients_and_waits_for_the_department_of_the_message(hong) -> None:
    delivery = sent(hong, source="of_a_test")
    register_departments("of_a_test", lambda ids: dict.fromkeys(ids, "세무1과"))

    assert write_mail(mail("언제까지 내나요?\n", to=reply_to(delivery))) == Fate.TAKEN

    conversation = Conversation.objects.get()
    assert (conversation.resident, conversation.proven, conversation.address) == (hong, True, "hong@example.com")
    assert (conversation.department, conversation.dispatch_id) == ("세무1과", delivery.dispatch_id)
    assert conversation.state == "open" and conversation.waits_since
    assert timezone.localtime(conversation.due_at).strftime("%m-%d %H:%M") == "11-25 10:00"
    assert [message.text for message in conversation.messages.all()] == ["언제까지 내나요?"]


def test_an_answer_goes_to_the_contact_and_not_to_whoever_stands_in_from(hong) -> None:
    write_mail(mail("네", to=reply_to(sent(hong)), sender="somebody@elsewhere.example"))

    assert Conversation.objects.get().address == "hong@example.com"


def test_a_mail_to_the_plain_address_proves_nothing(hong) -> None:
    sent(hong)
    write_mail(mail("제 번호를 알려 주세요"))

    conversation = Conversation.objects.get()
    assert (conversation.resident, conversation.proven, conversation.dispatch_id) == (None, False, None)


@pytest.mark.parametrize("charset", ["utf-8", "euc-kr", "cp949", "iso-2022-kr"])
def test_korean_charsets_are_read(hong, charset: str) -> None:
    write_mail(mail("세금 문의드립니다.\n", to=reply_to(sent(hong)), charset=charset))

    assert ConversationMessage.objects.get().text == "세금 문의드립니다."


def test_the_same_message_again_and_more_of_the_same_matter_are_one_conversation(hong) -> None:
    delivery = sent(hong)
    first, second = (mail(text, to=reply_to(delivery), message_id=f"<{text}@x>") for text in "ab")
    for raw in (first, first, second):
        write_mail(raw)
    write_mail(mail("다", to=reply_to(sent(hong)), message_id="<3@x>"))

    assert [one.messages.count() for one in Conversation.objects.order_by("pk")] == [2, 1]


def test_after_thirty_days_it_is_a_new_matter(hong) -> None:
    delivery = sent(hong)
    write_mail(mail("가", to=reply_to(delivery)))
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        write_mail(mail("나", to=reply_to(delivery), message_id="<2@x>"))

    assert Conversation.objects.count() == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<x.example>"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"subject": "자동회신: 부재 중입니다"},
        {"sender": "mailer-daemon@example.com"},
        {"sender": REPLY_ADDRESS},
    ],
)
def test_what_no_person_wrote_is_no_conversation(hong, headers: dict[str, str]) -> None:
    assert write_mail(mail("부재 중입니다", to=reply_to(sent(hong)), **headers)) == Fate.AUTOMATIC  # type: ignore[arg-type]  # headers by name
    assert not Conversation.objects.exists()
    assert not TransactionalMessage.objects.exists()


def test_an_sms_answers_the_last_message_to_its_number(hong) -> None:
    sent(hong, "sms", title="지난 안내")
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        last = sent(hong, "sms", title="이번 안내")
    write_sms("참석할게요")
    write_sms("참석할게요")

    conversation = Conversation.objects.get()
    assert (conversation.resident, conversation.dispatch_id, conversation.sure) == (hong, last.dispatch_id, False)
    assert conversation.messages.count() == 1


def test_an_sms_from_a_number_that_nobody_knows_is_from_nobody() -> None:
    write_sms("누구세요", "01055556666")

    conversation = Conversation.objects.get()
    assert (conversation.resident, conversation.proven, conversation.department) == (None, False, "")


def test_what_answers_the_offices_answer_belongs_to_it(hong) -> None:
    write_mail(mail("가", to=reply_to(sent(hong))))
    conversation, by = Conversation.objects.get(), people.officer()
    answering.answer(conversation, "답변입니다", by=by, seen=conversation.messages.get().pk)
    told = TransactionalMessage.objects.get()
    reference = transactional_reference(told.pk, told.created_at)

    write_mail(mail("고맙습니다", to=reply_path(reference, REPLY_ADDRESS), message_id="<2@x>"))

    conversation = Conversation.objects.get()
    assert [one.kind for one in conversation.messages.all()] == ["in", "out", "in"]
    assert conversation.state == "open"


def test_what_answers_an_answer_that_is_gone_proves_nothing(hong) -> None:
    write_mail(mail("가", to=reply_to(sent(hong))))
    conversation = Conversation.objects.get()
    answering.answer(conversation, "답변", by=people.officer(), seen=conversation.messages.get().pk)
    told = TransactionalMessage.objects.get()
    conversation.delete()

    write_mail(
        mail("나", to=reply_path(transactional_reference(told.pk, told.created_at), REPLY_ADDRESS), message_id="<2@x>")
    )

    assert not Conversation.objects.get().proven


def test_the_mail_server_brings_answers_and_bounces_over_one_door(settings) -> None:
    assert replies.taker_for("reply+0123456789ab.1.0123456789abcdef@sotong.example") is replies.take
    assert replies.taker_for("REPLY@sotong.example") is replies.take
    assert replies.taker_for("bounce+0123456789ab.1.0123456789abcdef@sotong.example") is not replies.take
    settings.REPLY_ADDRESS = ""
    assert replies.taker_for("reply@sotong.example") is not replies.take


@pytest.mark.parametrize("forged", ["0" * 16, "f" * 16])
def test_a_forged_mac_names_nobody(hong, forged: str) -> None:
    delivery = sent(hong)
    write_mail(mail("네", to=f"reply+{delivery.dispatch.token}.{delivery.pk}.{forged}@sotong.example"))

    conversation = Conversation.objects.get()
    assert (conversation.resident, conversation.dispatch_id) == (None, None)


def test_a_number_that_looks_like_an_rrn_is_not_stored_and_how_to_send_it_is_told_once(hong) -> None:
    delivery = sent(hong)
    for number in range(2):
        write_mail(mail("제 번호는 800131-1234567 입니다", to=reply_to(delivery), message_id=f"<{number}@x>"))

    for message in ConversationMessage.objects.all():
        assert message.text == f"제 번호는 {IN_ITS_PLACE} 입니다"
        assert "1234567" not in (message.whole or "")
    assert TransactionalMessage.objects.get().kind == "number_deleted"


def test_nobody_unproven_is_written_to_by_the_office_itself() -> None:
    write_mail(mail("제 번호는 800131-1234567 입니다"))

    assert not TransactionalMessage.objects.exists()


@pytest.mark.parametrize(
    "change", [{"messageId": ""}, {"from": "abc"}, {"text": " "}, {"dateReceived": "gestern"}, {"text": 3}]
)
def test_a_call_of_the_gateway_that_is_none_is_refused(change: dict[str, object]) -> None:
    good = {"messageId": "1", "from": "010-1234-5678", "text": "네", "dateReceived": "2026-11-23T10:00:00+09:00"}
    assert sms_from({"messages": [good]})[0].sender == "01012345678"
    with pytest.raises(ValueError, match=next(iter(change))):
        sms_from({"messages": [{**good, **change}]})
