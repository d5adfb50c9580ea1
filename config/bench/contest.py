"""One contestant's run, measured: what was sent in how long, with which processor time, and who else disturbed."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from config.bench import machine

# A run during which others used more than this share of the machine is thrown away, and counted.
QUIET = 0.04


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave."""

    messages: int
    seconds: float
    cpu: float  # seconds of the whole machine's processors
    foreign: float  # share of the machine that was not ours

    @property
    def per_second(self) -> float:
        return self.messages / self.seconds

    @property
    def cpu_per_thousand(self) -> float:
        return 1000 * self.cpu / self.messages

    @property
    def quiet(self) -> bool:
        return self.foreign <= QUIET


class Stopwatch:
    """Measures a run: ``start`` and ``stop`` at its ends; ``roots`` are the processes that belong to it."""

    def __init__(self, roots: Callable[[], Iterable[int]]) -> None:
        self._roots = roots

    def start(self) -> None:
        self._before = machine.read(self._roots())

    def stop(self, messages: int, seconds: float | None = None) -> Run:
        """Return the run; ``seconds`` replaces our clock where the stored rows say better when it was over."""
        spent = machine.read(self._roots()).since(self._before)
        return Run(messages, seconds or spent.at, spent.everything, spent.foreign_share)


def interleaved(
    contestants: dict[str, Callable[[], Run]], repeats: int, *, say: Callable[[str], None]
) -> dict[str, list[Run]]:
    """Run the contestants in turn, round after round; a disturbed run is repeated, at most as often as ``repeats``."""
    runs: dict[str, list[Run]] = {name: [] for name in contestants}
    for number in range(1, repeats + 1):
        for name, contestant in contestants.items():
            _wait_for_quiet()
            run = contestant()
            if not run.quiet:
                say(f"{name}: disturbed ({run.foreign:.0%} of the machine was used by others), once more")
                runs[name].append(run)
                run = contestant()
            runs[name].append(run)
            say(f"{number}/{repeats} {name}: {run.per_second:,.0f}/s, {run.cpu_per_thousand:.3f} CPU-s per 1,000")
    return runs


def quiet(runs: Iterable[Run]) -> list[Run]:
    """Return the undisturbed runs, or all of them where none was."""
    runs = list(runs)
    return [run for run in runs if run.quiet] or runs


def rate(runs: Iterable[Run]) -> float:
    return statistics.median(run.per_second for run in quiet(runs))


def cpu(runs: Iterable[Run]) -> float:
    return statistics.median(run.cpu_per_thousand for run in quiet(runs))


def raw(runs: dict[str, list[Run]]) -> dict[str, Any]:
    """Return every run as it was, and how many were thrown away."""
    return {
        "thrown_away": sum(not run.quiet for found in runs.values() for run in found),
        "_runs": {
            name: [
                {
                    "per_second": round(run.per_second),
                    "cpu_per_1000": round(run.cpu_per_thousand, 4),
                    "messages": run.messages,
                    "foreign": round(run.foreign, 3),
                }
                for run in found
            ]
            for name, found in runs.items()
        },
    }


def _wait_for_quiet(patience: float = 30.0) -> None:
    """Let whatever runs beside us finish first; go on when it does not."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        before = machine.read(())
        time.sleep(0.5)
        if machine.read(()).since(before).everything < 0.5 * 2 * 0.15:
            return
