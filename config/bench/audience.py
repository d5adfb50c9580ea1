"""Counting an audience: over the narrow table, and the same question over the normalised tables, in turn.

Both answer with everything that the page shows: who matches and who is reached, why the others are not, and whom it
is by dong, sex and age; that they answer alike is checked first. What is timed of ours is the whole verb.
"""

import statistics
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Dong
from campaigns.audiences.counting import count, needed_consents
from config.bench import audience_district
from config.bench.failure import BenchFailed
from config.bench.options import Options
from residents.models import Interest

ROUNDS = 5  # for each of --repeats
CHANNELS = ("email", "sms")

# As a good engineer would ask it: people first, by the index on dong, sex and year of birth; each of the ways of who
# matches looked up by the index of its constraint; the reason from the better of the two.
_NORMALISED = """
SELECT dong_id, sex, width_bucket(%(year)s - birth_year, %(bands)s::int[]), reason, by_email, by_sms, count(*) FROM (
  SELECT m.dong_id, m.sex, m.birth_year, way.best_email = 6 AS by_email, way.best_sms = 6 AS by_sms,
         CASE WHEN m.consents & %(need)s <> %(need)s THEN 0
              WHEN greatest(way.best_email, way.best_sms) < 6 THEN greatest(way.best_email, way.best_sms)
              WHEN m.quiet_until > %(day)s THEN 10 ELSE 99 END AS reason
    FROM residents_resident AS m
    LEFT JOIN residents_subscription AS se
      ON se.resident_id = m.id AND se.service = 'events' AND se.channel = 'email'
    LEFT JOIN residents_contactpoint AS ke ON ke.resident_id = m.id AND ke.channel = 'email' AND ke.stopped_at IS NULL
    LEFT JOIN deliveries_suppression AS xe ON xe.channel = 'email' AND xe.address_hash = ke.address_hash
    LEFT JOIN residents_subscription AS ss
      ON ss.resident_id = m.id AND ss.service = 'events' AND ss.channel = 'sms'
    LEFT JOIN residents_contactpoint AS ks ON ks.resident_id = m.id AND ks.channel = 'sms' AND ks.stopped_at IS NULL
    LEFT JOIN deliveries_suppression AS xs ON xs.channel = 'sms' AND xs.address_hash = ks.address_hash
   CROSS JOIN LATERAL (
     SELECT CASE WHEN se.id IS NULL THEN 1
                 WHEN ke.id IS NULL THEN CASE WHEN EXISTS (
                   SELECT FROM residents_contactpoint AS k WHERE k.resident_id = m.id AND k.channel = 'email')
                   THEN 3 ELSE 2 END
                 WHEN ke.verified_at IS NULL THEN 4 WHEN xe.id IS NOT NULL THEN 5 ELSE 6 END AS best_email,
            CASE WHEN ss.id IS NULL THEN 1
                 WHEN ks.id IS NULL THEN CASE WHEN EXISTS (
                   SELECT FROM residents_contactpoint AS k WHERE k.resident_id = m.id AND k.channel = 'sms')
                   THEN 3 ELSE 2 END
                 WHEN ks.verified_at IS NULL THEN 4 WHEN xs.id IS NOT NULL THEN 5 ELSE 6 END AS best_sms
   ) AS way
   WHERE m.left_at IS NULL AND {where}) AS judged
 GROUP BY 1, 2, 3, 4, 5, 6
"""
_INTERESTED = """
EXISTS (SELECT FROM residents_resident_interests AS i
         WHERE i.resident_id = m.id AND i.interest_id = ANY(%(interests)s))
"""


def measure(options: Options, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Fill a district, and count three audiences both ways, round after round; return the ratios of the medians."""
    audience_district.fill(options.planned, say=say)
    found: dict[str, Any] = {}
    runs: dict[str, Any] = {}
    for name, (tree, where, values) in _questions().items():
        _refuse_another_answer(name, tree, where, values)
        ours, theirs = [], []
        for _ in range(options.repeats * ROUNDS):
            ours.append(_timed(partial(count, tree, channels=CHANNELS, at=timezone.now())))
            theirs.append(_timed(partial(_normalised, where, values)))
        ratio = statistics.median(theirs) / statistics.median(ours)
        ms = [round(1000 * statistics.median(one), 1) for one in (ours, theirs)]
        say(f"audience, {name}: {ms[0]} ms, over normalised tables {ms[1]} ms, {ratio:.1f} ×")
        found["vs_normalised" if name == "composed" else f"vs_normalised_{name}"] = round(ratio, 1)
        runs[name] = ms
    return {**found, "_residents": options.planned, "_ms": runs}


def _questions() -> dict[str, tuple[dict[str, Any], str, dict[str, Any]]]:
    """Return three audiences: name → tree, the same as SQL, its values. The first is what an officer composes."""
    dongs = list(Dong.objects.order_by("code").values_list("code", flat=True)[:3])
    interests = list(Interest.objects.order_by("id").values_list("id", flat=True)[:2])
    year = timezone.localdate().year
    interested = {"is": "interests", "interests": [str(pk) for pk in interests], "which": "any"}
    composed = [
        {"is": "dong", "dongs": dongs},
        {"is": "sex", "sex": "F"},
        {"is": "age", "from": 30, "to": 49},
        interested,
    ]
    people = "m.dong_id = ANY(%(dongs)s) AND m.sex = 'F' AND m.birth_year BETWEEN %(first)s AND %(last)s"
    values = {"dongs": dongs, "interests": interests, "first": year - 49, "last": year - 30}
    return {
        "composed": ({"op": "and", "of": composed}, f"{people} AND {_INTERESTED}", values),
        "interest": ({"op": "and", "of": [interested]}, _INTERESTED, values),
        "everybody": ({"op": "and", "of": [{"is": "everybody"}]}, "TRUE", values),
    }


def _normalised(where: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    day = timezone.localdate()
    need = {"need": needed_consents(), "day": day, "year": day.year, "bands": settings.AGE_BANDS}
    with connection.cursor() as cursor:
        cursor.execute(_NORMALISED.format(where=where), values | need)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _refuse_another_answer(name: str, tree: dict[str, Any], where: str, values: dict[str, Any]) -> None:
    reasons: Counter[int] = Counter()
    for *_group, reason, _by_email, _by_sms, people in _normalised(where, values):
        reasons[reason] += people
    counted = count(tree, channels=CHANNELS, at=timezone.now())
    theirs = (reasons.total(), reasons[99], reasons[0])
    ours = (counted.matching, counted.reachable, counted.excluded.get("no_consent", 0))
    if ours != theirs:
        raise BenchFailed(f"audience, {name}: {ours} over the narrow table, {theirs} over the others")


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
