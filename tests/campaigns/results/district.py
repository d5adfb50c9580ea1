"""A random small district in which campaigns went out and things came of them; written row by row, for recounts."""

import random
from datetime import datetime, timedelta

from campaigns import links
from campaigns.models import Campaign, CampaignDispatch, Click, Event, Registration
from deliveries.models import Delivery
from residents.models import Household, Interest, Resident, SubscriptionEnd
from tests.campaigns.conftest import NOW
from tests.deliveries.rows import dispatch
from tests.people import DEPARTMENT

DONGS = ("1120054000", "1120072000", "1120056000")
STATES = ("accepted", "delivered", "delivered", "bounced", "failed", "skipped", "unknown", "queued")


def settle(people: int, seed: int) -> tuple[random.Random, list[Resident]]:
    """Have ``people`` move in, without names or contacts: results know none."""
    chance = random.Random(seed)
    households = [
        Household.objects.create(dong_id=dong, address_hash=bytes([at]) * 16, address="")
        for at, dong in enumerate(DONGS)
    ]
    rows = []
    for at in range(people):
        household = chance.choice(households)
        rows.append(
            Resident(
                household=household,
                dong_id=household.dong_id,
                route="online",
                enrolled_on=NOW.date(),
                person_hash=at.to_bytes(16, "big"),
                enrolment_hash=at.to_bytes(16, "big"),
                birth_year=chance.choice([None, *range(1935, 2015)]),
                consents=5,
            )
        )
    return chance, Resident.objects.bulk_create(rows)


def campaign(chance: random.Random, residents: list[Resident], at: datetime, department: str = DEPARTMENT) -> Campaign:
    """Have a campaign go out at ``at``, some of it over two channels, and have things come of it, some of them late."""
    event = Event.objects.create(
        title=f"강좌 {Event.objects.count()}", slug=f"event-{Event.objects.count()}", place="도서관", state="published",
        department=department, starts_at=at + timedelta(days=2), ends_at=at + timedelta(days=2, hours=1), capacity=500,
    )  # fmt: skip
    one = Campaign.objects.create(
        title=f"소식 {Campaign.objects.count()}", department=department, event=event,
        interest=chance.choice([None, *Interest.objects.all()[:3]]),
    )  # fmt: skip
    link = links.link_to(one, "https://example.com/")
    other = links.link_to(one, "https://example.com/2")
    for part in ("all", "rest"):
        sent = dispatch(statutory=False, service="events", started_at=at, lane="campaign")
        CampaignDispatch.objects.create(campaign=one, dispatch=sent, part=part)
        for resident in chance.sample(residents, len(residents) // 3):
            for channel in chance.choice([("email",), ("sms",), ("sms", "email")]):
                state = chance.choice(STATES)
                went = state in ("accepted", "delivered")
                Delivery.objects.create(
                    dispatch=sent, channel=channel, recipient=resident.pk, resident_id=resident.pk, contact_id=1,
                    state=state, accepted_at=at + timedelta(minutes=chance.randrange(200)) if went else None,
                )  # fmt: skip
    for resident in residents:
        for to in (link, other):
            if chance.random() < 0.2:
                Click.objects.create(link=to, resident_number=resident.pk, channel=chance.choice(["email", "sms"]))
        if chance.random() < 0.3:
            mine = Registration.objects.create(
                event=event, resident=resident, seats=chance.randrange(1, 3), route=chance.choice(["web", "phone"]),
                state=chance.choice(["registered", "registered", "waiting", "cancelled", "offered"]),
            )  # fmt: skip
            came = mine.state == "registered" and chance.random() < 0.7
            Registration.objects.filter(pk=mine.pk).update(
                created_at=at + timedelta(hours=chance.randrange(-20, 40)),
                came_at=event.starts_at if came else None,
                came_seats=mine.seats if came else 0,
            )
        if chance.random() < 0.2:
            end = SubscriptionEnd.objects.create(
                resident=resident, service=chance.choice(["events", "events", "local_tax"]), channel="email",
                since=at - timedelta(days=30), route="email",
            )  # fmt: skip
            SubscriptionEnd.objects.filter(pk=end.pk).update(ended_at=at + timedelta(days=chance.uniform(-2, 10)))
    gone = chance.sample(range(len(residents)), 2)
    for at_, resident in enumerate(residents[index] for index in gone):
        Click.objects.filter(resident_number=resident.pk, link=link).update(resident_number=-(1 + at_ + 100 * one.pk))
    return one
