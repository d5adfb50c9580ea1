"""A simulator as a process of its own, as the demo runs it."""

import json
import subprocess
import sys
from typing import Any

import httpx


class Simulator:
    """``python -m config.simulators.<name>`` on free ports; ``ports`` is what it announced."""

    def __init__(self, name: str, *arguments: str) -> None:
        command = [sys.executable, "-m", f"config.simulators.{name}", "--die-with-parent", *arguments]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.ports: dict[str, int] = json.loads(self._process.stdout.readline())

    def fault(self, **fault: Any) -> None:
        httpx.post(self._api("faults"), json=fault).raise_for_status()

    def messages(self) -> list[dict[str, Any]]:
        """What it caught, newest first."""
        found: list[dict[str, Any]] = httpx.get(self._api("messages")).raise_for_status().json()["messages"]
        return found

    def empty(self) -> None:
        httpx.delete(self._api("messages")).raise_for_status()
        httpx.delete(self._api("faults")).raise_for_status()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def _api(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports['http']}/api/{name}"
