"""Secrets: demanded where the servers are somebody's own, made once where they are embedded.

With ``DATABASE_URL`` set, ``SECRET_KEY`` and ``FIELD_KEYS`` come from the environment, and a missing or weak
one stops the start. With the embedded services they are made at the first start and kept in ``SOTONG_DATA``.
"""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

FIELD_KEY_BYTES = 32
SECRET_KEY_CHARACTERS = 50
SECRET_KEY_DISTINCT = 5


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the process signs and encrypts with; ``field_keys`` are 32 bytes each, newest first."""

    secret_key: str
    field_keys: tuple[bytes, ...]


def read_secrets(environment: dict[str, str], *, data: Path, embedded: bool) -> Secrets:
    """Take the secrets from the environment, or with embedded services from the file kept in ``data``.

    Raises ImproperlyConfigured, with the way to mend it, when one is missing or weak.
    """
    kept = _kept_secrets(data) if embedded else {}
    secret_key = environment.get("SECRET_KEY") or kept.get("SECRET_KEY", "")
    field_keys = environment.get("FIELD_KEYS") or kept.get("FIELD_KEYS", "")
    return Secrets(secret_key=_strong(secret_key), field_keys=parse_field_keys(field_keys))


def parse_field_keys(text: str) -> tuple[bytes, ...]:
    """Decode ``FIELD_KEYS``: base64 of 32 bytes each, comma-separated, newest first."""
    names = [part.strip() for part in text.split(",") if part.strip()]
    if not names:
        raise ImproperlyConfigured(
            "FIELD_KEYS is not set. It encrypts residents' data: base64 of 32 random bytes, for example from "
            "`openssl rand -base64 32`; keep it as safe as the database."
        )
    return tuple(_field_key(name, position) for position, name in enumerate(names, start=1))


def _field_key(text: str, position: int) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise ImproperlyConfigured(f"FIELD_KEYS: key {position} is not base64.") from error
    if len(key) != FIELD_KEY_BYTES or len(set(key)) < SECRET_KEY_DISTINCT:
        raise ImproperlyConfigured(
            f"FIELD_KEYS: key {position} must be {FIELD_KEY_BYTES} random bytes (`openssl rand -base64 32`)."
        )
    return key


def _strong(key: str) -> str:
    if len(key) < SECRET_KEY_CHARACTERS or len(set(key)) < SECRET_KEY_DISTINCT or key.startswith("django-insecure"):
        raise ImproperlyConfigured(
            f"SECRET_KEY is missing or weak. It signs sessions and links: at least {SECRET_KEY_CHARACTERS} random "
            "characters, for example from `openssl rand -base64 60 | tr -d '\\n'`."
        )
    return key


def _kept_secrets(data: Path) -> dict[str, str]:
    """Read the kept secrets, making them at the first start; the file is readable by its owner only."""
    path = data / "keys.json"
    if not path.exists():
        _make_secrets(path)
    return dict(json.loads(path.read_text()))


def _make_secrets(path: Path) -> None:
    made = {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": base64.b64encode(secrets.token_bytes(FIELD_KEY_BYTES)).decode(),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(made, file)
    try:
        os.link(draft, path)  # the first of two processes that start together wins, and both read its keys
    except FileExistsError:
        pass
    finally:
        draft.unlink()
