"""Planning: a dispatch's deliveries in one INSERT … SELECT, and the chunks that workers will claim."""

from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from deliveries.models import Delivery, Dispatch
from residents.models import Resident

# Ordered, so that the ids of one channel are one stretch and the unique index grows at its end.
_PLAN = """
INSERT INTO deliveries_delivery
       (dispatch_id, channel, recipient, resident_id, contact_id, state, epoch, tries, code, provider_id, final_channel)
SELECT %(dispatch)s, a.channel, a.recipient, a.resident_id, a.contact_id, 'queued', 0, 0, '', '', ''
  FROM ({audience}) AS a (channel, recipient, resident_id, contact_id)
 ORDER BY a.channel, a.recipient
"""

_FIRST_CHANNEL = """
SELECT DISTINCT ON (every.recipient) every.*
  FROM ({audience}) AS every (channel, recipient, resident_id, contact_id)
 ORDER BY every.recipient, array_position(%(order)s::text[], every.channel::text)
"""

# The first id is taken before and ids only grow, so what another planning wrote long ago is not looked at. What one
# writes at the same moment may lie between ours: such a chunk is a little smaller.
_CHUNKS = """
INSERT INTO deliveries_chunk (dispatch_id, channel, lo, hi, state, epoch, held_by, trouble, canary, doubtful)
SELECT %(dispatch)s, s.channel, stretch.lo, least(stretch.lo + %(size)s - 1, stretch.hi), 'ready', 0, '', '',
       stretch.canary, false
  FROM (SELECT channel, min(id) AS lo, max(id) AS hi
          FROM deliveries_delivery WHERE id > %(before)s AND dispatch_id = %(dispatch)s GROUP BY channel) AS s
 CROSS JOIN LATERAL (
   SELECT lo, least(s.lo + %(canary)s - 1, s.hi) AS hi, true AS canary
     FROM generate_series(s.lo, least(s.lo + %(canary)s - 1, s.hi), %(size)s) AS lo
   UNION ALL
   SELECT lo, s.hi, false FROM generate_series(s.lo + %(canary)s, s.hi, %(size)s) AS lo) AS stretch
"""


@transaction.atomic
def plan(dispatch: Dispatch, audience: str, parameters: dict[str, Any]) -> int:
    """Plan the deliveries of ``dispatch`` and return their number.

    ``audience`` is a SELECT of (channel, recipient, resident id, contact id), each recipient once per channel, written
    by the room above with ``parameters``. With ``one_channel`` each gets the first of DELIVERY_CHANNEL_ORDER only; the
    first ``canary`` of each channel come in chunks of their own. Planning a planned dispatch again adds nothing.
    """
    Dispatch.objects.select_for_update().get(pk=dispatch.pk)  # a second planning waits, and finds it planned
    if Delivery.objects.filter(dispatch=dispatch).exists():
        return 0
    values: dict[str, Any] = {"dispatch": dispatch.pk, "order": list(settings.DELIVERY_CHANNEL_ORDER)}
    sizes = {"size": settings.DELIVERY_CHUNK, "canary": dispatch.canary}
    if dispatch.one_channel:
        audience = _FIRST_CHANNEL.format(audience=audience)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")  # a million rows are sorted in memory
        cursor.execute("SELECT nextval(pg_get_serial_sequence('deliveries_delivery', 'id'))")
        before = cursor.fetchone()[0]
        cursor.execute(_PLAN.format(audience=audience), {**parameters, **values})
        planned: int = cursor.rowcount
        cursor.execute(_CHUNKS, {**values, **sizes, "before": before})
    return planned


def planned_to(residents: "QuerySet[Resident]") -> "QuerySet[Delivery, int]":
    """Return the numbers of those of ``residents`` to whom anything was sent or planned."""
    return Delivery.objects.filter(resident__in=residents).values_list("resident", flat=True)
