import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from deliveries.models import Suppression
from notices.models import Notice, NoticeEvent, ReadingTry
from notices.paper import on_paper
from notices.reading import confirm, not_me, open_door, record_opened
from notices.tries import TooManyTries
from residents.models import Channel, ContactPoint
from tests.notices.taking import approved, outcomes, taken
from tests.people import resident

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "19800131", "19800201"


@pytest.fixture
def notice():
    resident()
    return Notice.objects.get(batch=approved())


def answered(token, answer=WRONG, client="203.0.113.1"):
    """Return what the door answers: the notice, None, or that one has to wait."""
    try:
        return open_door(token, answer, client=client)
    except TooManyTries:
        return "wait"


def events(notice):
    return list(notice.events.values_list("kind", flat=True))


@pytest.mark.parametrize("answer", ["19800131", "800131", "1980-01-31", "1980.01.31", " 1980 01 31 ", "80-01-31"])
def test_the_addressees_birth_date_opens_and_is_recorded(notice, answer):
    assert open_door(notice.token, answer, client="203.0.113.1") == notice
    notice.refresh_from_db()
    assert (notice.state, notice.opened_at is not None) == ("read", True)
    assert events(notice) == ["opened"]


def test_opening_again_records_nothing_more(notice):
    open_door(notice.token, RIGHT, client="203.0.113.1")
    first = Notice.objects.get().opened_at
    open_door(notice.token, RIGHT, client="203.0.113.1")
    assert Notice.objects.get().opened_at == first
    assert events(notice) == ["opened"]


@pytest.mark.parametrize(
    "answer", ["19800201", "800201", "", "1980", "0131", "19800131" * 2, "31011980", "00010101", "010101"]
)
def test_anything_else_does_not_open_and_records_no_reading(notice, answer):
    assert open_door(notice.token, answer, client="203.0.113.1") is None
    notice.refresh_from_db()
    assert (notice.state, notice.opened_at, events(notice)) == ("open", None, [])


@pytest.mark.parametrize("answer", ["00010101", "000101", "010101", "19000101"])
def test_no_answer_opens_a_link_that_does_not_exist(answer):
    assert open_door("no-such-link-at-all", answer, client="203.0.113.1") is None


def test_a_wrong_date_and_a_wrong_link_cost_the_same_tries(notice, settings):
    wrong_date = [answered(notice.token, client="203.0.113.1") for _ in range(settings.READING_TRIES_PER_LINK + 1)]
    wrong_link = [
        answered("no-such-link-here", client="203.0.113.2") for _ in range(settings.READING_TRIES_PER_LINK + 1)
    ]
    assert wrong_date == wrong_link == [None] * settings.READING_TRIES_PER_LINK + ["wait"]


def test_a_locked_link_stays_shut_even_to_the_right_answer_and_from_elsewhere(notice, settings):
    for _ in range(settings.READING_TRIES_PER_LINK):
        answered(notice.token)
    assert answered(notice.token, RIGHT, client="198.51.100.7") == "wait"
    notice.refresh_from_db()
    assert notice.opened_at is None


def test_a_locked_link_opens_again_after_the_pause(notice, settings):
    for _ in range(settings.READING_TRIES_PER_LINK):
        answered(notice.token)
    ReadingTry.objects.update(at=timezone.now() - timedelta(minutes=settings.READING_PAUSE_MINUTES, seconds=1))
    assert answered(notice.token, RIGHT) == notice


def test_a_client_who_tries_many_links_has_to_wait_and_others_do_not(notice, settings):
    for number in range(settings.READING_TRIES_PER_CLIENT):
        assert answered(f"guess-{number}") is None
    assert answered("another-guess") == "wait"
    assert answered(notice.token, RIGHT) == "wait"
    assert answered(notice.token, RIGHT, client="198.51.100.7") == notice


def test_the_right_answer_forgives_the_link_its_tries_but_not_the_client(notice, settings):
    for _ in range(settings.READING_TRIES_PER_LINK - 1):
        answered(notice.token)
    assert answered(notice.token, RIGHT) == notice
    assert [answered(notice.token) for _ in range(settings.READING_TRIES_PER_LINK)] == [
        None
    ] * settings.READING_TRIES_PER_LINK
    assert answered(notice.token) == "wait"


