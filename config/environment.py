"""The environment before Django: ``.env``, and the embedded servers where no others are named."""

import os
from pathlib import Path

import environ

from config import embedded

ROOT = Path(__file__).resolve().parent.parent


def read_env_file() -> None:
    """Read ``.env`` beside ``manage.py``; what the environment already says stands."""
    file = ROOT / ".env"
    if file.exists():
        environ.Env.read_env(str(file))


def start_missing_servers() -> None:
    """Start the embedded PostgreSQL and Redis that ``DATABASE_URL`` and ``REDIS_URL`` do not replace."""
    read_env_file()
    embedded.ensure(
        postgres=not os.environ.get("DATABASE_URL"),
        redis=not os.environ.get("REDIS_URL"),
    )
