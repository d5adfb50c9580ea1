"""Writing and running an event, and registering people, on the pages of the office."""

import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import AccessLogEntry
from campaigns.desk import writing
from campaigns.events import places
from campaigns.models import Event, EventState, Registration, RegistrationState
from deliveries.models import TransactionalMessage
from tests import people
from tests.campaigns.events.making import PHONE, event, join
from tests.campaigns.events.making import people as residents
from tests.people import KST

pytestmark = pytest.mark.django_db

FORM = {
    "title": "가족 요리 교실",
    "starts_on": "2026-12-10",
    "begins": "14:00",
    "ends": "16:00",
    "place": "마장동주민센터 3층",
    "takes_registrations": "on",
    "capacity": "2",
    "fairness": "order",
    "questions-TOTAL_FORMS": "1",
    "questions-INITIAL_FORMS": "0",
    "questions-0-text": "알레르기가 있습니까?",
    "questions-0-kind": "choice",
    "questions-0-options": "없음, 있음",
}


def written(officer: Client, **more: str) -> Event:
    answer = officer.post("/staff/events/new", FORM | more)
    assert answer.status_code == 302, answer.context["form"].errors
    return Event.objects.latest("pk")


def test_an_officer_writes_sees_and_publishes_an_event(officer) -> None:
    made = written(officer)

    assert (made.state, made.slug, made.department) == (EventState.DRAFT, "가족-요리-교실", people.DEPARTMENT)
    assert made.starts_at == datetime(2026, 12, 10, 14, tzinfo=KST)
    assert made.questions.get().options == ["없음", "있음"]
    assert "가족 요리 교실" in officer.get(f"/staff/events/{made.pk}/preview").content.decode()
    officer.post(f"/staff/events/{made.pk}/publish")
    assert Event.objects.get().state == EventState.PUBLISHED


def test_a_new_event_needs_a_title_a_place_and_an_end_after_its_beginning(officer) -> None:
    answer = officer.post(
        "/staff/events/new", FORM | {"title": "", "place": "", "ends": "13:00", "age_from": "9", "age_to": "8"}
    )

    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"title", "place", "ends", "age_to"}
    assert not Event.objects.exists()


def test_the_hours_of_an_event_are_called_beginning_and_end(officer) -> None:
    form = officer.get("/staff/events/new").context["form"]
    assert "보낸 사람" not in (str(form.fields[name].label) for name in ("begins", "ends"))


def test_what_looks_like_a_registration_number_is_in_no_event(officer) -> None:
    answer = officer.post("/staff/events/new", FORM | {"body": "800131-1234567", "questions-0-text": "8001311234567"})

    assert answer.status_code == 422 and not Event.objects.exists()


def test_more_rows_of_questions_come_without_a_script_and_keep_what_was_typed(officer) -> None:
    page = officer.post("/staff/events/new", FORM | {"more": "1"})

    assert page.status_code == 200 and page.context["questions"].total_form_count() == 4
    assert "알레르기가 있습니까?" in page.content.decode()


def test_a_second_event_of_a_title_has_an_address_of_its_own(officer) -> None:
    written(officer)
    assert written(officer).slug == "가족-요리-교실-2"


def test_a_change_of_the_time_tells_who_is_registered_and_a_change_of_the_words_does_not(officer) -> None:
    made = written(officer)
    places.publish(made, by=people.approver())
    join(Event.objects.get(), *residents(2))
    before = TransactionalMessage.objects.count()

    officer.post(f"/staff/events/{made.pk}/edit", FORM | {"summary": "함께 만듭니다"})
    assert TransactionalMessage.objects.count() == before
    officer.post(f"/staff/events/{made.pk}/edit", FORM | {"begins": "15:00", "ends": "17:00"})
    assert TransactionalMessage.objects.count() == before + 2
    assert Event.objects.get().questions.count() == 1


def test_fewer_seats_than_were_promised_are_refused_beside_the_field(officer) -> None:
    made = event(capacity=2)
    join(made, *residents(2))

    answer = officer.post(f"/staff/events/{made.pk}/seats", {"capacity": "1"})

    assert answer.status_code == 422 and "2" in answer.context["seats"].errors["capacity"][0]


