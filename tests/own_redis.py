"""A Redis of a story's own, which it may kill: the other tests, and other runs beside this one, keep theirs."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kombu import Connection

from config import embedded


class OwnRedis:
    """An embedded Redis in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.start()

    @property
    def url(self) -> str:
        """The broker's address, the same after a restart."""
        with self._here():
            return embedded.celery_broker_url()

    def start(self) -> None:
        with self._here():
            embedded.ensure(postgres=False)

    def kill(self) -> None:
        """End it as a power cut would: everything in it is gone."""
        with self._here():
            os.kill(embedded.status()["redis"]["pid"], signal.SIGKILL)
            while embedded.status()["redis"]["running"]:
                time.sleep(0.02)

    def flush(self) -> None:
        """Forget everything, as somebody's FLUSHALL would."""
        with Connection(self.url) as queue:
            queue.default_channel.client.flushall()

    def stop(self) -> None:
        with self._here():
            embedded.stop()

    @contextmanager
    def _here(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOTONG_DATA", str(self._folder))
            yield


@contextmanager
def own_redis() -> Iterator[OwnRedis]:
    """Start one, and leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="sotong-redis-"))
    folder.chmod(0o711)  # as root the server runs as another account, which has to pass
    server = OwnRedis(folder)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
