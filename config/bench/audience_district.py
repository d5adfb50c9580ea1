"""A million residents for counting audiences: written by INSERT … SELECT, spread as in a district, nobody real.

The tables that count as normalised get the indexes that somebody would make for this question; the triggers rest
meanwhile, and the narrow table is then filled by the very function that they call.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection

from campaigns.audiences.recount import recount
from residents.models import Resident

# What the triggers would do row by row as people come; here it is done once, at the end.
_FOLLOWED = (
    "residents_resident",
    "residents_household",
    "residents_resident_interests",
    "residents_subscription",
    "residents_contactpoint",
    "deliveries_suppression",
)
_EMPTY = "TRUNCATE residents_household, deliveries_dispatch, deliveries_suppression, campaigns_reach CASCADE"
_HOUSEHOLDS = """
INSERT INTO residents_household (id, dong_id, tong, address, address_hash)
SELECT n, d.code, 1 + n %% 30, %(sealed)s, decode(md5(n::text), 'hex')
  FROM generate_series(1, %(people)s / 2) AS n
  JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS at, count(*) OVER () AS dongs FROM accounts_dong) AS d
    ON d.at = n %% d.dongs
"""
_RESIDENTS = """
INSERT INTO residents_resident
       (id, household_id, dong_id, name, birth_date, sex, is_household_head, language, receipt_number, route,
        enrolled_on, created_at, person_hash, enrolment_hash, consents, quiet_until, birth_year)
SELECT n, h.id, h.dong_id, %(sealed)s, %(sealed)s, CASE WHEN random() < 0.5 THEN 'F' ELSE 'M' END, n %% 2 = 0,
       CASE WHEN random() < 0.03 THEN 'en' ELSE 'ko' END, '', 'online', '2026-01-01', '2026-01-01',
       decode(md5('p' || n), 'hex'), decode(md5('e' || n), 'hex'), CASE WHEN random() < 0.7 THEN 5 ELSE 1 END,
       CASE WHEN random() < 0.01 THEN '2027-01-01'::date END, 1935 + floor(random() * 85)
  FROM generate_series(1, %(people)s) AS n
  JOIN residents_household AS h ON h.id = 1 + (n - 1) / 2
"""
_INTERESTS = """
INSERT INTO residents_resident_interests (resident_id, interest_id)
SELECT r.id, i.id FROM residents_resident AS r JOIN residents_interest AS i
    ON r.consents = 5 AND abs(hashint8(r.id * 100 + i.id)) %% 100 < 20
"""
# Who has what is decided by a hash: where random() stands in a condition, a plan may ask it once for several rows.
_CONTACTS = """
INSERT INTO residents_contactpoint
       (resident_id, channel, address, address_hash, verified_at, stopped_at, stopped_because, created_at)
SELECT r.id, c.channel, %(sealed)s, decode(md5(c.channel || r.id), 'hex'),
       CASE WHEN random() < 0.9 THEN '2026-01-01'::timestamptz END,
       CASE WHEN random() < 0.05 THEN '2026-02-01'::timestamptz END, '', '2026-01-01'
  FROM residents_resident AS r CROSS JOIN (VALUES ('email', 1, 70), ('sms', 2, 90)) AS c (channel, seed, share)
 WHERE abs(hashint8extended(r.id, c.seed) %% 100) < c.share
"""
_SUBSCRIPTIONS = """
INSERT INTO residents_subscription (resident_id, service, channel, since)
SELECT r.id, s.service, c.channel, '2026-01-01'
  FROM residents_resident AS r CROSS JOIN (VALUES ('events', 10), ('local_tax', 20)) AS s (service, seed)
 CROSS JOIN (VALUES ('email', 1), ('sms', 2)) AS c (channel, seed)
 WHERE abs(hashint8extended(r.id, s.seed + c.seed) %% 100) < 60 AND (s.service <> 'events' OR r.consents = 5)
"""
_SUPPRESSIONS = """
INSERT INTO deliveries_suppression (channel, address_hash, reason, since)
SELECT channel, address_hash, 'dead_address', '2026-03-01' FROM residents_contactpoint WHERE random() < 0.02
"""
# Where people live and how old they are; whom an interest has. The other ways have the indexes of their constraints.
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS bench_where ON residents_resident (dong_id, sex, birth_year) WHERE left_at IS NULL",
    "CREATE INDEX IF NOT EXISTS bench_interest ON residents_resident_interests (interest_id, resident_id)",
)


def fill(people: int, *, say: Callable[[str], None]) -> None:
    """Fill the tables with ``people`` residents, two to a household, and the narrow table from them."""
    sealed = Resident._meta.get_field("name").seal("홍길동")
    values: dict[str, Any] = {"people": people, "sealed": sealed}
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
        for table in _FOLLOWED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in (_HOUSEHOLDS, _RESIDENTS, _INTERESTS, _CONTACTS, _SUBSCRIPTIONS, _SUPPRESSIONS):
            cursor.execute(statement, values)
        for table in _FOLLOWED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for statement in _INDEXES:
            cursor.execute(statement)
    _settle()
    say(f"audience: {recount():,} rows of the narrow table")
    _settle()


def _settle() -> None:
    with connection.cursor() as cursor:
        for table in (*_FOLLOWED, "campaigns_reach"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")
