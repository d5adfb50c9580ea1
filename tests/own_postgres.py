"""A PostgreSQL of a story's own, which it may stop, kill or let run out of room.

While it stands, this process's Django speaks to it too, so that rows are read where the workers write them.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.core.management import call_command
from django.db import connection

from config import embedded
from config.environment import ROOT


class OwnPostgres:
    """An embedded PostgreSQL in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start()

    @property
    def url(self) -> str:
        with self._here():
            return embedded.database_url()

    def start(self) -> None:
        with self._here():
            embedded.ensure(redis=False)

    def end_immediately(self) -> None:
        """Have it end at once, as ``pg_ctl stop -m immediate`` does: sessions are cut, nothing is written out."""
        with self._here():
            os.kill(embedded.status()["postgres"]["pid"], signal.SIGQUIT)
        self.wait_until_down()

    def wait_until_down(self, patience: float = 30) -> None:
        deadline = time.monotonic() + patience
        while self.is_running():
            assert time.monotonic() < deadline, "it does not end"
            time.sleep(0.02)
        connection.close()

    def is_running(self) -> bool:
        with self._here():
            return embedded.status()["postgres"]["pid"] is not None

    def stop(self) -> None:
        with self._here():
            embedded.stop()

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command on it."""
        environment = {**os.environ, "DATABASE_URL": self.url, "SOTONG_DATA": str(self.folder)}
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)

    @contextmanager
    def _here(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOTONG_DATA", str(self.folder))
            yield


@contextmanager
def own_postgres(folder: Path | None = None) -> Iterator[OwnPostgres]:
    """Start one, in ``folder`` or a new one, turn Django to it, and leave nothing behind."""
    home = folder or Path(tempfile.mkdtemp(prefix="sotong-postgres-"))
    home.chmod(0o711)  # as root the server runs as another account, which has to pass
    server = OwnPostgres(home)
    try:
        with django_at(**_where(server.url)):
            migrated()
            yield server
    finally:
        server.stop()
        if folder is None:
            shutil.rmtree(home, ignore_errors=True)


@contextmanager
def django_at(**settings: object) -> Iterator[None]:
    """Turn this process's Django to another database: NAME, USER, HOST, PORT."""
    usual = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(settings)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)


def migrated() -> None:
    """Make Sotong's tables in the database that Django is turned to."""
    call_command("migrate", verbosity=0)


def _where(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    place = {"HOST": unquote(options["host"]), "PORT": options["port"]}
    return {"NAME": parts.path.strip("/"), "USER": parts.username, "PASSWORD": "", **place}