def test_more_seats_are_offered_to_who_waits(officer) -> None:
    made = event(capacity=1)
    join(made, *residents(2))

    officer.post(f"/staff/events/{made.pk}/seats", {"capacity": "2"})

    assert list(made.registrations.order_by("pk").values_list("state", flat=True)) == ["registered", "offered"]


def test_calling_off_names_the_number_needs_a_reason_and_tells_everybody(officer) -> None:
    made = event()
    join(made, *residents(3))
    address = f"/staff/events/{made.pk}/cancel"

    assert officer.get(address).context["live"] == 3
    assert officer.post(address, {"because": ""}).status_code == 422
    before = TransactionalMessage.objects.count()
    officer.post(address, {"because": "태풍으로 취소합니다"})
    assert TransactionalMessage.objects.count() == before + 3
    assert Event.objects.get().state == EventState.CANCELLED


def test_another_like_it_is_a_draft_on_the_same_weekday_with_the_same_questions(officer) -> None:
    made = written(officer)

    officer.post(f"/staff/events/{made.pk}/duplicate")

    copy = Event.objects.latest("pk")
    assert copy.starts_at - made.starts_at == timedelta(weeks=4)
    assert (copy.state, copy.questions.get().text) == (EventState.DRAFT, "알레르기가 있습니까?")


def test_the_list_is_found_by_name_filtered_by_state_and_its_look_is_logged(officer) -> None:
    made = event(capacity=1)
    first, second = residents(2)
    join(made, first, second)
    page = f"/staff/events/{made.pk}"

    assert [row.name for row in officer.get(page).context["rows"]] == ["주민0", "주민1"]
    assert [row.name for row in officer.post(page, {"typed": "0001"}).context["rows"]] == ["주민1"]
    assert [(row.name, row.place) for row in officer.get(f"{page}?state=waiting").context["rows"]] == [("주민1", 1)]
    assert AccessLogEntry.objects.filter(action="registrations", subject=f"event:{made.pk}").count() == 3


