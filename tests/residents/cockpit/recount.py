"""A random district, and a plain recount of it in Python over the same rows, one resident after the other."""

import random
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Dong
from residents.cockpit.population import take_in
from residents.cockpit.population_files import Line
from residents.models import ContactPoint, Household, LeftBecause, Population, Resident, Route, Subscription
from tests import people

KST = ZoneInfo("Asia/Seoul")
DAY = date(2026, 11, 25)  # a Wednesday
BEGAN = date(2026, 7, 1)


def district(seed: int, *, residents: int = 400, dongs: int = 17) -> None:
    """Fill the database: several in a household, some moved, some left, some undone, some without a proved address."""
    rng = random.Random(seed)
    codes = list(Dong.objects.values_list("code", flat=True))[:dongs]
    homes = Household.objects.bulk_create(
        Household(
            dong_id=rng.choice(codes),
            tong=rng.choice([1, 2, 3, None]),
            address="",
            address_hash=rng.randbytes(32),
        )
        for _ in range(residents * 2 // 3 + 1)
    )
    everybody = Resident.objects.bulk_create(_resident(rng, homes, codes) for _ in range(residents))
    channels = [(one, channel) for one in everybody for channel in ("sms", "email")]
    ContactPoint.objects.bulk_create(
        contact for one, channel in channels if rng.random() < 0.6 for contact in _contacts(rng, one, channel)
    )
    Subscription.objects.bulk_create(
        Subscription(resident=one, service=service, channel=channel)
        for one, channel in channels
        for service in ("local_tax", "events")
        if rng.random() < 0.4
    )


def _resident(rng, homes, codes) -> Resident:
    day = BEGAN + timedelta(days=rng.randrange((DAY - BEGAN).days + 5))  # a few forms bear a day to come
    home = rng.choice(homes)
    left = because = None
    if rng.random() < 0.25:
        moment = datetime.combine(day + timedelta(days=rng.randrange(90)), time(rng.randrange(24), 30), tzinfo=KST)
        left, because = moment, rng.choice([*LeftBecause])
    return Resident(
        household=home,
        dong_id=rng.choice([home.dong_id, rng.choice(codes)]),  # one who moved: the household's place counts
        name="",
        birth_date="",
        sex=rng.choice(["M", "F", ""]),
        is_household_head=rng.random() < 0.5,
        route=rng.choice([*Route]),
        enrolled_on=day,
        person_hash=rng.randbytes(32),
        enrolment_hash=rng.randbytes(32),
        left_at=left,
        left_because=because or "",
        birth_year=rng.choice([None, *range(1935, 2015)]),
    )


def _contacts(rng, resident, channel) -> list[ContactPoint]:
    """An address that was stopped, and one in use, each of them proved or not."""
    return [
        ContactPoint(
            resident=resident,
            channel=channel,
            address="",
            address_hash=rng.randbytes(32),
            verified_at=people.VERIFIED if rng.random() < 0.7 else None,
            stopped_at=stopped,
        )
        for stopped in (people.VERIFIED, None)
    ]


def population(
    *, as_of: date = date(2026, 10, 31), from_age: int = 19, residents: int = 40, households: int = 25
) -> Population:
    """Let so many live in each of three tongs of every dong."""
    lines = [
        Line(number, code, tong, residents, households)
        for number, (code, tong) in enumerate(
            (c, t) for c in Dong.objects.values_list("code", flat=True) for t in (1, 2, 3)
        )
    ]
    return take_in(
        lines,
        as_of=as_of,
        source="주민등록 인구통계 (가상)",
        from_age=from_age,
        file_name="인구.xlsx",
        by=people.officer(),
    )


class Recount:
    """The same figures, the long way."""

    def __init__(self, day: date = DAY, from_age: int = 19) -> None:
        self.day, self.from_age = day, from_age
        rows = Resident.objects.select_related("household").prefetch_related("contacts", "subscriptions")
        self.ever = [one for one in rows if one.left_because != "import_undone" and one.enrolled_on <= day]
        self.all = [one for one in self.ever if not self.has_left(one)]
        self.people = [one for one in self.all if self.is_counted(one)]

    def has_left(self, one, on=None) -> bool:
        return one.left_at is not None and one.left_at.astimezone(KST).date() <= (on or self.day)

    def is_counted(self, one) -> bool:
        return one.birth_year is None or self.day.year - one.birth_year >= self.from_age

    @staticmethod
    def place(one):
        return one.household.dong_id, one.household.tong

    def by(self, key) -> Counter:
        return Counter(map(key, self.people))

    def ways(self, one) -> str:
        proved = {c.channel for c in one.contacts.all() if c.verified_at and not c.stopped_at}
        return {0: "none", 1: next(iter(proved), ""), 2: "both"}[len(proved)]

    def band(self, one) -> int:
        if one.birth_year is None:
            return -1
        age = self.day.year - one.birth_year
        return sum(age >= begin for begin in (20, 30, 40, 50, 60, 70, 80))

    def households(self, *, heads: bool = False) -> Counter:
        homes = {one.household for one in self.all if one.is_household_head or not heads}
        return Counter((home.dong_id, home.tong) for home in homes)

    def services(self) -> dict[str, Counter]:
        found: dict[str, Counter] = defaultdict(Counter)
        for one in self.people:
            chosen = defaultdict(set)
            for subscription in one.subscriptions.all():
                chosen[subscription.service].add(subscription.channel)
            for service, channels in chosen.items():
                found[service]["both" if len(channels) == 2 else channels.pop()] += 1
        return dict(found)

    def reached_on(self, on: date) -> int:
        """How many households had a member enrolled at the end of a day."""
        return len({one.household_id for one in self.ever if one.enrolled_on <= on and not self.has_left(one, on)})
