"""What stands in whose digest: events ahead and outcomes just told that match a reader, each once and never again.

Only what is free and open to the reader: a paid course may be an advertisement, which a campaign says and a digest
cannot (docs/decisions/0031-news-and-results.md).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from campaigns.models import DigestIssue
from campaigns.sending.fatigue import tired
from residents.consent import mask_of
from residents.models import ConsentKind

MOST = 6  # things in one digest; the rest may come next week
OUTCOME_DAYS = 14

# A thing is a letter and its number. Those come first that begin first; an outcome comes last.
_THINGS = """
SELECT 'e' || e.id AS thing, e.interest_id, e.starts_at AS rank, e.id AS event, e.age_from, e.age_to, e.sex
  FROM campaigns_event AS e
 WHERE e.state = 'published' AND e.fee = '' AND e.interest_id IS NOT NULL
   AND e.starts_at > %(at)s AND e.starts_at <= %(until)s AND (e.closes_at IS NULL OR e.closes_at > %(at)s)
   AND (e.capacity IS NULL OR e.seats_taken < e.capacity)
 UNION ALL
SELECT 'o' || o.id, o.interest_id, 'infinity', NULL, NULL, NULL, ''
  FROM campaigns_saidanddone AS o
 WHERE o.interest_id IS NOT NULL AND o.published_at <= %(at)s AND o.published_at > %(told_since)s
"""

# Unknown years of birth and sexes are no reason to keep something from somebody.
_MATCHED = """
WITH thing AS MATERIALIZED ({things}),
wishing AS MATERIALIZED (
  SELECT r.id, r.dong_id, r.birth_year, r.sex, r.language
    FROM campaigns_digestwish AS w
    JOIN residents_resident AS r ON r.id = w.resident_id
   WHERE r.left_at IS NULL AND r.consents & %(mask)s = %(mask)s
     AND (r.quiet_until IS NULL OR r.quiet_until <= %(day)s)
     AND EXISTS (SELECT FROM residents_subscription AS s
                  WHERE s.resident_id = r.id AND s.service = 'events' AND s.channel = 'email')
     AND EXISTS (SELECT FROM residents_contactpoint AS k
                  WHERE k.resident_id = r.id AND k.channel = 'email' AND k.stopped_at IS NULL
                    AND k.verified_at IS NOT NULL)
     AND NOT {tired}
), matched AS (
  SELECT w.id, w.language, t.thing, row_number() OVER (PARTITION BY w.id ORDER BY t.rank, t.thing) AS place
    FROM wishing AS w
    JOIN residents_resident_interests AS i ON i.resident_id = w.id
    JOIN thing AS t ON t.interest_id = i.interest_id
   WHERE (t.age_from IS NULL OR w.birth_year IS NULL OR %(year)s - w.birth_year >= t.age_from)
     AND (t.age_to IS NULL OR w.birth_year IS NULL OR %(year)s - w.birth_year <= t.age_to)
     AND (t.sex = '' OR w.sex = '' OR w.sex = t.sex)
     AND (NOT EXISTS (SELECT FROM campaigns_event_residents_of AS o WHERE o.event_id = t.event)
          OR EXISTS (SELECT FROM campaigns_event_residents_of AS o
                      WHERE o.event_id = t.event AND o.dong_id = w.dong_id))
     AND NOT EXISTS (SELECT FROM campaigns_registration AS g
                      WHERE g.event_id = t.event AND g.resident_id = w.id
                        AND g.state IN ('registered', 'offered', 'waiting', 'entered'))
     AND NOT EXISTS (SELECT FROM campaigns_digestreader AS d
                      WHERE d.resident_number = w.id AND d.things @> ARRAY[t.thing]::varchar[])
)
SELECT id AS resident_number, language, array_agg(thing ORDER BY place)::varchar[] AS things
  FROM matched WHERE place <= {most} GROUP BY id, language
"""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a digest would hold: readers in all, by the number of things in theirs, and by thing."""

    readers: int
    by_things: dict[int, int]
    by_thing: dict[str, int]


def write_readers(issue: DigestIssue, at: datetime) -> int:
    """Write what stands in whose digest of ``issue``, in one statement; return how many readers it has."""
    matched, values = _matched(at)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO campaigns_digestreader (issue_id, resident_number, language, things)"
            f" SELECT %(issue)s, m.resident_number, m.language, m.things FROM ({matched}) AS m"
            " ON CONFLICT (issue_id, resident_number) DO NOTHING",
            {**values, "issue": issue.pk},
        )
        return int(cursor.rowcount)


def foresee(at: datetime) -> Foreseen:
    """Return what would stand in the digest of ``at``, as things are now."""
    matched, values = _matched(at)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT m.things, count(*) FROM ({matched}) AS m GROUP BY m.things", values)
        rows: list[tuple[list[str], int]] = cursor.fetchall()
    by_things: Counter[int] = Counter()
    by_thing: Counter[str] = Counter()
    for things, count in rows:
        by_things[len(things)] += count
        for thing in things:
            by_thing[thing] += count
    return Foreseen(sum(by_things.values()), dict(sorted(by_things.items())), dict(by_thing))


def forget_old(day: date) -> int:
    """Forget what stood in digests whose events are all over, for it cannot come again; return how many rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM campaigns_digestreader AS d USING campaigns_digestissue AS i"
            " WHERE i.id = d.issue_id AND i.day < %s",
            [day - timedelta(weeks=int(settings.DIGEST_WEEKS_AHEAD) + 2)],
        )
        return int(cursor.rowcount)


def moment_of(day: date) -> datetime:
    """Return when the digest of ``day`` goes out."""
    return timezone.make_aware(datetime.combine(day, time(int(settings.DIGEST_HOUR))))


def next_day(today: date) -> date:
    """Return the day of the next digest; today where it is one."""
    return today + timedelta(days=(int(settings.DIGEST_WEEKDAY) - today.isoweekday()) % 7)


def _matched(at: datetime) -> tuple[str, dict[str, Any]]:
    is_tired, parameters = tired(at).condition("r.id")
    day = timezone.localtime(at).date()
    values = {
        **parameters,
        "at": at,
        "day": day,
        "year": day.year,
        "until": at + timedelta(weeks=int(settings.DIGEST_WEEKS_AHEAD)),
        "told_since": at - timedelta(days=OUTCOME_DAYS),
        "mask": mask_of([ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL]),
    }
    return _MATCHED.format(things=_THINGS, tired=is_tired, most=MOST), values