def test_the_pages_of_many_take_as_many_queries_as_those_of_few(officer) -> None:
    made = event(capacity=30)
    join(made, *residents(2))
    officer.get(f"/staff/events/{made.pk}")
    counts = []
    for more in (3, 20):
        for at in range(more):
            places.register(
                made, guest=(f"손님{at}", f"010{more:04}{at:04}"), route=PHONE, by=people.User.objects.get()
            )
            event(slug=f"one-more-{more}-{at}")
        with _counting() as seen:
            officer.get(f"/staff/events/{made.pk}")
            officer.get("/staff/events/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def _counting():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


def test_a_list_to_take_along_needs_a_reason_and_holds_the_answers(officer) -> None:
    made = written(officer)
    places.publish(made, by=people.approver())
    (somebody,) = residents(1)
    question = made.questions.get()
    places.register(made, resident=somebody, route=PHONE, answers={str(question.pk): "있음"})
    address = f"/staff/events/{made.pk}/list"

    assert officer.post(address, {"reason": "", "as": "xlsx"}).status_code == 422
    file = officer.post(address, {"reason": "당일 출석 확인", "as": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(file.streaming_content))).active
    assert [cell.value for cell in sheet[2]][1:4] == ["주민0", "010-2000-0000", 1] and sheet[2][8].value == "있음"
    assert "주민0" in officer.post(address, {"reason": "당일 출석 확인", "as": "paper"}).content.decode()
    assert AccessLogEntry.objects.get(action="download_registrations").purpose == "당일 출석 확인"


def test_events_of_another_department_are_not_there(officer) -> None:
    made = event(department="민방위팀")
    (one,) = join(made, *residents(1))

    assert not officer.get("/staff/events/").context["lines"]
    for path in ("", "/edit", "/preview", "/cancel", "/door", "/register", f"/registrations/{one.pk}"):
        assert officer.get(f"/staff/events/{made.pk}{path}").status_code == 404, path
    for path in (
        "/publish",
        "/draw",
        "/seats",
        "/duplicate",
        "/list",
        "/door/send",
        f"/door/{one.pk}",
        f"/registrations/{one.pk}/act",
    ):
        assert officer.post(f"/staff/events/{made.pk}{path}").status_code == 404, path


def test_a_clerk_registers_somebody_of_their_dong_by_phone_and_reads_the_answer_out(clerk) -> None:
    made = event(capacity=1, department="문화체육과")
    one, two = residents(2)
    found = clerk.post(f"/staff/events/{made.pk}/register", {"typed": "0000 주민0"}).context["answer"].people
    assert [line.pk for line in found] == [one.pk]

    for somebody, tone in ((one, "success"), (two, "info")):
        answer = clerk.post(
            f"/staff/events/{made.pk}/register/{somebody.pk}", {"route": "phone", "seats": "1"}, follow=True
        )
        assert answer.context["said"].tone == tone
    assert list(made.registrations.order_by("pk").values_list("state", "route")) == [
        ("registered", "phone"),
        ("waiting", "phone"),
    ]
    assert clerk.post(f"/staff/events/{made.pk}/register/{one.pk}", {"route": "phone", "seats": "1"}).status_code == 302
    assert made.registrations.count() == 2


def test_a_clerk_sees_only_their_own_people_on_the_list_and_runs_nothing(clerk) -> None:
    made = event(capacity=9, department=people.DEPARTMENT)
    mine, other = residents(1)[0], people.resident("임꺽정", sms="01099998888", email=None, dong=people.SONGJEONG)
    _, theirs = join(made, mine, other)

    page = clerk.get(f"/staff/events/{made.pk}")

    assert [row.name for row in page.context["rows"]] == ["주민0"] and not page.context["runs"]
    assert clerk.get(f"/staff/events/{made.pk}/registrations/{theirs.pk}").status_code == 404
    assert clerk.get(f"/staff/events/{made.pk}/register/{other.pk}").status_code == 404
    assert clerk.get(f"/staff/events/{made.pk}/door").status_code == 404
    assert clerk.get(f"/staff/events/{made.pk}/edit").status_code == 403


def test_an_event_for_other_dongs_is_not_shown_to_a_clerk_and_one_who_may_not_come_is_told_why(clerk) -> None:
    made = event(age_from=65)
    elsewhere = event(slug="elsewhere")
    elsewhere.residents_of.add(people.SONGJEONG)
    (somebody,) = residents(1)

    assert [line["event"].pk for line in clerk.get("/staff/events/").context["lines"]] == [made.pk]
    answer = clerk.post(f"/staff/events/{made.pk}/register/{somebody.pk}", {"route": "phone", "seats": "1"})
    assert answer.status_code == 422 and answer.context["reasons"]


def test_a_guest_is_written_down_only_with_their_agreement_and_never_with_a_registration_number(clerk) -> None:
    made = event(companions_at_most=2)
    address, given = (
        f"/staff/events/{made.pk}/register/guest",
        {"route": "phone", "seats": "2", "name": "손서윤", "phone": "010-7777-6666"},
    )

    assert set(clerk.post(address, given).context["form"].errors) == {"consents"}
    assert clerk.post(address, given | {"consents": "on", "name": "800131-1234567"}).status_code == 422
    clerk.post(address, given | {"consents": "on"})
    guest = Registration.objects.get()
    assert (guest.guest_name, guest.guest_phone, guest.seats, guest.route) == ("손서윤", "01077776666", 2, "phone")
    assert clerk.post(address, given | {"consents": "on"}).status_code == 302 and made.registrations.count() == 1
    assert [row.name for row in clerk.post(f"/staff/events/{made.pk}", {"typed": "ㅅㅅㅇ"}).context["rows"]] == [
        "손서윤"
    ]


def test_an_event_that_takes_no_registrations_counts_none(officer) -> None:
    made = event(takes_registrations=False)
    assert "k-event-figures" not in officer.get("/staff/events/").content.decode()
    Event.objects.filter(pk=made.pk).update(takes_registrations=True)
    assert "k-event-figures" in officer.get("/staff/events/").content.decode()


def test_an_officer_finds_who_calls_by_full_name_and_birth_date_only(officer) -> None:
    made = event()
    people.resident("임꺽정", date(1975, 6, 7), sms="01099998888", email=None)

    def find(typed: str) -> int:
        return len(officer.post(f"/staff/events/{made.pk}/register", {"typed": typed}).context["answer"].people)

    assert (find("임꺽정"), find("임꺽정 19750607"), find("9888")) == (0, 1, 0)


def test_the_counter_has_a_way_to_the_events_of_a_resident(clerk) -> None:
    made = event()
    (somebody,) = residents(1)

    assert f"/staff/events/residents/{somebody.pk}" in clerk.get(f"/counter/residents/{somebody.pk}").content.decode()
    page = clerk.get(f"/staff/events/residents/{somebody.pk}")
    assert f"/staff/events/{made.pk}/register/{somebody.pk}?route=counter" in page.content.decode()


def act(client: Client, one: Registration, name: str, reason: str = "본인 요청", route: str = "phone") -> str:
    given = {"act": name, "reason": reason, "route": route}
    client.post(f"/staff/events/{one.event_id}/registrations/{one.pk}/act", given)
    one.refresh_from_db()
    return one.state


def test_a_place_is_cancelled_offered_out_of_turn_and_moved_to_the_front_with_a_reason(officer) -> None:
    made = event(capacity=2)
    one, _two, three, four = join(made, *residents(4))

    assert act(officer, four, "front") == RegistrationState.WAITING
    assert act(officer, four, "offer") == RegistrationState.WAITING  # nothing is free
    assert act(officer, one, "cancel", reason="") == RegistrationState.REGISTERED
    assert act(officer, one, "cancel") == RegistrationState.CANCELLED
    four.refresh_from_db()
    three.refresh_from_db()
    assert (four.state, three.state) == (RegistrationState.OFFERED, RegistrationState.WAITING)
    assert act(officer, four, "accept") == RegistrationState.REGISTERED
    Event.objects.filter(pk=made.pk).update(capacity=3)
    assert act(officer, three, "offer") == RegistrationState.OFFERED
    made.refresh_from_db()
    assert made.seats_taken == 3
    assert AccessLogEntry.objects.filter(action="registration_cancel", purpose="본인 요청").count() == 1


def test_what_is_cancelled_or_taken_for_somebody_is_noted_by_the_way_they_came(clerk) -> None:
    made = event(capacity=1)
    one, two, three = join(made, *residents(3))

    assert act(clerk, one, "cancel", route="") == RegistrationState.REGISTERED
    assert act(clerk, one, "cancel", route="web") == RegistrationState.REGISTERED
    act(clerk, one, "cancel", route="counter")
    act(clerk, two, "accept", route="counter")
    act(clerk, two, "cancel", route="phone")
    three.refresh_from_db()
    assert three.state == RegistrationState.OFFERED
    assert [one.changes.latest("id").route, *two.changes.values_list("route", flat=True)[2:]] == [
        "counter",
        "counter",
        "phone",
    ]


def test_who_comes_from_the_counter_stands_there_also_on_the_page_of_a_registration(clerk) -> None:
    made = event()
    one, two = residents(2)
    join(made, one)

    chosen = clerk.get(f"/staff/events/residents/{one.pk}").context["lines"][0][1]
    page = f"/staff/events/{made.pk}/registrations/{chosen}?route=counter"
    assert page in clerk.get(f"/staff/events/residents/{one.pk}").content.decode()
    assert clerk.get(page).context["form"]["route"].initial == "counter"
    answer = clerk.post(f"/staff/events/{made.pk}/register/{two.pk}", {"route": "counter", "seats": "1"}, follow=True)
    assert answer.context["form"]["route"].initial == "counter"
    calls = clerk.get(f"/staff/events/{made.pk}/registrations/{chosen}")
    assert calls.context["form"]["route"].initial == "phone"


def test_the_lot_is_drawn_by_a_button_that_says_the_number(officer) -> None:
    made = event(capacity=1, fairness="lot", closes_at=timezone.now() + timedelta(hours=1), lot_seed="seed")
    join(made, *residents(3))

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        page = officer.get(f"/staff/events/{made.pk}")
        assert page.context["to_draw"] == 3
        assert [str(need.url) for need in officer.get("/staff/events/").context["lines"][0]["needs"]]
        officer.post(f"/staff/events/{made.pk}/draw")
    assert sorted(made.registrations.values_list("state", flat=True)) == ["registered", "waiting", "waiting"]


def test_no_event_takes_an_address_that_has_a_page_of_its_own(db) -> None:
    assert [writing.slug_of(title) for title in ("Calendar", "feed")] == ["calendar-2", "feed-2"]
