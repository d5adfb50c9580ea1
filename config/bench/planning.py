"""Planning: a dispatch's deliveries, with who may get them, against the bare INSERT … SELECT of the same rows."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from config.bench.district import new_dispatch
from config.bench.options import Options
from deliveries.planning import plan
from notices.models import Batch

# As an audience is asked for: consent, subscription, a verified contact in use that is not suppressed; both channels.
_AUDIENCE = """
SELECT k.channel, r.id, r.id, k.id
  FROM residents_resident AS r
  JOIN residents_contactpoint AS k ON k.resident_id = r.id AND k.stopped_at IS NULL AND k.verified_at IS NOT NULL
 WHERE r.consents & 1 = 1
   AND EXISTS (SELECT FROM residents_subscription AS s
                WHERE s.resident_id = r.id AND s.service = 'local_tax' AND s.channel = k.channel)
   AND NOT EXISTS (SELECT FROM deliveries_suppression AS x
                    WHERE x.channel = k.channel AND x.address_hash = k.address_hash)
"""
_COLUMNS = (
    "dispatch_id, channel, recipient, resident_id, contact_id, state, epoch, tries, code, provider_id, final_channel"
)


def measure(batch: Batch, options: Options, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Plan and insert in turn, into the same empty table with all its keys; return the ratio of the medians."""
    _plan()
    _run(f"CREATE TABLE bench_rows AS SELECT {_COLUMNS} FROM deliveries_delivery ORDER BY id")
    _run("CREATE TABLE bench_heap (LIKE deliveries_delivery INCLUDING DEFAULTS)")
    bare_sql = f"INSERT INTO deliveries_delivery ({_COLUMNS}) SELECT * FROM bench_rows"
    heap_sql = f"INSERT INTO bench_heap ({_COLUMNS}, id) SELECT *, row_number() OVER () FROM bench_rows"
    planned, bare, heap = [], [], []
    for _ in range(options.repeats):
        seconds, count = _plan()
        planned.append(seconds)
        bare.append(_timed(bare_sql, "deliveries_delivery, deliveries_chunk"))
        heap.append(_timed(heap_sql, "bench_heap"))
        say(f"plan: {count:,} in {planned[-1]:.1f} s, the bare insert {bare[-1]:.1f} s, without keys {heap[-1]:.1f} s")
    _run("DROP TABLE bench_rows, bench_heap")
    return {
        "vs_bare": round(statistics.median(planned) / statistics.median(bare), 2),
        "vs_bare_without_keys": round(statistics.median(planned) / statistics.median(heap), 2),
        "_runs": {"deliveries": count, "planned": planned, "bare": bare, "without_keys": heap},
    }


def _plan() -> tuple[float, int]:
    _run("TRUNCATE deliveries_delivery, deliveries_chunk")
    dispatch = new_dispatch()
    begun = time.monotonic()
    count = plan(dispatch, _AUDIENCE, {})
    return time.monotonic() - begun, count


def _timed(statement: str, emptied: str) -> float:
    _run(f"TRUNCATE {emptied}")
    begun = time.monotonic()
    _run(statement)
    return time.monotonic() - begun


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
