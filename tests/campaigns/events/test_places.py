"""The verbs of an event's list: registering, waiting, offers, the lot, changes of the event."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from campaigns.events import lots, places
from campaigns.events.waiting import open_until
from campaigns.models import Event, EventState, Fairness, RegistrationState
from deliveries.models import TransactionalMessage
from tests.campaigns.conftest import NOW
from tests.campaigns.events.making import COUNTER, PHONE, SMS, STARTS, WEB, event, join, people, recount, states
from tests.people import SONGJEONG, clerk, officer, resident

pytestmark = pytest.mark.django_db


def _told() -> list[tuple[str, str]]:
    return [(one.address, one.kind) for one in TransactionalMessage.objects.order_by("pk")]


def test_a_freed_place_is_offered_to_the_next_and_nobody_else_gets_it():
    found, (a, b, c, d) = event(1), people(4)
    first, second, third = join(found, a, b, c)
    assert (first.state, second.state, third.state) == ("registered", "waiting", "waiting")
    places.cancel(first, route=PHONE)
    assert states(found) == ["cancelled", "offered", "waiting"]
    (fourth,) = join(found, d)
    assert fourth.state == "waiting"
    places.accept(second, route=SMS)
    assert states(found) == ["cancelled", "registered", "waiting", "waiting"]
    assert places.accept(second, route=SMS).state == "registered"  # a second click
    kinds = [kind for _address, kind in _told()]
    assert kinds == [
        "event_registered", "event_waiting", "event_waiting", "event_cancelled", "event_offered", "event_waiting",
        "event_registered",
    ]  # fmt: skip
    found.refresh_from_db()
    assert found.seats_taken == recount(found) == 1
    changes = [(one.from_state, one.to_state, one.route) for one in second.changes.all()]
    assert changes == [("", "waiting", "web"), ("waiting", "offered", ""), ("offered", "registered", "sms")]


def test_what_is_told_says_what_it_is_and_where_to_go():
    found, (a, b) = event(1), people(2)
    first, second = join(found, a, b)
    places.cancel(first, route=WEB)
    texts = {one.kind: one.text for one in TransactionalMessage.objects.all()}
    assert found.title in texts["event_offered"]
    assert f"/my/events/r/{second.token}" in texts["event_offered"]
    assert found.place in texts["event_registered"]


def test_an_offer_that_runs_out_goes_on_and_is_over():
    found, (a, b, c) = event(1), people(3)
    first, second, third = join(found, a, b, c)
    places.cancel(first, route=WEB)
    second.refresh_from_db()
    with time_machine.travel(second.offered_until):
        with pytest.raises(places.OfferOver):
            places.accept(second, route=WEB)
        assert places.expire_offers() == 1
        assert states(found) == ["cancelled", "expired", "offered"]
        with pytest.raises(places.OfferOver):
            places.decline(second, route=WEB)
        assert join(found, b)[0].state == "waiting"  # may stand in line again, at its end
        places.decline(third, route=WEB)
        assert states(found) == ["cancelled", "expired", "cancelled", "offered"]


def test_an_offer_is_shorter_when_the_event_is_near_and_never_ends_at_night():
    assert timezone.localtime(places_open_until(STARTS, 24)) == NOW + timedelta(hours=24)
    assert places_open_until(NOW + timedelta(hours=8), 24) == NOW + timedelta(hours=4)
    assert places_open_until(STARTS, 12) == NOW.replace(day=24, hour=9)  # 22:00 becomes the morning
    assert places_open_until(STARTS, 20) == NOW.replace(day=24, hour=9)  # as does 6:00


def places_open_until(starts_at, hours):
    return open_until(Event(starts_at=starts_at, offer_hours=hours))


def test_a_party_that_does_not_fit_is_passed_over_and_keeps_its_place():
    found, (a, b, c, d) = event(3, companions_at_most=2), people(4)
    (first,) = join(found, a)
    (second,) = join(found, d, seats=2)
    (_family,) = join(found, b, seats=3)
    (alone,) = join(found, c)
    places.cancel(first, route=WEB)
    assert states(found) == ["cancelled", "registered", "waiting", "offered"]
    places.cancel(second, route=WEB)
    assert states(found)[2] == "waiting"
    places.decline(alone, route=WEB)
    assert states(found)[2] == "offered"


def test_a_smaller_party_keeps_its_place_and_may_get_a_seat_sooner():
    found, (a, b) = event(2, companions_at_most=2), people(2)
    (first,) = join(found, a, seats=2)
    (second,) = join(found, b, seats=2)
    assert places.come_with_fewer(first, 1, route=WEB).seats == 1
    assert states(found) == ["registered", "waiting"]
    assert places.come_with_fewer(second, 1, route=WEB).state == "offered"
    found.refresh_from_db()
    assert found.seats_taken == recount(found) == 2


def test_a_second_click_gets_the_same_registration():
    found, (a,) = event(), people(1)
    (first,) = join(found, a)
    with pytest.raises(places.AlreadyRegistered) as refused:
        places.register(found, resident=a, route=PHONE, by=clerk())
    assert refused.value.registration == first
    assert len(_told()) == 1


def test_who_gave_up_a_place_stands_at_the_end_when_they_come_back():
    found, (a, b) = event(1), people(2)
    first, _second = join(found, a, b)
    places.cancel(first, route=WEB)
    assert places.cancel(first, route=WEB).state == "cancelled"
    assert join(found, a)[0].state == "waiting"
    assert [kind for _address, kind in _told()].count("event_cancelled") == 1


def test_only_who_fits_the_rules_may_come():
    found = event(age_from=60, sex="F")
    found.residents_of.add(SONGJEONG)
    with pytest.raises(places.NotEligible) as refused:
        places.register(found, resident=resident(), route=WEB)
    assert len(refused.value.reasons) == 3
    assert all(str(reason) for reason in refused.value.reasons)


def test_the_age_is_that_on_the_day_of_the_event():
    found = event(age_from=60)
    sixty = resident("김예순", date(1966, 12, 10), sms="01022223333", email=None)
    almost = resident("김거의", date(1966, 12, 11), sms="01022223334", email=None, address="마장로 9")
    assert join(found, sixty)[0].state == "registered"
    with pytest.raises(places.NotEligible):
        join(found, almost)


def test_more_companions_than_allowed_are_refused():
    found, (a,) = event(companions_at_most=1), people(1)
    with pytest.raises(places.NotEligible):
        join(found, a, seats=3)


def test_a_guest_is_written_down_by_the_office_only_and_told_by_sms():
    found, person = event(1), clerk()
    with pytest.raises(places.NotEligible):
        places.register(found, guest=("김손님", "010-3333-4444"), route=PHONE)
    with pytest.raises(ValidationError):
        places.register(found, guest=("800131-1234567", "010-3333-4444"), route=PHONE, by=person)
    guest = places.register(found, guest=("김손님", "010-3333-4444"), route=PHONE, by=person)
    assert (guest.guest_phone, guest.recorded_by) == ("01033334444", person)
    with pytest.raises(places.AlreadyRegistered):
        places.register(found, guest=("김손님", "01033334444"), route=COUNTER, by=person)
    assert _told() == [("01033334444", "event_registered")]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"state": EventState.DRAFT}, "draft"),
        ({"state": EventState.CANCELLED}, "cancelled"),
        ({"takes_registrations": False}, "none_needed"),
        ({"opens_at": NOW + timedelta(minutes=1)}, "not_yet"),
        ({"closes_at": NOW}, "over"),
        ({"starts_at": NOW - timedelta(hours=3), "ends_at": NOW}, "past"),
    ],
)
def test_nobody_registers_when_it_is_not_open(values, why):
    with pytest.raises(places.NotOpen) as refused:
        join(event(**values), *people(1))
    assert refused.value.why == why


def test_at_the_door_a_clerk_writes_down_who_comes_while_there_is_room():
    found, (a, b) = event(1, starts_at=NOW - timedelta(minutes=5), ends_at=NOW + timedelta(hours=1)), people(2)
    with pytest.raises(places.NotOpen):
        join(found, a)
    person = clerk()
    assert places.register(found, resident=a, route=COUNTER, by=person).state == "registered"
    with pytest.raises(places.Full):
        places.register(found, resident=b, route=COUNTER, by=person)


def test_a_full_waiting_list_is_said():
    found, (a, b, c) = event(1, waiting_capacity=1), people(3)
    join(found, a, b)
    with pytest.raises(places.Full):
        join(found, c)
    assert found.registrations.count() == 2


def test_more_seats_are_offered_on_and_fewer_than_promised_are_refused():
    found, everybody, by = event(1), people(4), officer()
    join(found, *everybody)
    assert places.change(found, by=by, capacity=3).sequence == 1
    assert states(found) == ["registered", "offered", "offered", "waiting"]
    with pytest.raises(places.TooFewSeats) as refused:
        places.change(found, by=by, capacity=2)
    assert refused.value.taken == 3
    places.change(found, by=by, capacity=None)
    assert states(found)[3] == "offered"


def test_another_place_is_told_to_everybody_and_a_mended_summary_to_nobody():
    found, by = event(1), officer()
    join(found, *people(2))
    places.change(found, by=by, summary="고쳤습니다")
    assert len(_told()) == 2
    places.change(found, by=by, place="왕십리광장")
    assert [kind for _address, kind in _told()][2:] == ["event_changed", "event_changed"]
    text = TransactionalMessage.objects.last().text
    assert [text.count(said) for said in ("왕십리광장", found.place, found.title)] == [1, 1, 1]


def test_a_cancelled_event_tells_everybody_once_and_holds_no_seats():
    found, by = event(1), officer()
    join(found, *people(3))
    places.cancel_event(found, by=by, because="강사 사정")
    again = places.cancel_event(found, by=by, because="강사 사정")
    assert [kind for _address, kind in _told()][3:] == ["event_called_off"] * 3
    assert (again.seats_taken, set(states(found))) == (0, {"cancelled"})
    assert "강사 사정" in TransactionalMessage.objects.last().text


def test_publishing_a_lot_commits_to_its_seed():
    found = event(state=EventState.DRAFT, fairness=Fairness.LOT, published_at=None)
    public = places.publish(found, by=officer())
    assert (public.state, len(lots.commitment(public))) == ("published", 64)
    assert places.publish(found, by=public.created_by or officer("another")).lot_seed == public.lot_seed


def test_a_lot_is_drawn_once_after_closing_and_can_be_checked():
    found = event(2, fairness=Fairness.LOT, lot_seed="ab" * 32, closes_at=NOW + timedelta(hours=1), waiting_capacity=2)
    tickets = join(found, *people(5))
    assert {one.state for one in tickets} == {"entered"}
    assert [one.lot_number for one in tickets] == [1, 2, 3, 4, 5]
    with pytest.raises(places.NotDrawnYet):
        places.draw(found)
    with time_machine.travel(NOW + timedelta(hours=1)):
        assert places.draw_due() == 1
        with pytest.raises(places.NotDrawnYet):
            places.draw(found)
    order = lots.in_drawn_order("ab" * 32, range(1, 6))
    by_number = {one.lot_number: one for one in found.registrations.all()}
    assert [by_number[number].state for number in order] == ["registered"] * 2 + ["waiting"] * 2 + ["not_drawn"]
    assert [by_number[number].rank for number in order[2:4]] == [1, 2]
    assert sorted(kind for _address, kind in _told()[5:]) == [
        "event_not_drawn", "event_registered", "event_registered", "event_waiting", "event_waiting",
    ]  # fmt: skip
    found.refresh_from_db()
    assert found.seats_taken == recount(found) == 2
    with time_machine.travel(NOW + timedelta(hours=2)):
        places.cancel(by_number[order[0]], route=WEB)
        assert found.registrations.get(lot_number=order[2]).state == "offered"


def test_check_in_may_come_late_twice_and_be_taken_back():
    found, (a, b), by = event(3, companions_at_most=2), people(2), officer()
    (first,) = join(found, a, seats=2)
    (waiting,) = join(found, b, seats=2)
    at = STARTS + timedelta(minutes=3)
    places.check_in(first, seats=1, by=by, at=at + timedelta(minutes=9))
    came = places.check_in(first, seats=2, by=by, at=at)
    assert (came.came_at, came.came_seats) == (at, 2)
    assert places.check_in(first, seats=5, by=by, at=at).came_seats == 2
    with pytest.raises(places.NotOpen):
        places.cancel(first, route=WEB)
    assert places.check_in(first, seats=0, by=by, at=at).came_at is None
    with pytest.raises(places.NotRegistered):
        places.check_in(waiting, seats=1, by=by, at=at)


def test_nobody_is_asked_so_shortly_before_it_begins():
    found, (a, b) = event(1, starts_at=NOW + timedelta(minutes=20), ends_at=NOW + timedelta(hours=1)), people(2)
    first, _second = join(found, a, b)
    places.cancel(first, route=WEB)
    assert states(found) == [RegistrationState.CANCELLED, RegistrationState.WAITING]


def test_who_left_cannot_register():
    found, (a,) = event(), people(1)
    a.left_at = timezone.now()
    a.save()
    with pytest.raises(places.NotEligible):
        join(found, a)
