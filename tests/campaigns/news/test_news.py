"""A resident's side of news: choosing, leaving all and undoing it, what is told of it, and answering by SMS."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation

from campaigns import incoming
from campaigns.models import DigestDispatch, DigestIssue, DigestWish, Reconfirmation
from campaigns.news import reconfirming
from campaigns.news.choosing import Wishes, choose, leave_all
from campaigns.news.lately import received
from deliveries.models import Delivery, TransactionalMessage
from deliveries.unsubscribing import unsubscribe
from residents import choices, consent, my_data, visits
from residents.destruction import destroy_all
from residents.leaving import leave
from residents.models import Channel, ConsentKind, Resident, Route, Subscription, SubscriptionEnd
from tests.campaigns.conftest import NOW
from tests.deliveries.rows import delivery, dispatch
from tests.people import resident, subscriber

pytestmark = pytest.mark.django_db
BOTH = frozenset(Channel)


def told() -> list[tuple[str, str]]:
    return sorted(TransactionalMessage.objects.values_list("kind", "channel"))


def channels_of(one: Resident) -> set[str]:
    return set(one.subscriptions.filter(service="events").values_list("channel", flat=True))


@pytest.fixture
def visit(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    reader = subscriber(interests=("도서관",))
    monkeypatch.setattr(visits, "visitor", lambda request: Resident.objects.filter(pk=reader.pk).first())
    return client


def test_what_is_chosen_holds_and_other_services_stay(visit: Client) -> None:
    Subscription.objects.create(resident=Resident.objects.get(), service="local_tax", channel="sms")
    answer = visit.post("/my/news/", {"channels": ["email"], "interests": ["복지"], "weekly": "on"})
    assert answer.status_code == 302
    reader = Resident.objects.get()
    assert channels_of(reader) == {"email"}
    assert [one.name for one in reader.interests.all()] == ["복지"]
    assert DigestWish.objects.filter(resident=reader).exists()
    assert reader.subscriptions.filter(service="local_tax").exists()
    assert told() == [("news_stopped", "sms")]


def test_a_weekly_email_without_email_is_explained_and_keeps_what_was_ticked(visit: Client) -> None:
    page = visit.post("/my/news/", {"channels": ["sms"], "weekly": "on"})
    assert page.status_code == 200
    assert "weekly" in page.context["form"].errors
    assert channels_of(Resident.objects.get()) == {"sms", "email"}


def test_all_news_end_in_one_press_and_come_back_in_another(visit: Client) -> None:
    DigestWish.objects.create(resident=Resident.objects.get())
    visit.post("/my/news/leave")
    assert channels_of(Resident.objects.get()) == set()
    assert not DigestWish.objects.exists()
    assert b"/my/news/undo" in visit.get("/my/news/").content
    with time_machine.travel(NOW + timedelta(hours=1)):
        visit.post("/my/news/undo")
    assert channels_of(Resident.objects.get()) == {"sms", "email"}
    assert DigestWish.objects.exists()
    assert Resident.objects.get().interests.count() == 1
    assert told() == [
        ("news_started", "email"), ("news_started", "sms"), ("news_stopped", "email"), ("news_stopped", "sms"),
    ]  # fmt: skip


def test_news_need_the_consent_and_giving_it_is_told_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = resident()
    monkeypatch.setattr(visits, "visitor", lambda request: reader)
    page = client.post("/my/news/", {"channels": ["sms"]})
    assert "consent" in page.context["form"].errors
    client.post("/my/news/", {"channels": ["sms"], "consent": "on"})
    assert channels_of(reader) == {"sms"}
    assert {kind for kind, _ in told()} == {"consent_changed"}
    texts = [message.text for message in TransactionalMessage.objects.filter(channel="sms")]
    assert all("11/23" in text for text in texts)


def test_withdrawing_the_consent_ends_news_and_is_told_once() -> None:
    reader = subscriber()
    DigestWish.objects.create(resident=reader)
    choices.withdraw(reader, ConsentKind.PROMOTIONAL)
    assert {kind for kind, _ in told()} == {"consent_changed"}


def test_the_result_names_sender_day_and_what_was_refused() -> None:
    reader = subscriber()
    Resident.objects.update(language="en")
    leave_all(reader)
    for message in TransactionalMessage.objects.all():
        assert "office" in message.text
        assert ("11/23" if message.channel == "sms" else "2026-11-23") in message.text
        assert "refused" in message.text


def test_a_link_in_a_mail_is_answered_at_that_mail_address() -> None:
    reader = subscriber()
    row = delivery(dispatch(service="events", statutory=False), "accepted", channel="email", resident_id=reader.pk)
    assert unsubscribe(row)
    assert not unsubscribe(row)
    assert told() == [("news_stopped", "email")]


def test_a_digest_ends_with_the_news_by_email_and_is_no_tick_that_refuses_the_next_saving(visit: Client) -> None:
    reader = Resident.objects.get()
    DigestWish.objects.create(resident=reader)
    row = delivery(dispatch(service="events", statutory=False), "accepted", channel="email", resident_id=reader.pk)
    unsubscribe(row)
    form = visit.get("/my/news/").context["form"]
    assert not form["weekly"].value()
    kept = {"channels": form["channels"].value(), "interests": form["interests"].value()}
    assert visit.post("/my/news/", kept).status_code == 302
    assert channels_of(reader) == {"sms"}
    choices.choose(reader, {("events", Channel.EMAIL)})
    assert not DigestWish.objects.filter(resident=reader).exists()  # it comes back when it is wished again


def test_other_services_are_told_by_their_own_rooms() -> None:
    reader = resident()
    choices.choose(reader, set())
    assert told() == []


def sms(text: str, number: str = "01012345678") -> str:
    return incoming.take(incoming.Incoming(Channel.SMS, number, text, timezone.now()))


@pytest.mark.parametrize("text", ["수신거부", " 수신 거부 ", "거부", "STOP", "stop.", "“수신거부”"])
def test_one_word_ends_news_by_sms_and_is_answered_once(text: str) -> None:
    reader = subscriber()
    assert sms(text) == "opting out"
    assert channels_of(reader) == {"email"}
    assert told() == [("news_stopped", "sms")]
    assert SubscriptionEnd.objects.get().channel == "sms"
    assert sms(text) == "opting out"
    assert told() == [("news_none", "sms"), ("news_stopped", "sms")]


@pytest.mark.parametrize("text", ["강좌를 거부하지 마세요", "수신거부 하려면 어떻게 하나요?", "stop sending", "네", ""])
def test_a_sentence_is_for_people(text: str) -> None:
    reader = subscriber()
    assert sms(text) != "opting out"
    assert channels_of(reader) == {"sms", "email"}


def test_a_family_that_shares_a_number_is_answered_once() -> None:
    subscriber()
    subscriber("홍길순", date(1985, 2, 3), email="soon@example.com")
    assert sms("수신거부") == "opting out"
    assert not Subscription.objects.filter(channel="sms").exists()
    assert told() == [("news_stopped", "sms")]


def test_an_unknown_number_is_for_people_and_agreeing_by_a_word_is_not_enough() -> None:
    reader = subscriber(channels=frozenset({Channel.EMAIL}))
    assert sms("수신거부", "01099998888") != "opting out"
    assert sms("수신동의") == "opting out"
    assert channels_of(reader) == {"email"}
    assert told() == [("news_how_to_start", "sms")]


def consented(days_ago: int, *who: object, **contacts: str) -> Resident:
    reader = subscriber(*who, **contacts)
    given_on = timezone.localdate() - timedelta(days=days_ago)
    consent.give(reader, ConsentKind.PROMOTIONAL, route=Route.COUNTER, given_on=given_on)
    return reader


def test_after_two_years_the_consent_is_called_to_mind_once_and_silence_keeps_it(settings) -> None:
    reader = consented(settings.RECONFIRM_AFTER_DAYS)
    assert reconfirming.remind_all() == 1
    assert reconfirming.remind_all() == 0
    assert told() == [("news_reconfirm", "email"), ("news_reconfirm", "sms")]
    assert channels_of(reader) == {"sms", "email"}
    one = Reconfirmation.objects.get()
    assert (one.consented_on, one.told_on) == (date(2026, 11, 23) - timedelta(days=700), date(2026, 11, 23))
    assert str(one.consented_on.year) in TransactionalMessage.objects.filter(channel="email").get().text
    held = my_data.as_json(reader)
    assert held["reconfirmations"] == [{"consented_on": one.consented_on, "told_on": one.told_on}]
    assert held["weekly_digest"] == []
    with time_machine.travel(NOW + timedelta(days=699)):
        assert reconfirming.remind_all() == 0
    with time_machine.travel(NOW + timedelta(days=700)):
        assert reconfirming.remind_all() == 1


def test_nobody_is_reminded_early_at_night_in_quiet_or_without_consent(settings) -> None:
    consented(settings.RECONFIRM_AFTER_DAYS - 1)
    assert reconfirming.remind_all() == 0
    settings.RECONFIRM_AFTER_DAYS -= 1
    with time_machine.travel(NOW.replace(hour=22)):
        assert reconfirming.remind_all() == 0
    Resident.objects.update(quiet_until=date(2026, 12, 1))
    assert reconfirming.remind_all() == 0
    Resident.objects.update(quiet_until=None)
    choices.withdraw(Resident.objects.get(), ConsentKind.PROMOTIONAL)
    assert reconfirming.remind_all() == 0


def test_many_are_reminded_in_steps(settings) -> None:
    for at in range(3):
        consented(710 + at, f"김하나{at}", sms=f"0101234567{at}", email=f"{at}@example.com")
    assert [reconfirming.remind_all(2), reconfirming.remind_all(2), reconfirming.remind_all(2)] == [2, 1, 0]


def test_what_was_chosen_goes_with_who_leaves() -> None:
    reader = consented(710)
    choose(reader, Wishes(BOTH, frozenset(), weekly=True))
    reconfirming.remind_all()
    TransactionalMessage.objects.all().delete()
    leave(reader)
    assert {kind for kind, _ in told()} == {"left"}
    assert destroy_all() == 1
    assert not DigestWish.objects.exists()
    assert Reconfirmation.objects.count() == 1


def test_what_came_lately_are_news_in_the_readers_language_and_no_notice_that_went_behind_them(visit: Client) -> None:
    reader = Resident.objects.get()
    issue = DigestIssue.objects.create(day=date(2026, 11, 26))
    for source in ("digests", "notices"):
        row = delivery(dispatch(source=source, lane="campaign", title="발송"), "accepted", accepted_at=timezone.now())
        Delivery.objects.filter(pk=row.pk).update(resident_id=reader.pk)
        if source == "digests":
            DigestDispatch.objects.create(issue=issue, dispatch=row.dispatch, things=1)
    with translation.override("en"):
        assert [one.title for one in received(reader.pk)] == ["Weekly digest of 11/26"]
    with translation.override("ko"):
        assert [one.title for one in received(reader.pk)] == ["11월 26일 주간 소식"]
