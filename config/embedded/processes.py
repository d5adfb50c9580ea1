"""Start servers that outlive this process, and find and end the ones that live in a folder.

Process ids in files go stale and get reused, so where the system has ``/proc`` a server is known by its working
folder: PostgreSQL and Redis both stay in their data folder, and nothing else has business there.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import BinaryIO

from config.embedded.privileges import Account

PROC = Path("/proc")
LOG_LIMIT = 5 * 1024 * 1024  # bytes; a longer log is put aside at the next start
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def launch(command: list[str], *, folder: Path, log: Path, account: Account) -> int:
    """Start ``command`` in ``folder`` in a session of its own, and return its process id.

    A shell starts it in the background and ends, so that the server is nobody's child and leaves no zombie here.
    """
    with open_log(log) as file:
        shell = subprocess.run(
            ["/bin/sh", "-c", 'umask 077; "$@" >&2 & echo $!', "sh", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=file,
            cwd=folder,
            env=plain_environment(),
            start_new_session=True,
            check=True,
            **account.options(),
        )
    return int(shell.stdout)


def plain_environment() -> dict[str, str]:
    """Return an environment without the ``PG*`` and ``LD_*`` variables of whoever starts the servers."""
    return {"PATH": PATH, "LC_ALL": "C"}


def open_log(log: Path) -> BinaryIO:
    """Open a log to append to; one that has grown long is put aside first."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600), "ab")


def living_in(folder: Path) -> list[int]:
    """Return the ids of the processes whose working folder is ``folder``; none where there is no ``/proc``."""
    wanted = str(folder.resolve())
    return [int(entry.name) for entry in _entries() if _working_folder(entry) == wanted]


def _entries() -> Iterable[Path]:
    return (entry for entry in PROC.iterdir() if entry.name.isdigit()) if PROC.is_dir() else ()


def _working_folder(entry: Path) -> str:
    try:
        return str((entry / "cwd").readlink())
    except OSError:  # ended meanwhile, a zombie, or another account's
        return ""


def is_living_in(pid: int, folder: Path) -> bool:
    """Tell whether the process ``pid`` is alive and, where that can be seen, at home in ``folder``."""
    if PROC.is_dir():
        return _working_folder(PROC / str(pid)) == str(folder.resolve())
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def read_pid(file: Path, folder: Path) -> int | None:
    """Return the process id in ``file`` if that process lives in ``folder``."""
    try:
        pid = int(file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if is_living_in(pid, folder) else None


def end(pids: Iterable[int], folder: Path, *how: tuple[signal.Signals, float]) -> bool:
    """Send each signal in turn and wait its seconds for the processes to leave ``folder``; tell whether they did."""
    left = list(pids)
    for number, seconds in how:
        for pid in left:
            _signal(pid, number)
        wait_for(partial(_have_left, left, folder), seconds)
        left = [pid for pid in left if is_living_in(pid, folder)]
    return not left


def _have_left(pids: list[int], folder: Path) -> bool:
    return not any(is_living_in(pid, folder) for pid in pids)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until ``condition`` holds, looking ever less often; tell whether it did within ``seconds``."""
    deadline = time.monotonic() + seconds
    pause = 0.005
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
    return True
