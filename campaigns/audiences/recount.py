"""The recount of ``campaigns_reach``: what its triggers keep is compared with what it rests on, and mended."""

import logging

from django.db import connection, transaction

logger = logging.getLogger(__name__)

PAGE = 5_000

# Everybody who has a row or should have one.
_PAGE = """
SELECT array_agg(id) FROM (
  SELECT id FROM (SELECT id FROM residents_resident WHERE id > %(after)s AND left_at IS NULL
                  UNION SELECT resident_id FROM campaigns_reach WHERE resident_id > %(after)s) AS everybody
   ORDER BY id LIMIT %(page)s) AS page
"""


def recount() -> int:
    """Mend what drifted and return how many rows that were; none, unless something wrote around the triggers."""
    drifted, after = 0, 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_PAGE, {"after": after, "page": PAGE})
            (ids,) = cursor.fetchone()
            if not ids:
                break
            cursor.execute("SELECT campaigns_reach_mend(%s)", [ids])
            drifted += cursor.fetchone()[0]
        after = ids[-1]
    if drifted:
        logger.warning("the reach of %s residents had drifted, and was mended", drifted)
    return drifted
