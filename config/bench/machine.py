"""What the machine did meanwhile: processor seconds of everything, and of everything that is ours."""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Reading:
    """Processor seconds since the machine started: of all processes, and of ours; and the clock."""

    everything: float
    ours: float
    at: float

    def since(self, before: "Reading") -> "Reading":
        return Reading(self.everything - before.everything, self.ours - before.ours, self.at - before.at)

    @property
    def foreign_share(self) -> float:
        """The share of the machine that others used, of all its processors' time."""
        whole = self.at * (os.cpu_count() or 1)
        return max(0.0, self.everything - self.ours) / whole if whole else 0.0


def read(roots: Iterable[int]) -> Reading:
    """Read the counters; ``roots`` are the processes whose families are ours, this one included."""
    return Reading(_everything(), sum(_seconds(pid) for pid in _families({*roots, os.getpid()})), time.monotonic())


def resident_bytes(roots: Iterable[int]) -> dict[int, int]:
    """Return the memory in use (RSS) of each process of these families."""
    found = {}
    for pid in _families(set(roots)):
        try:
            found[pid] = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
        except (OSError, IndexError):
            continue
    return found


def _everything() -> float:
    """Return user, nice, system and interrupt time of all processors (proc(5), /proc/stat)."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _waiting, irq, softirq = map(int, fields[:7])
    return (user + nice + system + irq + softirq) / _TICKS


def _seconds(pid: int) -> float:
    """Return the time of a process and of its children that have ended; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS


def _families(roots: set[int]) -> set[int]:
    """Return these processes and all that descend from them."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
    found = set(roots)
    while grown := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= grown
    return found
