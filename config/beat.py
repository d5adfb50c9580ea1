"""Beat's scheduler, which a clock that is set back does not stop.

Celery counts from when a task last ran. When the clock is then set back by an hour, that moment lies in the future,
and nothing would be due for an hour: nothing approved would begin, nothing lost would be found again.
"""

from typing import Any

from celery.beat import PersistentScheduler, ScheduleEntry


class ClockProofScheduler(PersistentScheduler):  # type: ignore[misc]  # Celery carries no types
    """Takes what ran later than now for having run now."""

    def tick(self, *arguments: Any, **options: Any) -> Any:
        ahead = [entry for entry in self.schedule.values() if _is_ahead(entry)]
        for entry in ahead:
            entry.last_run_at = entry.default_now()
        if ahead:
            self._heap = None  # it holds moments by the old clock, and is made anew
        return super().tick(*arguments, **options)


def _is_ahead(entry: ScheduleEntry) -> bool:
    return bool(entry.last_run_at and entry.last_run_at > entry.default_now())
