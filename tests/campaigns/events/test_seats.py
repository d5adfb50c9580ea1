"""Whatever happens to a list in whatever order, its seats are those of a plain recount, and no fitting party waits."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from campaigns.events import places
from campaigns.models import LIVE, Event, Registration, RegistrationState
from tests.campaigns.conftest import NOW
from tests.campaigns.events.making import COUNTER, PHONE, SMS, WEB, event, people, recount
from tests.people import officer

pytestmark = pytest.mark.django_db

PEOPLE = 9
ROUTES = st.sampled_from([WEB, PHONE, SMS, COUNTER])
SOMEBODY = st.integers(0, PEOPLE - 1)


class TheList(RuleBasedStateMachine):
    """An event of few seats among few people, who come, go, are asked and do not answer."""

    cast: list[Any]
    by: Any
    made = 0

    def __init__(self) -> None:
        super().__init__()
        TheList.made += 1
        self.event: Event = event(3, slug=f"list-{TheList.made}", companions_at_most=2, waiting_capacity=8)
        self.now = NOW
        self.expected_line: list[int] = []

    def _mine(self, who: int) -> Registration | None:
        return self.event.registrations.filter(resident=self.cast[who], state__in=LIVE).first()

    @rule(who=SOMEBODY, seats=st.integers(1, 3), route=ROUTES)
    def register(self, who, seats, route):
        with suppress(places.AlreadyRegistered, places.Full, places.NotEligible):
            places.register(self.event, resident=self.cast[who], seats=seats, route=route)

    @rule(who=SOMEBODY, route=ROUTES)
    def cancel(self, who, route):
        if mine := self._mine(who):
            places.cancel(mine, route=route)

    @rule(who=SOMEBODY, takes=st.booleans())
    def answer(self, who, takes):
        if mine := self._mine(who):
            try:
                (places.accept if takes else places.decline)(mine, route=SMS)
            except places.OfferOver:
                assert mine.state != RegistrationState.OFFERED

    @rule(who=SOMEBODY)
    def come_with_fewer(self, who):
        if mine := self._mine(who):
            places.come_with_fewer(mine, mine.seats - 1, route=WEB)

    @rule(seats=st.integers(1, 6))
    def change_the_capacity(self, seats):
        try:
            places.change(self.event, by=self.by, capacity=seats)
        except places.TooFewSeats as refused:
            assert refused.taken > seats

    @rule()
    def let_offers_run_out(self):
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            places.expire_offers()

    @rule()
    def offer(self):
        assert places.offer_free_places(self.event) == 0  # it was done already

    @invariant()
    def the_seats_are_those_of_a_recount(self):
        self.event.refresh_from_db()
        assert self.event.seats_taken == recount(self.event)
        assert self.event.capacity is None or self.event.seats_taken <= self.event.capacity

    @invariant()
    def nobody_waits_whose_party_fits(self):
        free = (self.event.capacity or 0) - self.event.seats_taken
        assert not self.event.registrations.filter(state=RegistrationState.WAITING, seats__lte=free).exists()

    @invariant()
    def the_line_is_in_the_order_of_coming(self):
        line = self.event.registrations.filter(state=RegistrationState.WAITING).order_by("rank")
        keys = [one.pk for one in line]
        assert keys == sorted(keys)


def test_the_seats_of_a_list_are_always_those_of_a_recount():
    TheList.cast, TheList.by = people(PEOPLE), officer()
    run_state_machine_as_test(
        TheList,
        settings=settings(
            max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
