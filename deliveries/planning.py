"""Planning: a dispatch's deliveries in one INSERT … SELECT, and the chunks that workers will claim."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from deliveries.models import Dispatch

# Ordered, so that a chunk's deliveries have ids in one stretch and the unique index grows at its end.
_PLAN = """
INSERT INTO deliveries_delivery
       (dispatch_id, channel, recipient, resident_id, contact_id, state, epoch, tries, code, provider_id, final_channel)
SELECT %(dispatch)s, a.channel, a.recipient, a.resident_id, a.contact_id, 'queued', 0, 0, '', '', ''
  FROM ({audience}) AS a (channel, recipient, resident_id, contact_id)
 ORDER BY a.channel, a.recipient
ON CONFLICT (dispatch_id, recipient, channel) DO NOTHING
"""

_CHUNKS = """
INSERT INTO deliveries_chunk (dispatch_id, channel, lo, hi, state, epoch, held_by, trouble, canary, doubtful)
SELECT %(dispatch)s, v.channel, min(v.id), max(v.id), 'ready', 0, '', '', false, false
  FROM (SELECT id, channel, row_number() OVER (PARTITION BY channel ORDER BY id) - 1 AS place
          FROM deliveries_delivery WHERE dispatch_id = %(dispatch)s) AS v
 GROUP BY v.channel, v.place / %(size)s
"""


@transaction.atomic
def plan(dispatch: Dispatch, audience: str, parameters: dict[str, Any]) -> int:
    """Plan the deliveries of ``dispatch`` and return their number.

    ``audience`` is a SELECT of (channel, recipient, resident id, contact id), written by the room above with
    ``parameters``. Planning an already planned dispatch again adds nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PLAN.format(audience=audience), {**parameters, "dispatch": dispatch.pk})
        planned: int = cursor.rowcount
        if planned:
            cursor.execute(_CHUNKS, {"dispatch": dispatch.pk, "size": settings.DELIVERY_CHUNK})
    return planned


def channels_of(dispatch: Dispatch) -> Sequence[str]:
    return list(dispatch.contents.order_by("channel").values_list("channel", flat=True))
