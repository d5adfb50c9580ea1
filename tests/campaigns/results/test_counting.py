"""Results against a plain recount of a random district."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.models import Campaign, Click, Event, Registration
from campaigns.results.attendance import Attendance, attendance, attendance_parts
from campaigns.results.counting import Counted, count, count_parts
from campaigns.results.people_messages import people_messages
from campaigns.results.scope import Period, Scope
from deliveries.models import Delivery
from residents.models import Resident, SubscriptionEnd
from tests.campaigns.conftest import NOW
from tests.campaigns.results import district

pytestmark = pytest.mark.django_db
WENT, LOST = ("accepted", "delivered"), ("bounced", "failed", "skipped", "cancelled")


def recount(one: Campaign, of: set[int] | None = None) -> Counted:
    """Count one campaign person by person."""
    found: Counter[str] = Counter()
    by_person: dict[int, list[Delivery]] = {}
    for row in Delivery.objects.filter(dispatch__campaign_part__campaign=one):
        by_person.setdefault(row.recipient, []).append(row)
    for number, rows in by_person.items():
        if of is not None and number not in of:
            continue
        went = [row.accepted_at for row in rows if row.state in WENT and row.accepted_at]
        clicked = Click.objects.filter(link__campaign=one, resident_number=number).exists()
        mine = Registration.objects.filter(event=one.event, resident=number).exclude(state="cancelled").first()
        registered = bool(mine and went and mine.created_at >= min(went))
        ends = SubscriptionEnd.objects.filter(resident=number, service="events").values_list("ended_at", flat=True)
        found["planned"] += 1
        found["reached"] += bool(went) or clicked
        found["lost"] += all(row.state in LOST for row in rows) and not clicked
        found["clicked"] += clicked
        found["responded"] += clicked or registered
        found["registered"] += registered
        found["came"] += bool(registered and mine and mine.came_at)
        found["opted_out"] += bool(went) and any(timedelta() <= end - min(went) < timedelta(days=7) for end in ends)
    if of is None:
        left = Click.objects.filter(link__campaign=one, resident_number__lt=0).count()
        found["clicked"] += left
        found["responded"] += left
    return Counted(**found)


@pytest.mark.parametrize("seed", [1, 2])
def test_campaigns_are_counted_as_one_counts_them_by_hand(seed: int, django_assert_num_queries) -> None:
    chance, residents = district.settle(60, seed)
    sent = [district.campaign(chance, residents, NOW - timedelta(days=days)) for days in (20, 3)]
    with django_assert_num_queries(3):
        counted = count([one.pk for one in sent])
    assert counted == {one.pk: recount(one) for one in sent}
    assert counted[sent[0].pk].came > 0 and counted[sent[0].pk].opted_out > 0

    parts = count_parts([sent[0].pk])
    year = timezone.localdate().year
    for dong, one in parts.dongs.items():
        assert one == recount(sent[0], set(Resident.objects.filter(dong=dong).values_list("pk", flat=True)))
    for band, one in parts.bands.items():
        ages = {pk for pk, born in Resident.objects.values_list("pk", "birth_year") if _band(born, year) == band}
        assert one == recount(sent[0], ages)
    assert sum(one.planned for one in parts.bands.values()) == counted[sent[0].pk].planned


def _band(born: int | None, year: int) -> int:
    return -1 if born is None else sum(year - born >= begin for begin in (20, 30, 40, 50, 60, 70, 80))


def test_people_messages_are_messages_that_went_out(django_assert_num_queries) -> None:
    chance, residents = district.settle(40, 3)
    mine = district.campaign(chance, residents, NOW - timedelta(days=30))
    district.campaign(chance, residents, NOW - timedelta(days=2), department="민방위팀")
    period = Period((NOW - timedelta(days=40)).date(), NOW.date())
    went = Delivery.objects.filter(state__in=WENT)
    with django_assert_num_queries(1):
        found = people_messages(Scope(None), period)
    assert found.total == went.count()
    assert found.by(lambda line: line.channel) == Counter(went.values_list("channel", flat=True))
    months = Counter(timezone.localtime(at).date().replace(day=1) for at in went.values_list("accepted_at", flat=True))
    assert found.by(lambda line: line.month) == months
    own = people_messages(Scope(mine.department), period)
    assert own.total == went.filter(dispatch__campaign_part__campaign=mine).count()
    assert people_messages(Scope(None), Period(period.first, period.first)).total == 0


def test_seats_are_counted_as_one_counts_them_by_hand() -> None:
    chance, residents = district.settle(50, 4)
    event: Event | None = district.campaign(chance, residents, NOW - timedelta(days=5)).event
    assert event is not None
    Registration.objects.create(event=event, guest_name="손님", seats=2, state="registered", route="phone")
    rows = list(event.registrations.select_related("resident"))

    def by_hand(some: list[Registration]) -> Attendance:
        return Attendance(
            sum(one.seats for one in some if one.state in ("registered", "offered")),
            sum(one.seats for one in some if one.state in ("waiting", "entered")),
            sum(one.seats for one in some if one.state == "cancelled"),
            sum(one.came_seats for one in some),
        )

    assert attendance([event.pk]) == {event.pk: by_hand(rows)}
    parts = attendance_parts([event.pk])
    assert parts.routes == {route: by_hand([one for one in rows if one.route == route]) for route in ("web", "phone")}
    assert parts.dongs == {
        dong: by_hand([one for one in rows if one.resident and one.resident.dong_id == dong]) for dong in parts.dongs
    }
