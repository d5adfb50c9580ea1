"""The windows of a chunk: one statement records what became of the last one and takes the next.

It renews the lease, and does nothing at all when the lease is lost: another epoch holds the chunk, and whatever a late
worker wants to write is not its to write. Consent, subscription, "not until then", contact and suppression are looked
at here, at the last moment before the provider is called: what a resident took back since the planning is skipped with
its reason (promise 5).

Two ways of taking (promise 3). *Marked*, for SMS and statutory notices: the rows are ``sending`` before the provider is
called, so that a dead worker's window is known exactly and nothing of it is repeated unasked. *Unmarked*, for campaign
email: the rows stay ``queued`` until they are recorded, one write fewer for each message; a dead worker's window goes
out again under the same Message-IDs.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings

from deliveries.claims import Lease
from deliveries.prepared import Prepared, numbers, texts
from deliveries.states import DeliveryState
from deliveries.transports.base import Outcome
from residents.encryption import EncryptedTextField
from residents.models import ContactPoint

MOST = 500  # of a window; the constant lets PostgreSQL plan for few rows


class LeaseLost(Exception):
    """Another epoch holds the chunk, so nothing more of it is ours to send or to record."""


class Taken(NamedTuple):
    """A delivery that may be sent now, with its address decrypted."""

    delivery_id: int
    recipient: int
    tries: int
    address: str


class Window(NamedTuple):
    """What was taken and what was skipped, up to the delivery ``last``; None when there is nothing more for now."""

    taken: list[Taken]
    last: int | None
    skipped: list[int]


def exchange(
    lease: Lease,
    outcomes: Sequence[Outcome] = (),
    *,
    after: int,
    size: int,
    sent_through: int | None = None,
    through: int | None = None,
) -> Window:
    """Record ``outcomes`` of what went through provider ``sent_through``; take up to ``size`` more behind ``after``.

    ``through``: the provider that these will be handed to, known of a marked window before it is called.

    Nothing is taken from a dispatch that is not sending. Raise LeaseLost when nothing was recorded.
    """
    statement = _MARKED if lease.marked else _UNMARKED
    rows = statement.rows(
        lease.chunk_id,
        lease.epoch,
        settings.DELIVERY_LEASE_SECONDS,
        any(outcome.state == DeliveryState.UNKNOWN for outcome in outcomes),
        numbers(outcome.delivery_id for outcome in outcomes),
        texts(outcome.state.value for outcome in outcomes),
        texts(outcome.provider_id[:80] for outcome in outcomes),
        texts(outcome.code[:60] for outcome in outcomes),
        settings.DELIVERY_TRIES,
        settings.DELIVERY_BACKOFF_SECONDS,
        sent_through,
        lease.channel,
        lease.contact_channel,
        after,
        size,
        through,
        lease.hi,
        lease.dispatch_id,
    )
    if not rows:
        raise LeaseLost
    if rows[0][0] is None:
        return Window([], None, [])
    opened = _ADDRESS.opener()
    taken = [Taken(row[0], row[1], row[2], opened(row[3])) for row in rows if row[3] is not None]
    return Window(taken, rows[-1][0], [row[0] for row in rows if row[3] is None])


_TYPES = (
    "bigint", "int", "float8", "bool", "bigint[]", "text[]", "text[]", "text[]", "int", "float8", "bigint", "text",
    "text", "bigint", "int", "bigint", "bigint", "bigint",
)  # fmt: skip

_STATEMENT = """
WITH lease AS (
  UPDATE deliveries_chunk AS c
     SET lease_until = now() + $3 * interval '1 second', doubtful = c.doubtful OR $4
   WHERE c.id = $1 AND c.epoch = $2 AND c.state = 'leased'
  RETURNING c.dispatch_id
), recorded AS (
  UPDATE deliveries_delivery AS v
     SET state = CASE WHEN o.state NOT IN {again} THEN o.state
                      WHEN d.state = 'cancelled' THEN 'cancelled'
                      WHEN v.tries + 1 < $9 THEN 'queued'
                      WHEN o.state = 'queued' THEN 'failed' ELSE o.state END,
         provider_id = o.provider_id, code = o.code, tries = v.tries + 1, sent_through_id = $11,
         accepted_at = CASE WHEN o.state = 'accepted' THEN now() END,
         not_before = CASE WHEN o.state IN {again}
                           THEN now() + least($10 * 2 ^ v.tries, 3600) * interval '1 second' END
    FROM lease JOIN deliveries_dispatch AS d ON d.id = lease.dispatch_id,
         unnest($5, $6, $7, $8) AS o (id, state, provider_id, code)
   WHERE v.id = o.id AND v.dispatch_id = d.id AND {in_hand}
), going AS MATERIALIZED (
  SELECT d.service, d.required_consents, (now() AT TIME ZONE 'Asia/Seoul')::date AS today
    FROM lease JOIN deliveries_dispatch AS d ON d.id = lease.dispatch_id
   WHERE d.state = 'sending'
), ahead AS MATERIALIZED (
  SELECT v.id, v.recipient, v.tries, v.resident_id, v.contact_id
    FROM deliveries_delivery AS v
   WHERE v.id > $14 AND v.id <= $17 AND v.dispatch_id = $18 AND v.channel = $12 AND EXISTS (SELECT FROM going)
     AND v.state = 'queued' AND (v.not_before IS NULL OR v.not_before <= now())
   ORDER BY v.id LIMIT {most}
), looked AS (
  SELECT a.id, a.recipient, a.tries, k.address,
         CASE WHEN r.id IS NULL OR r.consents & d.required_consents <> d.required_consents THEN 'no_consent'
              WHEN (SELECT s.id FROM residents_subscription AS s
                     WHERE s.resident_id = r.id AND s.service = d.service AND s.channel = $13 LIMIT 1) IS NULL
              THEN 'not_subscribed'
              WHEN r.quiet_until > d.today THEN 'quiet_until'
              WHEN k.id IS NULL OR k.stopped_at IS NOT NULL THEN 'contact_stopped'
              WHEN k.verified_at IS NULL THEN 'contact_unverified'
              WHEN (SELECT x.id FROM deliveries_suppression AS x
                     WHERE x.channel = $13 AND x.address_hash = k.address_hash LIMIT 1) IS NOT NULL
              THEN 'suppressed'
         END AS reason
    FROM (SELECT * FROM ahead LIMIT $15) AS a
   CROSS JOIN going AS d
    LEFT JOIN residents_resident AS r ON r.id = a.resident_id
    LEFT JOIN residents_contactpoint AS k ON k.id = a.contact_id
), taken AS (
  UPDATE deliveries_delivery AS v
     SET state = CASE WHEN l.reason IS NULL THEN 'sending' ELSE 'skipped' END,
         code = coalesce(l.reason, ''), epoch = $2, sent_through_id = $16
    FROM looked AS l
   WHERE v.id = l.id AND v.state = 'queued' {which}
  RETURNING v.id, v.recipient, v.tries, CASE WHEN l.reason IS NULL THEN l.address END AS address
)
SELECT t.id, t.recipient, t.tries, t.address FROM lease LEFT JOIN {shown} AS t ON true ORDER BY t.id
"""

# The look-ups are scalar, so that PostgreSQL asks an index for each and never reads a whole table for a window.
# A row that was cancelled while its message was in hand says in the end what became of the message all the same.
_MARKED = Prepared(
    "sotong_window_marked",
    _TYPES,
    _STATEMENT.format(
        again="('queued')", in_hand="v.state = 'sending' AND v.epoch = $2", which="", shown="taken", most=MOST
    ),
)
_UNMARKED = Prepared(
    "sotong_window_unmarked",
    _TYPES,
    _STATEMENT.format(
        again="('queued', 'unknown')",
        in_hand="v.state IN ('queued', 'cancelled')",
        which="AND l.reason IS NOT NULL",
        shown="(SELECT id, recipient, tries, CASE WHEN reason IS NULL THEN address END AS address FROM looked)",
        most=MOST,
    ),
)

_ADDRESS: EncryptedTextField = ContactPoint._meta.get_field("address")
