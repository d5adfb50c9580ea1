"""The demo's secrets, made once and kept: before the settings are read, which would refuse to go on without."""

import base64
import json
import os
import secrets
from pathlib import Path

from config.environment import ROOT, read_env_file


def keep_demo_keys() -> None:
    """Put the demo's secrets into the environment, making them at its first start.

    Sotong's own, SECRET_KEY and FIELD_KEYS, only where DATABASE_URL names a database and gives none: with the
    embedded servers the settings keep them.
    """
    read_env_file()
    for name, value in _kept(Path(os.environ.get("SOTONG_DATA") or ROOT / "var").resolve() / "demo.json").items():
        if os.environ.get("DATABASE_URL") or name.startswith("DEMO_"):
            os.environ.setdefault(name, value)


def _kept(path: Path) -> dict[str, str]:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.write_text(json.dumps(_made()))
    return dict(json.loads(path.read_text()))


def _made() -> dict[str, str]:
    return {
        "DEMO_SMS_SECRET": secrets.token_hex(32),
        "DEMO_HOOK_SECRET": secrets.token_hex(32),
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
