"""Secrets: demanded with somebody's own servers, made once and kept with the embedded ones."""

import base64
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.secrets import FIELD_KEY_BYTES, SECRET_KEY_CHARACTERS, read_secrets

ROOT = Path(__file__).resolve().parents[2]
STRONG = "0123456789abcdefghijklmnopqrstuvwxyz" * 2
FIELD_KEY = base64.b64encode(bytes(range(32))).decode()
OLDER_KEY = base64.b64encode(bytes(range(32, 64))).decode()
OWN_SERVERS = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}


def _check(data: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run ``manage.py check`` with somebody's own servers; it reads the settings, and connects to nothing.

    The secrets are set, be it to nothing, so that the ``.env`` of this checkout has no say.
    """
    secrets = {"SECRET_KEY": STRONG, "FIELD_KEYS": FIELD_KEY, **variables}
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "check"],
        env={"PATH": os.environ["PATH"], "SOTONG_DATA": str(data), **OWN_SERVERS, **secrets},
        capture_output=True,
        text=True,
        check=False,
    )


def test_strong_secrets_let_the_site_start(tmp_path) -> None:
    done = _check(tmp_path)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": STRONG[: SECRET_KEY_CHARACTERS - 1]}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": f"django-insecure-{STRONG}"}, "SECRET_KEY is missing or weak"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS is not set"),
        ({"FIELD_KEYS": "not base64!"}, "FIELD_KEYS: key 1 is not base64"),
        ({"FIELD_KEYS": base64.b64encode(b"short").decode()}, "FIELD_KEYS: key 1 must be 32 random bytes"),
        ({"FIELD_KEYS": base64.b64encode(bytes(32)).decode()}, "FIELD_KEYS: key 1 must be 32 random bytes"),
        ({"FIELD_KEYS": f"{FIELD_KEY},weak"}, "FIELD_KEYS: key 2"),
    ],
)
def test_a_missing_or_weak_secret_stops_the_start_and_is_named(tmp_path, variables, said) -> None:
    done = _check(tmp_path, **variables)

    assert done.returncode != 0
    assert said in done.stderr.splitlines()[-1]


def test_a_refused_secret_is_not_shown(tmp_path) -> None:
    weak = base64.b64encode(b"a key too short").decode()

    assert weak not in _check(tmp_path, FIELD_KEYS=weak).stderr


def test_kept_secrets_do_not_stand_in_with_somebodys_own_servers(tmp_path) -> None:
    read_secrets({}, data=tmp_path, embedded=True)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        read_secrets({}, data=tmp_path, embedded=False)


def test_with_embedded_servers_secrets_are_made_once_and_kept(tmp_path) -> None:
    made = read_secrets({}, data=tmp_path / "new", embedded=True)

    assert len(made.secret_key) >= SECRET_KEY_CHARACTERS
    assert [len(key) for key in made.field_keys] == [FIELD_KEY_BYTES]
    assert read_secrets({}, data=tmp_path / "new", embedded=True) == made
    assert read_secrets({}, data=tmp_path / "other", embedded=True) != made


def test_kept_secrets_are_readable_by_their_owner_only(tmp_path) -> None:
    read_secrets({}, data=tmp_path, embedded=True)

    assert [(file.name, oct(file.stat().st_mode & 0o777)) for file in tmp_path.iterdir()] == [("keys.json", "0o600")]


def test_processes_that_start_together_read_the_same_secrets(tmp_path) -> None:
    program = (
        "import hashlib, pathlib, sys; from config.secrets import read_secrets; "
        "made = read_secrets({}, data=pathlib.Path(sys.argv[1]), embedded=True); "
        "print(hashlib.sha256(repr(made).encode()).hexdigest())"
    )
    with ThreadPoolExecutor() as pool:
        read = list(
            pool.map(
                lambda _: subprocess.check_output([sys.executable, "-c", program, str(tmp_path / "data")], cwd=ROOT),
                range(4),
            )
        )

    assert len(set(read)) == 1


def test_the_environment_comes_before_what_is_kept(tmp_path) -> None:
    kept = read_secrets({}, data=tmp_path, embedded=True)
    both = read_secrets({"SECRET_KEY": STRONG, "FIELD_KEYS": f"{FIELD_KEY}, {OLDER_KEY}"}, data=tmp_path, embedded=True)

    assert both.secret_key == STRONG
    assert both.field_keys == (bytes(range(32)), bytes(range(32, 64)))  # newest first
    assert json.loads((tmp_path / "keys.json").read_text())["SECRET_KEY"] == kept.secret_key


def test_a_weak_secret_stops_the_start_with_embedded_servers_too(tmp_path) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        read_secrets({"SECRET_KEY": "weak"}, data=tmp_path, embedded=True)
