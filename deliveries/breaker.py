"""The circuit breaker of each provider: one row that all workers share, changed by compare-and-set.

closed → open after some failures in a row → after a pause one worker wins the probe → probing → closed, or open again
for twice as long. A closed one gets its share back little by little. ``deliveries.routing`` asks and tells.

``retry_at`` is when an open breaker lets somebody try, and while it is probing until when that worker may; it is
also the prober's token: who was too late finds another value there and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from deliveries.models import Provider
from deliveries.providers import ProviderSettings
from deliveries.states import BreakerState

PROBE_WINDOW = 5
LEAST_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Condition:
    """How a provider was when it was read: ``wait`` seconds until it may be tried, ``closed_for`` since it is back."""

    provider_id: int
    state: str
    failures: int
    trouble: str
    wait: float
    closed_for: float | None

    @property
    def closed(self) -> bool:
        return self.state == BreakerState.CLOSED

    @property
    def in_order(self) -> bool:
        return self.closed and not self.failures

    def share(self, weight: int) -> float:
        """Return the provider's share of the traffic, which grows over some seconds after it came back."""
        ramp: float = settings.DELIVERY_BREAKER_RAMP_SECONDS
        if self.closed_for is None or self.closed_for >= ramp:
            return float(weight)
        return weight * max(LEAST_SHARE, self.closed_for / ramp)


# A moment further off than any pause is from before the clock was set back, and has come.
_DUE = "(retry_at <= now() OR retry_at > now() + %(longest)s * interval '1 second')"

_READ = f"""
SELECT name, id, breaker, failures, trouble,
       CASE WHEN retry_at IS NULL OR {_DUE} THEN 0 ELSE extract(epoch FROM retry_at - now()) END::float8,
       abs(extract(epoch FROM now() - closed_at))::float8
  FROM deliveries_provider WHERE name = ANY(%(names)s)
"""

# Who wins: the first UPDATE moves ``retry_at`` into the future; one that waited for its lock looks at the row again,
# finds nothing that is due, and gets no row. A prober that died is followed by the next one at its deadline.
_WIN = f"""
UPDATE deliveries_provider SET breaker = 'probing', retry_at = clock_timestamp() + %(deadline)s * interval '1 second'
 WHERE id = %(provider)s AND breaker <> 'closed' AND {_DUE}
RETURNING retry_at
"""

_PAUSE = """
now() + least(%(first)s * 2.0 ^ least(greatest(failures + 1 - %(limit)s, 0), 20), %(longest)s) * interval '1 second'
"""

# What other workers still had in flight when it opened says nothing new, and must not lengthen the pause.
_FAILED = f"""
UPDATE deliveries_provider
   SET trouble = %(trouble)s, trouble_at = now(), failures = failures + 1,
       breaker = CASE WHEN failures + 1 >= %(limit)s THEN 'open' ELSE breaker END,
       retry_at = CASE WHEN failures + 1 >= %(limit)s THEN {_PAUSE} ELSE retry_at END
 WHERE id = %(provider)s AND (breaker = 'closed' OR (%(alone)s AND breaker = 'open'))
RETURNING breaker
"""

_PROBE_FAILED = f"""
UPDATE deliveries_provider
   SET trouble = %(trouble)s, trouble_at = now(), failures = failures + 1, breaker = 'open', retry_at = {_PAUSE}
 WHERE id = %(provider)s AND breaker = 'probing' AND retry_at = %(probe)s
RETURNING breaker
"""

_WORKED = """
UPDATE deliveries_provider
   SET worked_at = now(), failures = CASE WHEN breaker = 'closed' THEN 0 ELSE failures END
 WHERE id = %(provider)s
"""

_CLOSE = """
UPDATE deliveries_provider
   SET breaker = 'closed', failures = 0, retry_at = NULL, worked_at = now(), closed_at = now()
 WHERE id = %(provider)s
   AND (breaker = 'probing' AND retry_at = %(probe)s OR %(alone)s AND breaker <> 'closed')
"""

_GIVE_BACK = """
UPDATE deliveries_provider SET breaker = 'open', retry_at = now()
 WHERE id = %(provider)s AND breaker = 'probing' AND retry_at = %(probe)s
"""


def conditions(named: Sequence[ProviderSettings]) -> list[Condition]:
    """Return how each of ``named`` is, in their order; one that is used for the first time gets its row."""
    found = _read(named)
    missing = [provider for provider in named if provider.name not in found]
    if missing:
        rows = [Provider(name=provider.name, channel=provider.channel) for provider in missing]
        Provider.objects.bulk_create(rows, ignore_conflicts=True)  # another worker may be first
        found |= _read(missing)
    return [found[provider.name] for provider in named]


def win_probe(provider_id: int) -> datetime | None:
    """Try to become the one worker that tries the provider; return its token, None when another one is or none may.

    Whoever has won says ``failed``, ``worked`` or ``give_back`` before the lease of its chunk would end.
    """
    with connection.cursor() as cursor:
        deadline = settings.DELIVERY_LEASE_SECONDS
        cursor.execute(_WIN, {"provider": provider_id, "deadline": deadline, "longest": _longest()})
        row = cursor.fetchone()
    return row[0] if row else None


def failed(provider_id: int, trouble: str, *, probe: datetime | None, alone: bool) -> bool:
    """Count a failure, and return whether the breaker is open by it.

    ``alone``: there is no other provider to turn to, so the pause is that of a chunk and does not grow.
    """
    pause = settings.DELIVERY_RETRY_SECONDS
    values = {
        "provider": provider_id,
        "trouble": trouble[:200],
        "limit": settings.DELIVERY_BREAKER_FAILURES,
        "first": pause if alone else settings.DELIVERY_BREAKER_SECONDS,
        "longest": pause if alone else settings.DELIVERY_BREAKER_MAX_SECONDS,
        "alone": alone,
        "probe": probe,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PROBE_FAILED if probe else _FAILED, values)
        row = cursor.fetchone()
    return bool(row and row[0] == BreakerState.OPEN)


def worked(provider_id: int, *, probe: datetime | None, alone: bool) -> bool:
    """Note that the provider works; return whether this closed its breaker, which only a prober or a lone one's may."""
    values = {"provider": provider_id, "probe": probe, "alone": alone}
    with connection.cursor() as cursor:
        if probe or alone:
            cursor.execute(_CLOSE, values)
            if cursor.rowcount:
                return True
        cursor.execute(_WORKED, values)
    return False


def give_back(provider_id: int, probe: datetime) -> None:
    """Let the next worker probe, because this one had nothing to hand over."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, {"provider": provider_id, "probe": probe})


def _read(named: Sequence[ProviderSettings]) -> dict[str, Condition]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"names": [provider.name for provider in named], "longest": _longest()})
        return {row[0]: Condition(*row[1:]) for row in cursor.fetchall()}


def _longest() -> float:
    """Return more seconds than any pause or probe takes."""
    pauses = (settings.DELIVERY_BREAKER_MAX_SECONDS, settings.DELIVERY_LEASE_SECONDS, settings.DELIVERY_RETRY_SECONDS)
    return 1.0 + max(map(float, pauses))
