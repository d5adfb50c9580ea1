"""The faults a simulator was told to show, each for a number of times."""

import threading
from collections.abc import Collection
from typing import Any

from config.simulators.web import Answer, Request, json_answer

ALWAYS = -1


class Faults:
    """A list of faults, first told first shown; safe to use from many threads.

    A fault is a JSON object. ``times`` counts how often it is shown; without it once, or with ``ALWAYS`` for ever.
    """

    def __init__(self, *, always: str = "", **known: Collection[str]) -> None:
        """Name in ``always`` the key whose faults hold until they are cleared when no ``times`` is given.

        ``known`` are the values that a key may have: a fault that would never show is refused.
        """
        self._known = known
        self._lock = threading.Lock()
        self._faults: list[dict[str, Any]] = []
        self._always = always

    def add(self, fault: dict[str, Any]) -> None:
        with self._lock:
            self._faults.append({"times": ALWAYS if self._always in fault else 1, **fault})

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def all(self) -> list[dict[str, Any]]:
        with self._lock:
            return [dict(fault) for fault in self._faults]

    def take(self, **wanted: object) -> dict[str, Any] | None:
        """Return the first fault with these values and count it down; a fault that names no ``to`` fits every one."""
        with self._lock:
            for fault in self._faults:
                if all(_fits(fault, name, value) for name, value in wanted.items()):
                    self._count_down(fault)
                    return dict(fault)
        return None

    def _unknown(self, fault: dict[str, Any]) -> str:
        for name, values in self._known.items():
            if name in fault and fault[name] not in values:
                return f"'{name}' is one of {', '.join(sorted(values))}"
        return ""

    def _count_down(self, fault: dict[str, Any]) -> None:
        if fault["times"] == ALWAYS:
            return
        fault["times"] -= 1
        if fault["times"] <= 0:
            self._faults.remove(fault)

    def answer(self, request: Request) -> Answer:
        """Serve ``/api/faults``: GET shows them, POST adds one, DELETE clears them."""
        if request.method == "POST":
            try:
                fault = request.json()
            except ValueError:
                fault = None
            if not isinstance(fault, dict) or not isinstance(fault.get("times", 1), int):
                return json_answer({"error": "a fault is a JSON object"}, 400)
            if unknown := self._unknown(fault):
                return json_answer({"error": unknown}, 400)
            self.add(fault)
        elif request.method == "DELETE":
            self.clear()
        return json_answer({"faults": self.all()})


def _fits(fault: dict[str, Any], name: str, value: object) -> bool:
    if name == "to":
        return fault.get("to") in (None, value)
    if value is ...:
        return name in fault
    return fault.get(name) == value
