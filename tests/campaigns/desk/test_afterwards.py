"""Reminders before, certificates after, and what is let go of."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from campaigns.desk import certificates, forgetting, reminders
from campaigns.events import places
from campaigns.models import Certificate, Registration
from deliveries.models import TransactionalMessage
from tests import people
from tests.campaigns.events.making import PHONE, STARTS, WEB, event, join
from tests.campaigns.events.making import people as residents
from tests.residents.visiting import visiting

pytestmark = pytest.mark.django_db
DAY_BEFORE = STARTS - timedelta(hours=23)


def reminded() -> int:
    return TransactionalMessage.objects.filter(kind="event_reminder").count()


def test_who_has_a_place_is_reminded_the_day_before_once_and_who_cancelled_is_not() -> None:
    made = event(capacity=2, address="고산자로 10")
    one, two, _waiting = join(made, *residents(3))
    places.register(made, guest=("손서윤", "01077776666"), route=PHONE, by=people.officer())
    places.cancel(two, route=WEB)

    assert reminders.remind_due() == 0
    with time_machine.travel(DAY_BEFORE):
        assert reminders.remind_due() == 1
        assert reminders.remind_due() == 0
    message = TransactionalMessage.objects.get(kind="event_reminder")
    assert "\n일시: " in message.text and "\n장소: " in message.text  # in the words of events, not of training
    assert one.token in message.text and made.place in message.text and message.expires_at == STARTS


def test_a_reminder_by_sms_waits_for_the_morning() -> None:
    made = event(starts_at=STARTS.replace(hour=20), ends_at=STARTS.replace(hour=22))
    join(made, *residents(1))

    with time_machine.travel(STARTS.replace(hour=22) - timedelta(days=1)):
        assert reminders.remind_due() == 0
    with time_machine.travel(STARTS.replace(hour=8, minute=1)):
        assert reminders.remind_due() == 1


def came(**values) -> Registration:
    by = people.User.objects.filter(username="officer").first() or people.officer()
    (one,) = join(event(certificate=True, **values), *residents(1))
    with time_machine.travel(STARTS):
        return places.check_in(one, seats=1, by=by, at=STARTS)


AFTER = STARTS + timedelta(days=1)


def test_who_came_fetches_a_certificate_once_it_is_over_and_nobody_else_does() -> None:
    one = came()
    address = f"/my/events/r/{one.token}/certificate"

    assert visiting(one.resident).get(address).status_code == 404  # it is not over
    with time_machine.travel(AFTER):
        mine = visiting(one.resident)
        assert address in mine.get(f"/my/events/r/{one.token}").content.decode()
        first = mine.get(address)
        assert first["Content-Type"] == "application/pdf" and first.content.startswith(b"%PDF")
        mine.get(address)
        assert Certificate.objects.count() == 1
        assert visiting(people.resident("임꺽정", sms="01099998888", email=None)).get(address).status_code == 404
        assert Client().get(address).status_code == 302
        Registration.objects.update(came_at=None, came_seats=0)
        assert mine.get(address).status_code == 404


def test_an_officer_prints_the_certificate_of_who_has_no_page(officer) -> None:
    one = came()
    page = f"/staff/events/{one.event_id}/registrations/{one.pk}"

    assert not officer.get(page).context["has_certificate"]
    with time_machine.travel(AFTER):
        officer.force_login(people.User.objects.get(username="officer"))
        assert f"{page}/certificate" in officer.get(page).content.decode()
        assert officer.get(f"{page}/certificate").content.startswith(b"%PDF")


def test_once_it_is_over_each_is_said_to_have_come_or_not_and_nothing_is_changed_any_more(officer) -> None:
    made = event()
    one, two = join(made, *residents(2))
    with time_machine.travel(STARTS):
        places.check_in(one, seats=1, by=people.User.objects.get(username="officer"), at=STARTS)
    with time_machine.travel(AFTER):
        officer.force_login(people.User.objects.get(username="officer"))
        pages = [officer.get(f"/staff/events/{made.pk}/registrations/{each.pk}").context for each in (one, two)]
        assert [page["said"].tone for page in pages] == ["success", "neutral"]
        assert pages[1]["said"].title == "불참"
        assert not any(page["may_cancel"] for page in pages)
        listed = officer.get(f"/staff/events/{made.pk}?state=no-shows")
        assert [row.pk for row in listed.context["rows"]] == [two.pk]
    assert "no-shows" not in [value for value, _label, _on in officer.get(f"/staff/events/{made.pk}").context["states"]]


def test_anybody_can_hold_a_number_against_ours_and_sees_initials_only() -> None:
    one = came()
    code = certificates.issue(one).code
    typed = f"{code[:5].lower()}-{code[5:]}"

    asked = Client().post("/certificates/", {"code": typed}, follow=True)

    text = asked.content.decode()
    assert "주○○" in text and "주민0" not in text and one.event.title in text
    assert Client().get("/certificates/AAAAAAAAAA").context["certificate"] is None


def test_numbers_cannot_be_tried_without_end(settings) -> None:
    settings.CERTIFICATE_LOOKS_PER_CLIENT = 2
    answers = [Client().get("/certificates/AAAAAAAAAA").status_code for _ in range(3)]
    assert answers == [200, 200, 429]


@pytest.mark.parametrize(
    ("name", "shown"), [("홍길동", "홍○○"), ("남궁민수", "남궁○○"), ("이산", "이○"), ("John Smith", "J. S."), ("", "")]
)
def test_initials(name, shown) -> None:
    assert certificates.initials_of(name) == shown


def test_what_guests_left_is_gone_thirty_days_after_the_event() -> None:
    made = event()
    places.register(made, guest=("손서윤", "01077776666"), route=PHONE, by=people.officer())

    with time_machine.travel(STARTS + timedelta(days=29)):
        assert forgetting.forget_guests() == 0
    with time_machine.travel(STARTS + timedelta(days=31)):
        assert (forgetting.forget_guests(), forgetting.forget_guests()) == (1, 0)
    assert (Registration.objects.get().guest_name, Registration.objects.get().guest_phone) == ("", "")
