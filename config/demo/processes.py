"""The demo's processes: started together, watched, and ended together, whatever ends the parent."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
PATIENCE = 15.0  # seconds to end by SIGTERM before SIGKILL


class Processes:
    """A group of child processes with their logs; as a context manager it ends them at the end."""

    def __init__(self, environment: dict[str, str], logs: Path) -> None:
        self.environment, self._logs = environment, logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start ``python -m command…``; its output goes to the log of its name. It dies with this process."""
        with self.log_of(name).open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches this process only, which ends the others in order
                preexec_fn=_die_with_parent,
            )

    def log_of(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def kill(self, name: str) -> None:
        """End one process with its children at once, without a word to it."""
        process = self._running.pop(name)
        _signal(process, signal.SIGKILL)
        process.wait()

    def end(self, name: str, patience: float = PATIENCE) -> bool:
        """Ask one process to end, and tell whether it did in time; it is killed when it did not."""
        process = self._running[name]
        _signal(process, signal.SIGTERM)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill(name)
            return False
        del self._running[name]
        return True

    def ended(self) -> str | None:
        """Return the name of a process that ended by itself, if any did."""
        return next((name for name, process in self._running.items() if process.poll() is not None), None)

    def stop(self) -> None:
        """End all of them, the last started first; a second call does nothing."""
        for process in reversed(self._running.values()):
            _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for process in self._running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()
        self._running.clear()


def last_lines(log: Path, count: int = 15) -> str:
    """Return the end of a log, for an error that explains itself."""
    file: IO[str]
    with log.open(errors="replace") as file:
        return "".join(file.readlines()[-count:])


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """Signal a process and, for SIGKILL, its whole group: Celery's children do not outlive it."""
    try:
        if number == signal.SIGKILL:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
    except ProcessLookupError:
        return


def _die_with_parent() -> None:
    """Have the kernel end this process when its parent dies, even by kill -9 (prctl(2))."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
