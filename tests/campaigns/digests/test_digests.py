"""The weekly digest: who gets what, once, and nobody an empty one; stopped, escaped, within the budget."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from campaigns.digests import issues, letters, matching
from campaigns.models import DigestDispatch, DigestIssue, DigestReader, DigestWish, Registration
from campaigns.sending.fatigue import Tired, tired
from deliveries.content import WAY_OUT, compile_content
from deliveries.models import Content, Delivery, Dispatch
from residents import choices
from residents.models import ConsentKind, Resident, Subscription
from tests.campaigns.digests.making import THURSDAY, event, letter_of, reader
from tests.people import SONGJEONG, approver, officer

pytestmark = pytest.mark.django_db


def make(at: datetime = THURSDAY) -> int:
    with time_machine.travel(at, tick=False):
        return issues.make_due()


def things_of(one: Resident) -> list[list[str]]:
    return list(
        DigestReader.objects.filter(resident_number=one.pk).order_by("issue_id").values_list("things", flat=True)
    )


def test_each_gets_what_matches_the_soonest_first_and_nobody_an_empty_one() -> None:
    later, sooner, other = event(days=12), event("낭독회", days=3), event("체조", interest="체육")
    mine, theirs, nobody = reader(), reader("김철수", "체육", "도서관"), reader("이영희", "복지")
    assert make() == 2
    assert things_of(mine) == [[f"e{sooner.pk}", f"e{later.pk}"]]
    assert things_of(theirs) == [[f"e{sooner.pk}", f"e{other.pk}", f"e{later.pk}"]]
    assert things_of(nobody) == []
    assert DigestIssue.objects.get().counts == {"2": 1, "3": 1}
    planned = Delivery.objects.order_by("recipient").values_list("recipient", "channel", "dispatch__state")
    assert list(planned) == [(mine.pk, "email", "scheduled"), (theirs.pk, "email", "scheduled")]
    assert set(Dispatch.objects.values_list("service", "lane", "statutory")) == {("events", "campaign", False)}


def test_nothing_comes_twice_and_a_week_without_news_has_no_digest() -> None:
    first, mine = event(days=20), reader()
    assert (make(), make()) == (1, 0)
    assert make(THURSDAY + timedelta(weeks=1)) == 0
    second = event("새 강좌", days=21)
    assert make(THURSDAY + timedelta(weeks=2)) == 1
    assert things_of(mine) == [[f"e{first.pk}"], [f"e{second.pk}"]]


@pytest.mark.parametrize(
    "values",
    [
        {"state": "draft"},
        {"state": "cancelled"},
        {"fee": "10,000원"},
        {"days": 40},
        {"days": -1},
        {"capacity": 3, "seats_taken": 3},
        {"closes_at": THURSDAY - timedelta(hours=1)},
        {"age_from": 60},
        {"age_to": 20},
        {"sex": "F"},
    ],
)
def test_what_is_not_free_not_open_or_not_for_them_stands_in_no_digest(values: dict) -> None:
    event(**values)
    reader()
    assert make() == 0


def test_what_is_for_other_dongs_or_registered_for_stands_in_no_digest() -> None:
    far, taken = event(), event("낭독회")
    far.residents_of.add(SONGJEONG)
    mine = reader()
    Registration.objects.create(event=taken, resident=mine, state="registered", route="web")
    assert make() == 0
    neighbour = reader("김철수", dong=SONGJEONG, address="서울특별시 성동구 광나루로 1")
    make(THURSDAY + timedelta(weeks=1))
    assert len(things_of(neighbour)[0]) == 2


def test_who_ended_news_withdrew_wants_quiet_or_had_enough_gets_none(settings: pytest.FixtureRequest) -> None:
    event()
    ended, withdrew, quiet, no_wish = reader(), reader("가"), reader("나"), reader("다")
    Subscription.objects.filter(resident=ended, channel="email").delete()
    choices.withdraw(withdrew, ConsentKind.PROMOTIONAL)
    Resident.objects.filter(pk=quiet.pk).update(quiet_until=THURSDAY.date() + timedelta(days=3))
    DigestWish.objects.filter(resident=no_wish).delete()
    assert make() == 0


def test_a_digest_costs_as_much_of_the_week_as_a_campaign(settings: pytest.FixtureRequest) -> None:
    settings.CAMPAIGN_WEEKLY_BUDGET = 1
    event()
    mine = reader()
    make()
    assert tired(THURSDAY + timedelta(days=2)) == Tired.of([mine.pk])
    event("새 강좌")
    assert matching.foresee(THURSDAY + timedelta(days=2)).readers == 0
    assert matching.foresee(THURSDAY + timedelta(days=7)).readers == 1


@pytest.mark.parametrize("at", [THURSDAY - timedelta(days=1), THURSDAY - timedelta(hours=1), THURSDAY.replace(hour=19)])
def test_it_is_made_at_its_hour_only(at: datetime) -> None:
    event()
    reader()
    assert make(at) == 0


def test_six_at_most_and_the_rest_next_week() -> None:
    for at in range(8):
        event(f"강좌 {at}", days=20 + at)
    mine = reader()
    make()
    make(THURSDAY + timedelta(weeks=1))
    assert [len(one) for one in things_of(mine)] == [6, 2]


def test_each_reads_it_in_their_language_dates_and_all() -> None:
    event(days=10)
    mine, theirs = reader(), reader("Ann")
    Resident.objects.filter(pk=theirs.pk).update(language="en")
    assert make() == 2
    assert DigestIssue.objects.get().counts == {"1": 2}
    read = {one.pk: "\n".join(letter_of(one)) for one in (mine, theirs)}
    assert "2026년 12월 6일 (일) 오전 10:05, 성동구립도서관" in read[mine.pk]
    assert "12/6" not in read[theirs.pk] and "2026-12-6 (Sun) 10:05 AM, 성동구립도서관" in read[theirs.pk]
    assert set(Dispatch.objects.values_list("title", flat=True)) == {"11월 26일 주간 소식"}  # the office's word for it


def test_a_hostile_title_is_only_words() -> None:
    event('<script>alert("x")</script>\r\nBcc: a@b.kr')
    mine = reader()
    make()
    content = compile_content(Content.objects.get())
    dispatch = Dispatch.objects.get()
    values = letters.DigestValues().values_for(dispatch.pk, [mine.pk])[mine.pk]
    assert content.needed == {*values, WAY_OUT}
    values = {**values, WAY_OUT: "https://sotong.example/u/1"}
    assert content.html is not None
    page = content.html.render(values)
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "/my/news/" in page and "/my/news/" in content.text.render(values)
    assert "<img" not in page


def test_an_officer_sees_it_coming_stops_it_and_takes_it_up_again(client: Client) -> None:
    event("겨울 강좌")
    for at in range(6):
        reader(f"독자{at}")
    client.force_login(officer())
    page = client.get("/staff/results/digest").content.decode()
    assert "겨울 강좌" in page and ">6<" in page.replace(" ", "").replace("\n", "")
    client.post("/staff/results/digest/stop", {"day": "2026-11-26"})
    assert make() == 0
    client.post("/staff/results/digest/take-up", {"day": "2026-11-26"})
    assert make() == 6
    client.force_login(approver())
    client.post("/staff/results/digest/stop", {"day": "2026-11-26"})
    assert set(Delivery.objects.values_list("state", flat=True)) == {"cancelled"}
    assert DigestIssue.objects.get().stopped_by.username == "approver"
    assert client.post("/staff/results/digest/stop", {"day": "x"}).status_code == 302


def test_pages_of_a_digest_need_a_fixed_number_of_queries(client: Client, django_assert_max_num_queries) -> None:
    client.force_login(officer())
    for week in range(3):
        event(f"강좌 {week}", days=7 * week + 9)
        reader(f"독자{week}")
        make(THURSDAY + timedelta(weeks=week))
    with time_machine.travel(THURSDAY + timedelta(weeks=3)), django_assert_max_num_queries(16):
        client.get("/staff/results/digest")
    assert DigestDispatch.objects.count() >= 3
