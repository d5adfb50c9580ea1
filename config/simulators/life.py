"""How a simulator begins and ends: it says when it is ready, and goes with its parent or a signal."""

import argparse
import ctypes
import json
import os
import signal
import sys
import threading
import time

from config.words import say as _

PR_SET_PDEATHSIG = 1  # prctl(2): the signal this process gets when the thread that started it ends


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what every simulator understands."""
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on"))
    parser.add_argument("--store", metavar="FOLDER", help=_("keep what came in over a restart in this folder"))
    parser.add_argument("--die-with-parent", action="store_true", help=_("end when the starting process ends"))


def die_with_parent() -> None:
    """Get a SIGTERM when the parent ends, however it ends; where the system cannot do that, look every second."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before it could be watched
            os.kill(os.getpid(), signal.SIGTERM)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def ending_signal() -> threading.Event:
    """Return an event that is set by SIGTERM or SIGINT."""
    event = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_arguments: event.set())
    return event


def announce(**ports: int) -> None:
    """Say in one JSON line on stdout that the simulator is ready, and on which ports."""
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()


def refuse_port(port: int, error: OSError) -> int:
    """Say that a port cannot be had, and return the exit code for it."""
    reason = error.strerror or str(error)
    sys.stderr.write(_("Port {port} cannot be used ({reason}).").format(port=port, reason=reason) + "\n")
    return 1
