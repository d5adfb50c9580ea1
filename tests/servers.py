"""The tests' servers: their own PostgreSQL and Redis, started before Django reads its settings, stopped at the end.

A plugin (``-p tests.servers``) and no conftest, because pytest-django reads the settings before any conftest. With
DATABASE_URL and REDIS_URL set, those servers are used instead (and a database ``test_…`` is made there).
"""

import base64
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from config import embedded
from config.environment import start_missing_servers

_OWN_DATA = "SOTONG_TEST_DATA"  # set by the first process, so that parallel workers share its servers

_is_first = _OWN_DATA not in os.environ
if _is_first:
    os.environ[_OWN_DATA] = os.environ["SOTONG_DATA"] = tempfile.mkdtemp(prefix="sotong-test-")
    Path(os.environ[_OWN_DATA]).chmod(
        0o711
    )  # so that as root the servers' account can reach it, and nothing is left elsewhere
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2)
os.environ.setdefault("FIELD_KEYS", base64.b64encode(bytes(range(32))).decode())
os.environ.update(SITE_URL="http://127.0.0.1:8000", SOTONG_SELF_APPROVAL="", EMAIL_URL="", SMS_URL="")


def pytest_configure(config: pytest.Config) -> None:
    if _is_first:
        config.add_cleanup(_stop)
    start_missing_servers()


def _stop() -> None:
    embedded.stop()
    shutil.rmtree(os.environ.pop(_OWN_DATA), ignore_errors=True)
