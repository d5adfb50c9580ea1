"""One start at a time: a lock between processes, given back by the system when its holder dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from config.embedded import processes
from config.embedded.failure import EmbeddedError, folder_failed
from config.embedded.places import Places
from config.words import say as _

PATIENCE = 360.0  # seconds; longer than the longest start


@contextmanager
def alone(places: Places) -> Iterator[None]:
    """Hold the lock of this installation, waiting for another process that starts or stops the same servers."""
    path = places.data / "embedded.lock"
    try:
        file = path.open("a")
    except OSError as error:
        raise folder_failed(path, error) from error
    with file:
        if not processes.wait_for(lambda: _taken(file.fileno()), PATIENCE):
            raise EmbeddedError(_("Another process has been starting the embedded servers for too long."))
        yield


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
