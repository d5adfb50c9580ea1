"""Whatever is done and by whichever way, the narrow table says what a plain recount says, in the same transaction."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Dong
from campaigns.audiences.recount import recount
from campaigns.models import Reach, Way
from deliveries.models import Suppression
from residents import choices, contacts, destruction, leaving, subscriptions
from residents.enrolment import enrol
from residents.models import Channel, ConsentKind, ContactPoint, Household, Interest, Resident, Route
from tests.campaigns.audiences.recounting import plain, projected
from tests.people import MAJANG, SONGJEONG, VERIFIED, form, subscriber

pytestmark = pytest.mark.django_db


class District:
    """Some households, and verbs that do something to one of their people by number."""

    def __init__(self) -> None:
        self.number = 0

    def one(self, at: int) -> Resident | None:
        everybody = list(Resident.objects.filter(left_at=None).order_by("pk"))
        return everybody[at % len(everybody)] if everybody else None

    def enrol(self, at: int) -> None:
        forms = []
        for _ in range(1 + at % 3):
            self.number += 1
            forms.append(
                form(
                    f"주민{self.number}",
                    date(1960 + (self.number * 13 + at) % 64, 3, 1),
                    dong=MAJANG if at % 2 else SONGJEONG,
                    address=f"길 {at % 3}",
                    sms=f"0102222{self.number:04d}" if at % 4 else None,
                    email=f"p{self.number}@example.com" if at % 5 else None,
                    verified=VERIFIED if at % 3 else None,
                    services={"events": {Channel.EMAIL, Channel.SMS}} if at % 2 else None,
                    consents={ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL},
                )
            )
        enrol(forms)

    def act(self, verb: str, at: int) -> None:
        person = self.one(at)
        if verb == "enrol" or person is None:
            self.enrol(at)
            return
        getattr(self, verb)(person, at)

    def choose(self, person: Resident, at: int) -> None:
        wanted = {("events", channel) for place, channel in enumerate(Channel) if at >> place & 1}
        if ConsentKind.PROMOTIONAL in choices.given(person):
            choices.choose(person, wanted)
            choices.interested_in(person, Interest.objects.filter(pk__in=[1 + at % 15, 1 + at % 7]))

    def withdraw(self, person: Resident, at: int) -> None:
        choices.withdraw(person, ConsentKind.PROMOTIONAL)

    def give(self, person: Resident, at: int) -> None:
        choices.give(person, ConsentKind.PROMOTIONAL)

    def quiet(self, person: Resident, at: int) -> None:
        choices.be_quiet(person, date(2026, 11, 1 + at % 28) if at % 3 else None)
        choices.speak(person, "en" if at % 2 else "ko")

    def stop(self, person: Resident, at: int) -> None:
        for contact in person.contacts.filter(stopped_at=None)[:1]:
            contacts.stop(contact, because="not_me")

    def prove(self, person: Resident, at: int) -> None:
        contacts.replace(person, Channel.EMAIL, f"new{at}@example.com", proved_at=VERIFIED)

    def suppress(self, person: Resident, at: int) -> None:
        for contact in person.contacts.all()[: 1 + at % 2]:
            Suppression.objects.get_or_create(channel=contact.channel, address_hash=bytes(contact.address_hash))

    def lift(self, person: Resident, at: int) -> None:
        Suppression.objects.all().delete()

    def end(self, person: Resident, at: int) -> None:
        subscriptions.end_all(person.pk, route=Route.ONLINE)

    def leave(self, person: Resident, at: int) -> None:
        leaving.leave(person, told=False)
        if at % 2:
            destruction.destroy(person.pk)

    def bulk(self, person: Resident, at: int) -> None:
        Resident.objects.filter(dong=person.dong_id).update(sex="F" if at % 2 else "M", birth_year=1990 + at % 36)
        Household.objects.update(tong=at % 9 or None)
        ContactPoint.objects.filter(channel="sms").update(verified_at=VERIFIED if at % 2 else None)

    def move(self, person: Resident, at: int) -> None:
        other = Household.objects.order_by("pk")[at % Household.objects.count()]
        Resident.objects.filter(pk=person.pk).update(household=other, dong=other.dong_id)


VERBS = st.tuples(
    st.sampled_from(
        [
            "enrol",
            "choose",
            "withdraw",
            "give",
            "quiet",
            "stop",
            "prove",
            "suppress",
            "lift",
            "end",
            "leave",
            "bulk",
            "move",
        ]
    ),
    st.integers(0, 60),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(VERBS, min_size=1, max_size=10))
def test_after_any_verbs_the_reach_is_what_a_plain_recount_says(acts):
    with transaction.atomic():
        district = District()
        district.enrol(1)
        for verb, at in acts:
            district.act(verb, at)
            assert projected() == plain(), verb
        transaction.set_rollback(True)


def test_who_left_has_no_row_and_the_others_lose_the_child():
    parent = subscriber("부모", date(1985, 1, 1))
    child = subscriber("아이", date(2018, 1, 1), sms="01099998888", email=None)
    assert Reach.objects.get(pk=parent.pk).young == 1 << 18
    leaving.leave(child, told=False)
    assert Reach.objects.get().pk == parent.pk
    assert Reach.objects.get().young == 0
    assert destruction.destroy(child.pk)


def test_the_recount_mends_what_was_written_around_the_triggers_and_says_how_much():
    one, other = subscriber(), subscriber("성춘향", sms="01087654321", email=None)
    assert recount() == 0
    Reach.objects.filter(pk=one.pk).update(email=Way.NOT_SUBSCRIBED, email_contact=None)
    Reach.objects.filter(pk=other.pk).delete()
    Reach.objects.create(resident_id=999_999, dong_id=MAJANG, household_id=1, **_anything())
    assert recount() == 3
    assert projected() == plain()


def test_a_table_that_is_emptied_takes_its_people_out():
    subscriber()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE residents_subscription")
        assert Reach.objects.get().email == Way.NOT_SUBSCRIBED
        cursor.execute("TRUNCATE residents_household CASCADE")
    assert not Reach.objects.exists()


def test_a_page_of_an_import_costs_no_statement_for_each_person(django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        enrol([form(f"주민{n}", address=f"길 {n}", sms=f"0103333{n:04d}", email=None) for n in range(60)])
    assert Reach.objects.count() == 60


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_transactions_that_change_different_things_of_one_person_both_end_up_in_the_row():
    person = subscriber()
    written, go_on = threading.Event(), threading.Event()

    def stops_the_number() -> None:
        try:
            with transaction.atomic():
                contacts.stop(person.contacts.get(channel="sms"), because="not_me")
                written.set()
                go_on.wait(10)
        finally:
            connection.close()

    def suppresses_the_address() -> None:
        try:
            contact = person.contacts.get(channel="email")
            Suppression.objects.create(channel="email", address_hash=bytes(contact.address_hash), reason="x")
        finally:
            connection.close()

    first = threading.Thread(target=stops_the_number)
    second = threading.Thread(target=suppresses_the_address)
    first.start()
    written.wait(10)
    second.start()
    while second.is_alive() and not _waits():
        second.join(0.02)
    go_on.set()
    first.join()
    second.join()
    row = Reach.objects.get()
    assert (row.email, row.sms) == (Way.SUPPRESSED, Way.STOPPED)


def _waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def _anything() -> dict[str, Any]:
    return {
        "tong": 1, "sex": "M", "birth_year": 1980, "language": "ko", "interests": 0, "consents": 0, "young": 0,
        "email": 1, "sms": 1,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _the_dongs(db: None) -> None:
    assert Dong.objects.filter(code__in=[MAJANG, SONGJEONG]).count() == 2
