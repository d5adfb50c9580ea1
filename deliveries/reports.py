"""What providers say later: reports move deliveries on, and never back.

A report may come twice, late, out of order, or before the worker has recorded what it was answered. The state
in the UPDATE's WHERE decides: delivered, failed and bounced are ends that nothing overwrites.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from deliveries import failures, reconciliation
from deliveries.models import ProviderReport
from deliveries.routing import Reporter, reporting_transports
from deliveries.states import DeliveryState
from deliveries.transports.base import Report, TransportUnavailable

logger = logging.getLogger(__name__)

REMEMBERED = timedelta(days=30)  # a provider repeats a report five times within hours
POLL_BATCH = 500
POLL_AFTER_SECONDS = 60
# A carrier tries for up to 72 hours, after which there is nothing more to hear.
POLL_DAYS = 3

# Concurrent calls of a provider insert in one order, so that they wait for each other and do not deadlock.
_TAKE = """
INSERT INTO deliveries_providerreport (provider, event_id, at)
SELECT %(provider)s, e.id, now() FROM unnest(%(events)s::text[]) AS e (id) ORDER BY e.id
ON CONFLICT (provider, event_id) DO NOTHING
RETURNING event_id
"""

# ``sending`` is here for a report that overtakes the worker's own recording, which then leaves it alone.
_APPLY = """
WITH said AS (
  SELECT * FROM unnest(%(ids)s::bigint[], %(tokens)s::text[], %(states)s::text[],
                       %(provider_ids)s::text[], %(codes)s::text[], %(final_channels)s::text[])
                       AS s (id, token, state, provider_id, code, final_channel)
), locked AS (
  SELECT v.id, s.state, s.provider_id, s.code, s.final_channel
    FROM said AS s
    JOIN deliveries_delivery AS v ON v.id = s.id
    JOIN deliveries_dispatch AS d ON d.id = v.dispatch_id AND s.token IN ('', d.token)
   WHERE v.state = 'unknown' OR (v.state IN ('accepted', 'sending') AND s.state <> 'accepted')
   ORDER BY v.id
     FOR UPDATE OF v
)
UPDATE deliveries_delivery AS v
   SET state = s.state, code = s.code, not_before = NULL,
       provider_id = coalesce(nullif(s.provider_id, ''), v.provider_id),
       accepted_at = CASE WHEN s.state IN ('accepted', 'delivered') THEN coalesce(v.accepted_at, now())
                          ELSE v.accepted_at END,
       reported_at = CASE WHEN s.state <> 'accepted' THEN now() END,
       final_channel = CASE WHEN s.state <> 'accepted' AND s.final_channel <> v.channel THEN s.final_channel
                            ELSE v.final_channel END
  FROM locked AS s
 WHERE v.id = s.id AND (v.state = 'unknown' OR (v.state IN ('accepted', 'sending') AND s.state <> 'accepted'))
RETURNING v.id, v.state
"""

# Each is asked after less and less often, so that phones that are off for days do not keep out the others.
_DUE = """
UPDATE deliveries_delivery AS v
   SET not_before = now() + greatest((now() - v.accepted_at) / 2, %(after)s * interval '1 second')
 WHERE v.id IN (
   SELECT v.id
     FROM deliveries_dispatch AS d
     JOIN deliveries_delivery AS v ON v.dispatch_id = d.id AND v.channel <> 'email'
    WHERE (d.finished_at IS NULL OR d.finished_at > now() - %(days)s * interval '1 day')
      AND v.state = 'accepted' AND v.provider_id <> ''
      AND (v.sent_through_id IS NULL OR v.sent_through_id = ANY(%(providers)s))
      AND v.accepted_at < now() - %(after)s * interval '1 second'
      AND v.accepted_at > now() - %(days)s * interval '1 day'
      AND (v.not_before IS NULL OR v.not_before <= now())
    ORDER BY v.accepted_at
    LIMIT %(batch)s
      FOR UPDATE OF v SKIP LOCKED)
