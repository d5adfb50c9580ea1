"""Python loads this by itself where its folder is on PYTHONPATH: the process's clock then goes wrong when told to.

``FAULT_CLOCK`` names a file that holds by how many seconds. Monotonic time goes on as it did, as on a real machine.
"""

import os
import threading
import time
from pathlib import Path


def _watch(file: Path) -> None:
    import time_machine

    started, shown = time.time() - time.monotonic(), 0.0
    traveller = None
    while True:
        wanted = _seconds(file)
        if wanted != shown:
            if traveller is not None:
                traveller.stop()
            traveller = time_machine.travel(started + time.monotonic() + wanted, tick=True)
            traveller.start()
            shown = wanted
        time.sleep(0.05)


def _seconds(file: Path) -> float:
    try:
        return float(file.read_text() or 0)
    except (OSError, ValueError):
        return 0.0


def _begin() -> None:
    if name := os.environ.get("FAULT_CLOCK"):
        threading.Thread(target=_watch, args=(Path(name),), daemon=True).start()


os.register_at_fork(after_in_child=_begin)
_begin()
