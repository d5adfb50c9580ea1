"""How fast: token buckets in PostgreSQL, which all workers share, for a provider and for a dispatch.

A bucket holds about one second's worth and is filled by the database's clock. Where there is no limit there is no row
and no statement. Call these outside of a transaction: the row stays locked until its end, and everybody waits for it.
"""

from typing import Any, NamedTuple

from django.db import connection


class Limit(NamedTuple):
    """One bucket and how many tokens flow into it every second."""

    name: str
    per_second: float


class Grant(NamedTuple):
    """So many messages may go now; if none, some may in ``wait`` seconds. ``limits``: whose tokens they are."""

    granted: int
    wait: float = 0.0
    limits: tuple[Limit, ...] = ()


SLOWEST = 0.001

# Buckets are locked in one order, so that workers wait for each other and do not deadlock. A worker that waited for the
# lock sees the bucket as the other left it, filled up to a later moment than its own: no second is counted twice. A
# bucket that is filled far into the future is from before the clock was set back, and counts as filled a second ago.
_BUCKETS = """
WITH asked AS (
  SELECT * FROM unnest(%(names)s::text[], %(rates)s::float8[]) AS a (name, rate)
), locked AS (
  SELECT b.id, b.name, b.tokens,
         CASE WHEN b.filled_at > statement_timestamp() + interval '10 seconds'
              THEN statement_timestamp() - interval '1 second' ELSE b.filled_at END AS filled_at
    FROM deliveries_ratebucket AS b WHERE b.name = ANY(%(names)s)
   ORDER BY b.name
     FOR UPDATE
), bucket AS (
  SELECT l.id, a.rate, greatest(a.rate, 1) AS most, greatest(l.filled_at, statement_timestamp()) AS filled_at,
         least(greatest(a.rate, 1), l.tokens
               + a.rate * greatest(extract(epoch FROM statement_timestamp() - l.filled_at)::float8, 0)) AS holds
    FROM locked AS l JOIN asked AS a ON a.name = l.name
)"""

# A trickle is collected to a tenth of a second's worth, so that a full stream does not go out one by one.
_TAKE = (
    _BUCKETS
    + """, enough AS (
  SELECT count(*) = %(buckets)s AS complete, min(holds) AS holds,
         least(%(wanted)s, greatest(1, min(rate) / 10)) AS least_wanted
    FROM bucket
), given AS (
  SELECT complete, least_wanted,
         CASE WHEN complete AND holds >= least_wanted
              THEN least(%(wanted)s, floor(holds))::int ELSE 0 END AS tokens
    FROM enough
), taken AS (
  UPDATE deliveries_ratebucket AS b SET tokens = bucket.holds - given.tokens, filled_at = bucket.filled_at
    FROM bucket, given WHERE b.id = bucket.id AND given.tokens > 0
)
SELECT given.complete, given.tokens, coalesce(max((given.least_wanted - bucket.holds) / bucket.rate), 0)
  FROM given LEFT JOIN bucket ON true GROUP BY given.complete, given.tokens
"""
)

_GIVE_BACK = (
    _BUCKETS
    + """
UPDATE deliveries_ratebucket AS b
   SET tokens = least(bucket.most, bucket.holds + %(unused)s), filled_at = bucket.filled_at
  FROM bucket WHERE b.id = bucket.id
"""
)

# A new bucket holds just enough for a first message to go at once; from there the stream flows at its rate.
_MAKE = """
INSERT INTO deliveries_ratebucket (name, tokens, filled_at)
SELECT a.name, greatest(1, a.rate / 10), statement_timestamp()
  FROM unnest(%(names)s::text[], %(rates)s::float8[]) AS a (name, rate) ORDER BY a.name
ON CONFLICT (name) DO NOTHING
"""


def take(
    dispatch_id: int,
    dispatch_per_second: float | None,
    provider_id: int,
    provider_per_second: float | None,
    wanted: int,
) -> Grant:
    """Take up to ``wanted`` tokens from the buckets of both, as many as the emptier one holds; None is no limit."""
    limits = _limits(dispatch_id, dispatch_per_second, provider_id, provider_per_second)
    if not limits or wanted <= 0:
        return Grant(max(wanted, 0))
    granted, wait = _take(limits, wanted)
    return Grant(granted, 0.0 if granted else max(float(wait), 0.001), limits if granted else ())


def give_back(grant: Grant, unused: int) -> None:
    """Put back what was taken and not used: the chunk was at its end, or the provider could not be reached."""
    if grant.limits and unused > 0:
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, {**_values(grant.limits), "unused": min(unused, grant.granted)})


def _limits(
    dispatch_id: int, dispatch_per_second: float | None, provider_id: int, provider_per_second: float | None
) -> tuple[Limit, ...]:
    buckets = ((f"dispatch:{dispatch_id}", dispatch_per_second), (f"provider:{provider_id}", provider_per_second))
    return tuple(Limit(name, max(per_second, SLOWEST)) for name, per_second in buckets if per_second is not None)


def _take(limits: tuple[Limit, ...], wanted: int) -> tuple[int, float]:
    values = {**_values(limits), "buckets": len(limits), "wanted": wanted}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        complete, granted, wait = cursor.fetchone()
        if not complete:
            cursor.execute(_MAKE, values)
            cursor.execute(_TAKE, values)
            complete, granted, wait = cursor.fetchone()
    return granted, wait


def _values(limits: tuple[Limit, ...]) -> dict[str, Any]:
    return {"names": [limit.name for limit in limits], "rates": [limit.per_second for limit in limits]}
