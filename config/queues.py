"""The queues, and what the beat does when. A worker started without ``-Q`` serves all of them."""

from typing import Any

from kombu.entity import Queue

EMAIL = "email"
SMS = "sms"
REPORTS = "reports"
HOUSEKEEPING = "housekeeping"

QUEUES = [Queue(name) for name in (EMAIL, SMS, REPORTS, HOUSEKEEPING)]  # type: ignore[no-untyped-call]  # kombu

# ``deliveries.send_chunk`` is enqueued into the queue of its chunk's channel.
ROUTES = {
    "deliveries.send_chunk": {"queue": EMAIL},
    "deliveries.poll_reports": {"queue": REPORTS},
    "deliveries.sweep": {"queue": HOUSEKEEPING},
    "deliveries.forget_reports": {"queue": HOUSEKEEPING},
    "notices.forget_reading_tries": {"queue": HOUSEKEEPING},
    "accounts.purge_access_log": {"queue": HOUSEKEEPING},
}

# A tick that waits longer than its period is worth nothing: the next one does the same work.
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep": {"task": "deliveries.sweep", "schedule": 2.0, "options": {"expires": 10}},
    "poll-reports": {"task": "deliveries.poll_reports", "schedule": 30.0, "options": {"expires": 30}},
    "forget-reports": {"task": "deliveries.forget_reports", "schedule": 24 * 3600.0, "options": {"expires": 3600}},
    "forget-reading-tries": {"task": "notices.forget_reading_tries", "schedule": 3600.0, "options": {"expires": 3600}},
    "purge-access-log": {
        "task": "accounts.purge_access_log",
        "schedule": 24 * 3600.0,
        "options": {"expires": 3600},
    },
}