def test_tries_hold_neither_link_nor_address_nor_answer(notice):
    answered(notice.token)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM notices_readingtry AS t")
        stored = "".join(row[0] for row in cursor.fetchall())
    for value in (notice.token, "203.0.113.1", WRONG):
        assert value not in stored
        assert value.encode().hex() not in stored


def test_school_entry_is_opened_by_the_guardians_birth_date_and_not_by_the_childs():
    resident(services={"school_entry": {Channel.SMS}})
    notice = Notice.objects.get(batch=approved("school_entry"))
    assert answered(notice.token, "20200301") is None
    assert answered(notice.token, RIGHT) == notice


def test_a_notice_on_paper_has_a_door_too():
    notice = Notice.objects.get(batch=approved("local_tax", {"성명": "임꺽정"}))
    assert answered(notice.token, RIGHT) == notice


def test_a_confirmation_counts_once(notice):
    confirm(notice)
    first = Notice.objects.get().confirmed_at
    confirm(notice)
    assert Notice.objects.get().confirmed_at == first
    assert events(notice) == ["confirmed"]


def test_opening_does_not_reopen_what_was_handed_over(notice):
    Notice.objects.update(state="handed_over")
    record_opened(notice)
    assert Notice.objects.get().state == "handed_over"


def test_not_me_stops_that_contact_suppresses_the_address_and_goes_to_paper(notice):
    not_me(notice.token, Channel.SMS)
    sms, email = (ContactPoint.objects.get(channel=channel) for channel in ("sms", "email"))
    assert (sms.stopped_because, sms.stopped_at is not None, email.stopped_at) == ("not_me", True, None)
    assert [(s.channel, bytes(s.address_hash)) for s in Suppression.objects.all()] == [("sms", bytes(sms.address_hash))]
    assert [n.pk for n in on_paper(notice.batch)] == [notice.pk]
    assert events(notice) == ["not_me"]


def test_not_me_without_a_known_channel_stops_both(notice):
    not_me(notice.token, None)
    assert not ContactPoint.objects.filter(stopped_at=None).exists()
    assert Suppression.objects.count() == 2


def test_after_not_me_the_next_register_uses_the_other_channel_only(notice):
    not_me(notice.token, Channel.SMS)
    row = taken("local_tax", {"세목": "주민세"}, again=True).rows.get()
    assert (row.sms_contact, row.email_contact is not None) == (None, True)


def test_not_me_twice_does_no_more(notice):
    not_me(notice.token, Channel.SMS)
    stopped = ContactPoint.objects.get(channel="sms").stopped_at
    not_me(notice.token, Channel.SMS)
    assert ContactPoint.objects.get(channel="sms").stopped_at == stopped
    assert Suppression.objects.count() == 1


def test_not_me_on_a_link_that_does_not_exist_does_nothing_silently(notice):
    not_me("no-such-link", None)
    assert not Suppression.objects.exists()
    assert not NoticeEvent.objects.exists()


def test_not_me_on_a_paper_notice_stops_nobody():
    notice = Notice.objects.get(batch=approved("local_tax", {"성명": "임꺽정"}))
    resident()
    not_me(notice.token, None)
    assert not ContactPoint.objects.exclude(stopped_at=None).exists()
    assert outcomes(notice.batch) == [("paper", "not_enrolled")]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_answers_at_the_same_moment_cannot_share_a_try(settings):
    resident()
    notice = Notice.objects.get(batch=approved())
    together, answers = threading.Barrier(12), []

    def guess(number: int) -> None:
        together.wait()
        try:
            answers.append(answered(notice.token, f"198001{number + 1:02}", client=f"203.0.113.{number}"))
        finally:
            connection.close()

    threads = [threading.Thread(target=guess, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(None) == settings.READING_TRIES_PER_LINK
    assert answers.count("wait") == 12 - settings.READING_TRIES_PER_LINK
