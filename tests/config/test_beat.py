"""Beat's scheduler under a clock that is set back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from config.beat import ClockProofScheduler
from config.celery import app
from config.queues import BEAT_SCHEDULE

HOUR = timedelta(hours=1)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What beat would have sent."""
    names: list[str] = []
    monkeypatch.setattr(ClockProofScheduler, "apply_async", lambda _self, entry, **_options: names.append(entry.name))
    return names


@pytest.fixture
def beat(tmp_path: Path) -> Iterator[ClockProofScheduler]:
    scheduler = ClockProofScheduler(app=app, schedule_filename=str(tmp_path / "schedule"), lazy=True)
    scheduler.setup_schedule()
    yield scheduler
    scheduler.close()


def all_ran(beat: ClockProofScheduler, ago: timedelta) -> None:
    for entry in beat.schedule.values():
        entry.last_run_at = entry.default_now() - ago
    beat._heap = None


def tick(beat: ClockProofScheduler) -> None:
    for _ in range(3 * len(BEAT_SCHEDULE)):
        beat.tick()


def test_beat_is_run_with_it() -> None:
    assert app.conf.beat_scheduler == "config.beat:ClockProofScheduler"


def test_what_is_due_is_sent_and_what_is_not_waits(beat: ClockProofScheduler, sent: list[str]) -> None:
    all_ran(beat, timedelta(seconds=8))
    tick(beat)
    assert sent == ["sweep"]


def test_what_ran_an_hour_from_now_is_due_after_its_period(beat: ClockProofScheduler, sent: list[str]) -> None:
    all_ran(beat, -HOUR)
    tick(beat)
    assert sent == []
    assert all(entry.last_run_at <= entry.default_now() for entry in beat.schedule.values())
    for entry in beat.schedule.values():
        entry.last_run_at -= timedelta(seconds=40)
    beat._heap = None
    tick(beat)
    assert {"sweep", "sweep-imports", "sweep-surveys", "poll-reports", "take-replies"} == set(sent)


def test_a_schedule_kept_under_a_wrong_clock_is_mended_at_the_start(
    beat: ClockProofScheduler, sent: list[str], tmp_path: Path
) -> None:
    all_ran(beat, -HOUR)
    beat.sync()
    beat.close()
    again = ClockProofScheduler(app=app, schedule_filename=str(tmp_path / "schedule"), lazy=True)
    again.setup_schedule()
    again.tick()
    assert all(entry.last_run_at <= entry.default_now() for entry in again.schedule.values())
    again.close()
