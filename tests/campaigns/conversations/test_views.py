"""The office's pages of conversations: what waits, one of them, its answer; and the resident's own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AccessLogEntry
from campaigns.conversations import answering
from campaigns.models import CannedAnswer, Conversation
from deliveries.models import TransactionalMessage
from tests import people
from tests.campaigns.conversations.writing import mail, reply_to, sent, write_mail, write_sms
from tests.residents.visiting import visiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return people.officer()


@pytest.fixture
def office(by) -> Client:
    client = Client()
    client.force_login(by)
    return client


@pytest.fixture
def asked(by) -> Conversation:
    write_mail(mail("언제까지 내나요?", to=reply_to(sent(people.resident()))))
    Conversation.objects.update(department=people.DEPARTMENT)
    return Conversation.objects.get()


def seen(conversation: Conversation) -> int:
    return conversation.messages.exclude(kind="note").last().pk


def test_the_list_shows_words_and_no_names_and_is_logged(office, asked) -> None:
    page = office.get("/staff/conversations/").content.decode()

    assert "언제까지 내나요?" in page and "재산세 안내" in page
    assert "홍길동" not in page and "hong@example.com" not in page
    assert AccessLogEntry.objects.get().action == "conversation_list"


def test_the_first_page_of_an_officer_says_what_waits_and_what_is_late(office, asked) -> None:
    Conversation.objects.update(due_at=timezone.now() - timedelta(hours=1))
    page = office.get("/staff/").content.decode()

    assert 'href="/staff/conversations/"' in page.split("<main")[1] and "badge" in page.split("<main")[1]


def test_the_list_takes_the_same_number_of_queries_for_one_and_for_many(
    office, asked, django_assert_max_num_queries
) -> None:
    for number in range(5):
        write_mail(mail(f"질문 {number}", sender=f"p{number}@example.com", message_id=f"<{number}@y>"))
    with django_assert_max_num_queries(14):
        page = office.get("/staff/conversations/")
    assert len(page.context["rows"]) == 6


def test_opening_one_shows_who_it_is_and_is_logged(office, asked) -> None:
    page = office.get(f"/staff/conversations/{asked.pk}/").content.decode()

    assert "홍길동" in page and "hong@example.com" in page
    entry = AccessLogEntry.objects.get()
    assert (entry.action, entry.subject) == ("conversation", f"conversation:{asked.pk}")


def test_an_answer_goes_by_email_as_a_reply(office, asked) -> None:
    answer = {"text": "12월 31일까지입니다.", "seen": seen(asked)}
    assert office.post(f"/staff/conversations/{asked.pk}/", answer).status_code == 302

    told = TransactionalMessage.objects.get()
    assert (told.channel, told.address, told.subject) == ("email", "hong@example.com", "Re: 재산세 안내")
    assert told.in_reply_to == "<1@phone.example>"
    assert "12월 31일까지입니다." in told.text
    asked.refresh_from_db()
    assert (asked.state, asked.waits_since, asked.due_at, asked.owner.username) == ("answered", None, None, "officer")


def test_an_answer_to_an_sms_goes_by_sms(office) -> None:
    people.resident()
    write_sms("주차 되나요?")
    one = Conversation.objects.get()
    office.post(f"/staff/conversations/{one.pk}/", {"text": "됩니다.", "seen": seen(one)})

    told = TransactionalMessage.objects.get()
    assert (told.channel, told.address) == ("sms", "01012345678")
    assert told.text.startswith("됩니다.\n")


def test_who_answers_second_is_told_and_keeps_their_words(office, asked) -> None:
    before, colleague = seen(asked), people.approver()
    answering.answer(asked, "동료의 답변", by=colleague, seen=before)

    page = office.post(f"/staff/conversations/{asked.pk}/", {"text": "내 답변", "seen": before})

    assert page.status_code == 409
    assert "동료의 답변" in page.content.decode() and "내 답변" in page.content.decode()
    assert TransactionalMessage.objects.count() == 1
    again = {"text": "내 답변", "seen": page.context["form"].initial["seen"]}
    assert office.post(f"/staff/conversations/{asked.pk}/", again).status_code == 302
    assert TransactionalMessage.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "why"), [("", "required"), ("800131-1234567", "rrn"), ("안녕 😀", "characters"), ("가" * 1100, "long")]
)
def test_what_cannot_be_sent_is_refused_and_kept(office, text: str, why: str) -> None:
    people.resident()
    write_sms("주차 되나요?")
    one = Conversation.objects.get()
    page = office.post(f"/staff/conversations/{one.pk}/", {"text": text, "seen": seen(one)})

    assert page.status_code == 422 and page.context["form"].errors["text"]
    assert not TransactionalMessage.objects.exists()


def test_an_answer_to_who_is_not_proven_holds_nothing_of_theirs(office) -> None:
    people.resident()
    write_mail(mail("제 세금이 얼마인가요?"))
    one = Conversation.objects.get()
    page = office.get(f"/staff/conversations/{one.pk}/").content.decode()
    assert "홍길동" not in page
    office.post(f"/staff/conversations/{one.pk}/", {"text": "전화로 확인해 주십시오.", "seen": seen(one)})

    told = TransactionalMessage.objects.get()
    assert "재산세" not in told.subject and "/my/" not in told.text


def test_no_address_gets_more_answers_than_the_limit(office, asked, settings) -> None:
    settings.CONVERSATION_ANSWERS_PER_HOUR = 1
    for _ in range(2):
        page = office.post(f"/staff/conversations/{asked.pk}/", {"text": "네", "seen": seen(asked)})
    assert page.status_code == 422
    assert TransactionalMessage.objects.count() == 1


def test_other_departments_see_nothing_and_nobodys_is_everybodys(office, asked) -> None:
    Conversation.objects.update(department="민방위팀")
    assert office.get(f"/staff/conversations/{asked.pk}/").status_code == 404
    Conversation.objects.update(department="")
    assert office.get(f"/staff/conversations/{asked.pk}/").status_code == 200


def test_notes_taking_moving_and_closing(office, asked, by) -> None:
    people.officer("other", department="민방위팀")
    address = f"/staff/conversations/{asked.pk}/"
    office.post(f"{address}note", {"note": "전화로 확인함"})
    office.post(f"{address}take")
    asked.refresh_from_db()
    assert asked.owner == by and asked.messages.last().kind == "note"
    office.post(f"{address}give-back")
    office.post(f"{address}close")
    asked.refresh_from_db()
    assert (asked.owner, asked.state, asked.due_at) == (None, "closed", None)
    office.post(f"{address}move", {"department": "민방위팀"})
    assert office.get(address).status_code == 404
    assert not TransactionalMessage.objects.exists()


def test_kept_answers_are_the_departments_and_counted(office, asked) -> None:
    office.post("/staff/conversations/answers/", {"title": "납부 기한", "text": "고지서의 기한까지입니다."})
    kept = CannedAnswer.objects.get()
    assert kept.department == people.DEPARTMENT
    page = office.get(f"/staff/conversations/{asked.pk}/?canned={kept.pk}")
    assert page.context["form"]["text"].value() == kept.text
    office.post(f"/staff/conversations/{asked.pk}/", {"text": "네", "seen": seen(asked), "canned": kept.pk})
    kept.refresh_from_db()
    assert kept.used == 1


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Re: [성동구청] 재산세 안내", "재산세 안내"),
        ("RE: re[2]: 회신: 답장:  Fwd: FW: 전달: [성동구청] RE: [Seongdong-gu office] 재산세", "재산세"),
        ("[긴급] 문의", "[긴급] 문의"),
        ("Reading hours", "Reading hours"),
        ("Re: [성동구청]", "언제까지 내나요? 두 번에 나누어 내고 싶습니다. 그리고 카드로도 되는…"),
    ],
)
def test_a_conversation_is_called_by_what_it_is_about(office, subject: str, title: str) -> None:
    somebody = people.resident()
    words = "언제까지 내나요?\n두 번에 나누어 내고 싶습니다. 그리고 카드로도 되는지요?"
    write_mail(mail(words, to=reply_to(sent(somebody)), subject=subject))
    one = Conversation.objects.get()
    pages = visiting(somebody)
    assert pages.get("/my/conversations/").context["conversations"] == [(one, title)]
    assert pages.get(f"/my/conversations/{one.pk}/").context["title"] == title
    assert office.get("/staff/conversations/").context["rows"][0].title == "재산세 안내"  # that of what was sent
    Conversation.objects.update(dispatch_id=None)
    assert office.get("/staff/conversations/").context["rows"][0].title == title
    assert office.get(f"/staff/conversations/{one.pk}/").context["title"] == title


def test_a_text_message_is_called_by_how_it_begins(office) -> None:
    somebody = people.resident()
    write_sms("주차 되나요?")
    write_sms("몇 시까지요?", message_id="MO2")
    assert [title for _one, title in visiting(somebody).get("/my/conversations/").context["conversations"]] == [
        "주차 되나요?"
    ]
    assert office.get("/staff/conversations/").context["rows"][0].title == "주차 되나요?"


def test_an_answer_has_one_mark_of_a_reply(office) -> None:
    write_mail(mail("네?", to=reply_to(sent(people.resident())), subject="회신: RE: [성동구청] 재산세 안내"))
    one = Conversation.objects.get()
    office.post(f"/staff/conversations/{one.pk}/", {"text": "네", "seen": seen(one)})
    assert TransactionalMessage.objects.get().subject == "Re: [성동구청] 재산세 안내"


def test_residents_read_and_answer_their_own_and_no_notes(asked, by) -> None:
    answering.note(asked, "비밀 메모", by=by)
    answering.close(asked)
    browser = visiting(asked.resident)
    page = browser.get(f"/my/conversations/{asked.pk}/").content.decode()
    assert "언제까지 내나요?" in page and "비밀 메모" not in page
    assert browser.post(f"/my/conversations/{asked.pk}/", {"text": "하나 더요"}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "open" and asked.waits_since
    assert browser.get("/my/conversations/").status_code == 200
    other = visiting(people.resident("임꺽정", sms="01099998888", email="im@example.com"))
    assert other.get(f"/my/conversations/{asked.pk}/").status_code == 404


def test_next_and_previous_go_by_what_waits_longest(office, asked) -> None:
    write_mail(mail("둘째", sender="b@example.com", message_id="<b@y>"))
    second = Conversation.objects.latest("pk")
    Conversation.objects.filter(pk=asked.pk).update(waits_since=timezone.now() - timezone.timedelta(days=1))
    context = office.get(f"/staff/conversations/{asked.pk}/").context
    assert (context["previous"], context["next"]) == (None, second.pk)
