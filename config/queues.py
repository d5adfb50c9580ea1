"""The queues, and what the beat does when. A worker started without ``-Q`` serves all of them."""

from typing import Any

from kombu.entity import Queue
from kombu.utils.scheduling import round_robin_cycle

URGENT = "urgent"
EMAIL = "email"
SMS = "sms"
REPORTS = "reports"
HOUSEKEEPING = "housekeeping"
IMPORTS = "imports"

QUEUES = [Queue(name) for name in (URGENT, EMAIL, SMS, REPORTS, HOUSEKEEPING, IMPORTS)]  # type: ignore[no-untyped-call]  # kombu

# Redis has a list for each queue and step, and those of a lower step are looked at first; which chunk gets which is
# said in ``deliveries.enqueueing``. What says nothing has the first.
PRIORITY_STEPS = [0, 3, 6]

# ``deliveries.send_chunk`` is enqueued into the queue of its chunk's channel, or into the urgent one.
ROUTES = {
    "deliveries.send_chunk": {"queue": EMAIL},
    "deliveries.send_transactional": {"queue": URGENT},
    "deliveries.poll_reports": {"queue": REPORTS},
    "deliveries.take_bounces": {"queue": REPORTS},
    "deliveries.take_replies": {"queue": REPORTS},
    "campaigns.forget_unknown_writers": {"queue": HOUSEKEEPING},
    "deliveries.sweep": {"queue": HOUSEKEEPING},
    "deliveries.forget_reports": {"queue": HOUSEKEEPING},
    "residents.forget_drafts": {"queue": HOUSEKEEPING},
    "residents.forget_counter_drafts": {"queue": HOUSEKEEPING},
    "deliveries.forget_transactional": {"queue": HOUSEKEEPING},
    "residents.forget_codes": {"queue": HOUSEKEEPING},
    "residents.forget_proofs": {"queue": HOUSEKEEPING},
    "residents.find_contact_troubles": {"queue": HOUSEKEEPING},
    "residents.count_for_the_cockpit": {"queue": HOUSEKEEPING},
    "residents.destroy": {"queue": HOUSEKEEPING},
    # Slices of seconds, in turn with what is sent: what housekeeping does must not wait behind a file.
    "residents.run_import": {"queue": IMPORTS},
    "residents.sweep_imports": {"queue": HOUSEKEEPING},
    "residents.forget_imports": {"queue": HOUSEKEEPING},
    "notices.forget_reading_tries": {"queue": HOUSEKEEPING},
    "campaigns.move_events_on": {"queue": HOUSEKEEPING},
    "campaigns.sweep_surveys": {"queue": HOUSEKEEPING},
    "campaigns.mix_surveys": {"queue": HOUSEKEEPING},
    "campaigns.recount_reach": {"queue": HOUSEKEEPING},
    "campaigns.decide_trials": {"queue": HOUSEKEEPING},
    "campaigns.remind_of_events": {"queue": HOUSEKEEPING},
    "campaigns.forget_guests": {"queue": HOUSEKEEPING},
    "campaigns.remind_of_consents": {"queue": HOUSEKEEPING},
    "campaigns.make_digest": {"queue": HOUSEKEEPING},
    "accounts.purge_access_log": {"queue": HOUSEKEEPING},
    "accounts.purge_history": {"queue": HOUSEKEEPING},
}


class UrgentFirst(round_robin_cycle):
    """The order in which a worker looks at its queues, whatever ``-Q`` says: urgent, the house's own, the rest in turn.

    Kombu makes one for each connection (``queue_order_strategy``). Only what comes seldom and is soon done may stand
    before others.
    """

    first = (URGENT, HOUSEKEEPING, REPORTS)

    def consume(self, n: int) -> list[str]:
        return sorted(self.items[:n], key=self._rank)

    def _rank(self, queue: str) -> int:
        return self.first.index(queue) if queue in self.first else len(self.first)


# A tick that waits longer than its period is worth nothing: the next one does the same work.
BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep": {"task": "deliveries.sweep", "schedule": 2.0, "options": {"expires": 10}},
    "poll-reports": {"task": "deliveries.poll_reports", "schedule": 30.0, "options": {"expires": 30}},
    "take-bounces": {"task": "deliveries.take_bounces", "schedule": 60.0, "options": {"expires": 60}},
    "take-replies": {"task": "deliveries.take_replies", "schedule": 10.0, "options": {"expires": 10}},
    "forget-unknown-writers": {
        "task": "campaigns.forget_unknown_writers",
        "schedule": 24 * 3600.0,
        "options": {"expires": 3600},
    },
    "forget-reports": {"task": "deliveries.forget_reports", "schedule": 24 * 3600.0, "options": {"expires": 3600}},
    "forget-counter-drafts": {
        "task": "residents.forget_counter_drafts",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget-drafts": {"task": "residents.forget_drafts", "schedule": 3600.0, "options": {"expires": 3600}},
    "forget-transactional": {
        "task": "deliveries.forget_transactional",
        "schedule": 24 * 3600.0,
        "options": {"expires": 3600},
    },
    "forget-codes": {"task": "residents.forget_codes", "schedule": 3600.0, "options": {"expires": 3600}},
    "forget-proofs": {"task": "residents.forget_proofs", "schedule": 3600.0, "options": {"expires": 3600}},
    "find-contact-troubles": {
        "task": "residents.find_contact_troubles",
        "schedule": 24 * 3600.0,
        "options": {"expires": 3600},
    },
    "forget-reading-tries": {"task": "notices.forget_reading_tries", "schedule": 3600.0, "options": {"expires": 3600}},
    # What somebody who left has left behind is gone within the hour (개인정보 보호법 제21조).
    "destroy": {"task": "residents.destroy", "schedule": 600.0, "options": {"expires": 600}},
    "count-for-the-cockpit": {
        "task": "residents.count_for_the_cockpit",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "sweep-imports": {"task": "residents.sweep_imports", "schedule": 10.0, "options": {"expires": 10}},
    "forget-imports": {"task": "residents.forget_imports", "schedule": 24 * 3600.0, "options": {"expires": 3600}},
    "remind-of-events": {"task": "campaigns.remind_of_events", "schedule": 300.0, "options": {"expires": 300}},
    "forget-guests": {"task": "campaigns.forget_guests", "schedule": 24 * 3600.0, "options": {"expires": 3600}},
    # An offered place goes on to the next within a minute after its time.
    "move-events-on": {"task": "campaigns.move_events_on", "schedule": 60.0, "options": {"expires": 60}},
    "sweep-surveys": {"task": "campaigns.sweep_surveys", "schedule": 15.0, "options": {"expires": 15}},
    "mix-surveys": {"task": "campaigns.mix_surveys", "schedule": 3600.0, "options": {"expires": 3600}},
    "recount-reach": {"task": "campaigns.recount_reach", "schedule": 24 * 3600.0, "options": {"expires": 3600}},
    "decide-trials": {"task": "campaigns.decide_trials", "schedule": 60.0, "options": {"expires": 60}},
    "remind-of-consents": {"task": "campaigns.remind_of_consents", "schedule": 3600.0, "options": {"expires": 3600}},
    # Looks whether the hour of the weekly digest has come; once made or stopped, it is left as it is.
    "make-digest": {"task": "campaigns.make_digest", "schedule": 300.0, "options": {"expires": 300}},
    "purge-access-log": {
        "task": "accounts.purge_access_log",
        "schedule": 24 * 3600.0,
        "options": {"expires": 3600},
    },
    "purge-account-history": {"task": "accounts.purge_history", "schedule": 24 * 3600.0, "options": {"expires": 3600}},
}
