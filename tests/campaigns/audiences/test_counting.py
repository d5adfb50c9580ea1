"""Counting: the sums are those of a plain recount, person by person, in districts of chance."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from campaigns.audiences import asking
from campaigns.audiences.counting import count
from campaigns.audiences.picture import picture_of
from campaigns.audiences.tree import parse
from campaigns.models import Event, Registration, Survey, SurveyResponse
from campaigns.sending import fatigue
from campaigns.sending.fatigue import Tired
from deliveries.models import Delivery, Dispatch, Suppression
from residents.enrolment import enrol
from residents.models import Channel, ConsentKind, Interest, Resident
from tests.campaigns.audiences.recounting import counted
from tests.campaigns.audiences.test_tree import EVERY, leaf
from tests.campaigns.conftest import NOW
from tests.people import MAJANG, SONGJEONG, VERIFIED, form, subscriber

pytestmark = pytest.mark.django_db
BOTH = ("email", "sms")
OF_THE_ROW = [slug for slug in EVERY if slug not in ("event", "survey", "unwritten", "consent")]


def everybody(**more: Any) -> dict[str, Any]:
    return {"op": "and", "of": [{"is": "everybody"}], **more}


def district(chance: random.Random, people: int) -> None:
    forms = []
    for number in range(people):
        services = {"events": {one for one in Channel if chance.random() < 0.8}}
        consents = {ConsentKind.COLLECTION_USE} | ({ConsentKind.PROMOTIONAL} if chance.random() < 0.85 else set())
        one = form(
            f"주민{number}",
            date(chance.randrange(1940, 2024), 3, 1),
            dong=chance.choice([MAJANG, SONGJEONG]),
            address=f"길 {chance.randrange(people // 2)}",
            sms=f"0104444{number:04d}" if chance.random() < 0.8 else None,
            email=f"c{number}@example.com" if chance.random() < 0.8 else None,
            verified=VERIFIED if chance.random() < 0.8 else None,
            services=services,
            consents=consents,
        )
        forms.append(one)
    enrol(forms)
    interests = list(Interest.objects.all())
    for person in Resident.objects.all():
        person.interests.set(chance.sample(interests, chance.randrange(4)))
        person.sex = chance.choice(["M", "F", ""])
        person.language = chance.choice(["ko", "en"])
        person.quiet_until = chance.choice([None, None, NOW.date(), NOW.date() + timedelta(days=1)])
        person.save()
        for contact in person.contacts.all():
            if chance.random() < 0.1:
                Suppression.objects.create(channel=contact.channel, address_hash=bytes(contact.address_hash))


def a_tree(chance: random.Random, depth: int = 1) -> dict[str, Any]:
    def node() -> dict[str, Any]:
        if depth < 3 and chance.random() < 0.3:
            return a_tree(chance, depth + 1)
        one = leaf(chance.choice(OF_THE_ROW))
        return {**one, "not": True} if chance.random() < 0.3 else one

    tree: dict[str, Any] = {"op": chance.choice(["and", "or"]), "of": [node() for _ in range(chance.randrange(1, 4))]}
    return {**tree, "not": True} if chance.random() < 0.2 else tree


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_sums_are_those_of_a_plain_recount(seed, monkeypatch):
    chance = random.Random(seed)
    district(chance, 60)
    tired = set(Resident.objects.filter(pk__in=chance.sample(range(1, 10_000), 5_000)).values_list("pk", flat=True))
    monkeypatch.setattr(fatigue, "tired_lately", lambda at: Tired.of(tired))
    for _ in range(25):
        tree = parse(a_tree(chance))
        channels = chance.choice([BOTH, ("email",), ("sms",)])
        found = count(tree, channels=channels, at=NOW)
        expected = counted(tree, channels, NOW, tired)
        assert {name: getattr(found, name) for name in expected} == expected
        assert found.matching == found.reachable + sum(found.excluded.values())


def test_alimtalk_goes_where_the_sms_goes():
    subscriber(email=None)
    found = count(everybody(), channels=["alimtalk", "email"], at=NOW)
    assert found.by_channel == {"alimtalk": 1, "email": 0}
    assert count(everybody(), channels=[], at=NOW).reachable == 0


def test_small_parts_are_masked_and_very_few_are_no_number_at_all():
    for number in range(12):
        subscriber(f"주민{number}", email=f"m{number}@example.com", sms=None)
    subscriber("성춘향", date(1950, 1, 1), email="s@example.com", sms=None, dong=SONGJEONG, address="송정길 1")
    found = count(everybody(), channels=BOTH, at=NOW)
    assert found.matching == 13
    assert None in found.by_dong.values()
    assert not found.is_tiny
    few = count({"op": "and", "of": [leaf("dong", dongs=[SONGJEONG])]}, channels=BOTH, at=NOW)
    assert few.is_tiny
    assert few.is_small
    assert [bar.share for bar in picture_of(found).channels] == [100.0, 0.0]


def members(*nodes: dict[str, Any]) -> set[int]:
    condition, parameters = asking.where({"op": "and", "of": list(nodes)}, at=NOW)
    sql = f"SELECT r.resident_id FROM campaigns_reach AS r WHERE {condition}"
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return {pk for (pk,) in cursor.fetchall()}


def test_who_took_part_and_who_answered_is_found_and_guests_are_nobody():
    came, registered, other = (
        subscriber(name, sms=f"0105555000{at}", email=None) for at, name in enumerate(["가온", "나래", "다솜"])
    )
    event = Event.objects.create(
        slug="e", title="강좌", place="도서관", interest_id=3, starts_at=NOW, ends_at=NOW + timedelta(hours=1)
    )
    for person, at in ((came, NOW - timedelta(days=40)), (registered, None), (None, NOW)):
        Registration.objects.create(event=event, resident=person, state="registered", route="web", came_at=at)
    assert members(leaf("event", how="came", months=2)) == {came.pk}
    assert members(leaf("event", how="came", months=1)) == set()
    assert members(leaf("event", how="registered", months=1)) == {came.pk, registered.pk}
    assert members(leaf("event", how="registered", months=1, interest="4")) == set()
    assert members(leaf("event", how="registered", months=1, **{"not": True})) == {other.pk}
    survey = Survey.objects.create(slug="s", title="설문", anonymous=False, state="open")
    for person in (came, None):
        SurveyResponse.objects.create(survey=survey, resident=person, day=NOW.date())
    assert members(leaf("survey")) == {came.pk}
    assert members(leaf("survey", survey=str(survey.pk), **{"not": True})) == {registered.pk, other.pk}


@pytest.mark.parametrize(
    ("lane", "state", "days", "written"),
    [
        ("campaign", "accepted", 3, True),
        ("campaign", "delivered", 13, True),
        ("campaign", "accepted", 15, False),
        ("campaign", "skipped", 3, False),
        ("notice", "delivered", 3, False),
    ],
)
def test_who_was_written_to_lately_is_not_asked_for(lane, state, days, written):
    person = subscriber()
    at = NOW - timedelta(days=days)
    dispatch = Dispatch.objects.create(
        title="t", source="s", service="events", lane=lane, started_at=at, finished_at=at
    )
    Delivery.objects.create(
        dispatch=dispatch, channel="sms", recipient=1, resident=person, contact_id=1, state=state, accepted_at=at
    )
    assert members(leaf("unwritten", days=14)) == (set() if written else {person.pk})