RETURNING v.provider_id, v.sent_through_id
"""


@transaction.atomic
def apply(reports: Sequence[Report], provider: str) -> int:
    """Move the deliveries that ``reports`` speak of; return how many moved. A repeated report moves none.

    What is thereby lost is followed up: a dead address is suppressed, and the next channel takes over.
    """
    said = _one_per_delivery(_not_taken_before(reports, provider))
    if not said:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _APPLY,
            {
                "ids": [report.delivery_id for report in said],
                "tokens": [report.token for report in said],
                "states": [DeliveryState(report.state).value for report in said],
                "provider_ids": [report.provider_id[:80] for report in said],
                "codes": [report.code[:60] for report in said],
                "final_channels": [report.final_channel for report in said],
            },
        )
        moved = cursor.fetchall()
    lost = [delivery_id for delivery_id, state in moved if state in (DeliveryState.FAILED, DeliveryState.BOUNCED)]
    dead = {report.delivery_id for report in said if report.dead_address}
    failures.follow_up(lost, [delivery_id for delivery_id in lost if delivery_id in dead])
    return len(moved)


def forget() -> int:
    """Delete the ids of events that no provider repeats any more; return how many."""
    deleted, _ = ProviderReport.objects.filter(at__lt=timezone.now() - REMEMBERED).delete()
    return deleted


def poll() -> int:
    """Ask each provider after what it has not reported, and after what is in doubt; return how many moved.

    A message is asked after where it was sent through; where that was not noted, at every provider.
    """
    reporters = reporting_transports()
    return _ask_after_accepted(reporters) + _reconcile(reporters) if reporters else 0


def _ask_after_accepted(reporters: Sequence[Reporter]) -> int:
    providers = [reporter.provider_id for reporter in reporters]
    with connection.cursor() as cursor:
        cursor.execute(
            _DUE, {"batch": POLL_BATCH, "after": POLL_AFTER_SECONDS, "days": POLL_DAYS, "providers": providers}
        )
        due = cursor.fetchall()
    moved = 0
    for reporter in reporters:
        own = [provider_id for provider_id, through in due if through in (None, reporter.provider_id)]
        heard, _ = _heard(reporter.transport.ask(own))
        moved += apply(heard, reporter.transport.name)
    return moved


def _reconcile(reporters: Sequence[Reporter]) -> int:
    """Settle what is in doubt; only a list read to its end proves that the provider has not got it."""
    doubts = reconciliation.doubts([reporter.provider_id for reporter in reporters])
    moved, absent = 0, {doubt.delivery_id: doubt for doubt in doubts}
    for reporter in reporters:
        own = [doubt for doubt in doubts if doubt.sent_through in (None, reporter.provider_id)]
        if not own:
            continue
        heard, complete = _heard(
            reporter.transport.poll([doubt.reference for doubt in own], since=reconciliation.since(own))
        )
        moved += apply(heard, reporter.transport.name)
        named = {report.delivery_id for report in heard}
        for doubt in own:
            if doubt.delivery_id in named or not complete:
                absent.pop(doubt.delivery_id, None)
    return moved + reconciliation.send_again(list(absent.values()))


def _heard(answers: Iterator[Report]) -> tuple[list[Report], bool]:
    """Return what was answered, and whether it was all of it."""
    heard: list[Report] = []
    try:
        heard.extend(answers)
    except TransportUnavailable as error:
        logger.warning("reports wait: %s", error)
        return heard, False
    return heard, True


def _not_taken_before(reports: Sequence[Report], provider: str) -> list[Report]:
    """Note the events and leave out those noted before; a polled report has no event and always stays."""
    events = [report.event_id for report in reports if report.event_id]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"provider": provider, "events": events})
        fresh = {row[0] for row in cursor.fetchall()}
    return [report for report in reports if not report.event_id or report.event_id in fresh]


def _one_per_delivery(reports: Iterable[Report]) -> list[Report]:
    """Keep the first end of each delivery, or else what was said first, ordered by delivery."""
    kept: dict[int, Report] = {}
    for report in reports:
        before = kept.get(report.delivery_id)
        if before is None or (before.state == DeliveryState.ACCEPTED != report.state):
            kept[report.delivery_id] = report
    return [kept[delivery_id] for delivery_id in sorted(kept)]
