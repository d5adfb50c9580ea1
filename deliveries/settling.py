"""Settling by a person what no provider can tell: messages whose answer never came (promise 3).

Either it is taken that they did not arrive, and the room above turns to paper; or they are sent again, email under
the same Message-ID, by a person who accepts that some may then arrive twice.
"""

from django.db import connection, transaction

from accounts.models import User
from deliveries.dispatches import finish_when_done
from deliveries.models import Delivery, Dispatch, DispatchEvent
from deliveries.states import DeliveryState

# A leased chunk is left for later: its worker's release counts what is queued, and must not miss these.
_CHUNKS = """
SELECT id FROM deliveries_chunk
 WHERE dispatch_id = %(dispatch)s AND doubtful AND state <> 'leased'
 ORDER BY id
   FOR UPDATE
"""

_AGAIN = """
WITH again AS (
  UPDATE deliveries_delivery AS v SET state = 'queued', code = '', not_before = NULL
    FROM deliveries_chunk AS c
   WHERE c.id = ANY(%(chunks)s) AND v.state = 'unknown'
     AND v.dispatch_id = c.dispatch_id AND v.channel = c.channel AND v.id BETWEEN c.lo AND c.hi
  RETURNING c.id
), ready AS (
  UPDATE deliveries_chunk AS c SET state = 'ready', not_before = NULL, enqueued_at = NULL, doubtful = false
   WHERE c.id IN (SELECT id FROM again)
)
SELECT count(*) FROM again
"""


@transaction.atomic
def give_up(dispatch: Dispatch, *, by: User) -> int:
    """Take the doubtful messages of a dispatch for not arrived; return how many there were."""
    count = Delivery.objects.filter(dispatch=dispatch, state=DeliveryState.UNKNOWN).update(
        state=DeliveryState.FAILED, code="given_up"
    )
    _note(dispatch, by, f"{count} doubtful messages given up")
    finish_when_done(dispatch)
    return count


@transaction.atomic
def send_again(dispatch: Dispatch, *, by: User) -> int:
    """Queue the doubtful messages of a dispatch again, knowing that some may arrive twice; return how many.

    Those of a chunk that a worker has in hand stay in doubt until it lets go.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHUNKS, {"dispatch": dispatch.pk})
        cursor.execute(_AGAIN, {"chunks": [row[0] for row in cursor.fetchall()]})
        count: int = cursor.fetchone()[0]
    _note(dispatch, by, f"{count} doubtful messages sent again")
    return count


def _note(dispatch: Dispatch, by: User, reason: str) -> None:
    DispatchEvent.objects.create(
        dispatch=dispatch, from_state=dispatch.state, to_state=dispatch.state, by=by, reason=reason
    )
