"""Answers that cost a scan, remembered for the moment: for pages that many people watch while something runs."""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Answer = TypeVar("Answer")

SHORTEST = 2.0  # seconds for which an answer stands at least
SHARE = 20  # it stands so many times as long as asking took
KEPT = 200  # so many answers at most


@dataclass(slots=True)
class _Kept(Generic[Answer]):
    """One remembered answer; ``asking`` is held by the one thread that asks anew."""

    asking: threading.Lock = field(default_factory=threading.Lock)
    answer: Answer | None = None
    until: float = 0.0


class Lately(Generic[Answer]):
    """Ask at most every two seconds, and so seldom that asking takes a process at most a twentieth of its time.

    However many watch, one thread asks; meanwhile the others get the last answer, or wait where there is none yet.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, _Kept[Answer]] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, ask: Callable[[], Answer], *, fresh: bool = False) -> Answer:
        """Return what ``ask`` says or lately said for ``key``; ``fresh`` asks in any case."""
        kept = self._of(key)
        if not fresh and time.monotonic() < kept.until and kept.answer is not None:
            return kept.answer
        known = kept.answer
        if not kept.asking.acquire(blocking=fresh or known is None) and known is not None:
            return known
        try:
            if not fresh and time.monotonic() < kept.until and kept.answer is not None:
                return kept.answer  # somebody asked while this thread waited
            began = time.monotonic()
            answer = kept.answer = ask()
            kept.until = time.monotonic() + max(SHORTEST, SHARE * (time.monotonic() - began))
            return answer
        finally:
            kept.asking.release()

    def _of(self, key: Hashable) -> _Kept[Answer]:
        with self._lock:
            kept = self._kept.pop(key, None) or _Kept()
            self._kept[key] = kept  # the last one asked for stands last
            while len(self._kept) > KEPT:
                self._kept.pop(next(iter(self._kept)))
            return kept
