"""A district of people to search among: Korean names, birth dates and numbers as they are spread, dongs and households.

The first of a large district are those of a small one, so the same words find the same person in both.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.models import Dong, Role, User
from accounts.roles import grant
from residents import rights
from residents.enrolment import Contact, Enrolment, enrol
from residents.models import Channel, ConsentKind, Resident, RightsRequest, Route

PAGE = 5_000
OPEN_REQUESTS = 5  # the office's backlog does not grow with the district
_PROVED = datetime(2026, 7, 1, tzinfo=ZoneInfo("Asia/Seoul"))
# 통계청 인구주택총조사 2015: a fifth is called 김, half one of five names; of a thousand.
_SURNAMES = {
    "김": 215, "이": 147, "박": 84, "최": 47, "정": 43, "강": 24, "조": 21, "윤": 21, "장": 20, "임": 17, "한": 15,
    "오": 15, "서": 15, "신": 15, "권": 14, "황": 14, "안": 14, "송": 14, "류": 13, "홍": 11, "전": 11, "고": 9,
    "문": 9, "양": 9, "손": 9, "배": 8, "백": 8, "허": 7, "남궁": 1, "황보": 1, "선우": 1,
}  # fmt: skip
_FIRST = "민서지현영수정은준하승성경미재유진동상혜예소도시윤태선인주우"
_SECOND = "수영희진호민아현우준연지은정숙자원서윤경훈석미철빈주인혁율"


def fill(people: int) -> None:
    """Enrol ``people``, with what a year at the counters leaves behind."""
    crowd = _crowd()
    left = people
    while left > 0:
        left -= len(enrol(list(islice(crowd, min(PAGE, left)))))
    _requests(people)
    with connection.cursor() as cursor:
        for statement in _LEFT_BEHIND:
            cursor.execute(statement, {"people": people, "user": clerk().pk})
        cursor.execute("VACUUM (ANALYZE)")


def clerk() -> User:
    """Return somebody who may open every page of the office, at the counter of one dong."""
    found = User.objects.filter(username="bench").first()
    if found is None:
        dong = Dong.objects.order_by("code").first()
        found = User.objects.create(username="bench", name="김벤치", department="세무1과", dong=dong)
        for role in Role:
            grant(user=found, role=role, by=None)
    return found


def _crowd() -> Iterator[Enrolment]:
    chance = random.Random(5)  # noqa: S311  # made-up people, the same each time; no secret
    dongs = list(Dong.objects.order_by("code").values_list("code", flat=True))
    surnames, weights = list(_SURNAMES), list(_SURNAMES.values())
    number = 0
    while True:
        number += 1
        dong, home = chance.choice(dongs), chance.randrange(1, 9_000)
        yield Enrolment(
            name=chance.choices(surnames, weights)[0] + chance.choice(_FIRST) + chance.choice(_SECOND),
            birth_date=date(1936, 1, 1) + timedelta(days=chance.randrange(77 * 365)),
            sex=chance.choice("MF"),
            dong=dong,
            tong=home % 30 + 1,
            ban=None,
            address=f"왕십리로 {home // 30 + 1}, {home % 9 + 101}동 {home % 30 + 1}0{home % 7 + 1}호",
            is_household_head=number % 2 == 0,
            # No two have one number, and the last four digits are everybody's.
            contacts={
                Channel.SMS: Contact(
                    f"010{20_000_000 + number * 9_973 % 79_999_999:08}", None if number % 20 == 0 else _PROVED
                )
            },
            services={"local_tax": frozenset({Channel.SMS})},
            consents=frozenset({ConsentKind.COLLECTION_USE}),
            route=Route.ONLINE,
            received_on=date(2026, 7, 1),
            signed=False,
        )


def _requests(people: int) -> None:
    residents = Resident.objects.order_by("id")[: OPEN_REQUESTS + people // 100]
    RightsRequest.objects.bulk_create(
        RightsRequest(
            resident=resident,
            kind=RightsRequest.Kind.ACCESS,
            text="보여 주십시오",
            route=Route.ONLINE,
            due_on=rights.due_day(date(2026, 7, 1)),
            state=RightsRequest.State.OPEN if at < OPEN_REQUESTS else RightsRequest.State.DONE,
        )
        for at, resident in enumerate(residents)
    )


_LEFT_BEHIND = (
    """INSERT INTO accounts_accesslogentry (at, user_id, action, subject, people, purpose)
       SELECT now() - n * interval '1 minute', %(user)s, 'counter_resident', 'resident:' || n, 1, '창구 방문'
         FROM generate_series(1, %(people)s) AS n""",
    """INSERT INTO residents_counteract (resident_id, kind, clerk_id, dong_id, at, id_kind, id_checked_by_id,
                                        proxy_name, proxy_relation, power_of_attorney, family_paper, signature, strokes,
                                        what)
       SELECT r.id, 'corrected', %(user)s, r.dong_id, now() - r.id * interval '1 minute' - interval '1 day',
              'resident_card', %(user)s, ''::bytea, '', false, false, 'none', ''::bytea, 'address'
         FROM residents_resident AS r WHERE r.id %% 10 = 0""",
)
