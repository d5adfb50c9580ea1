"""The words of ``embedded start|stop|status``, shared by ``manage.py`` and ``python -m config.embedded``."""

import argparse
import json
from collections.abc import Callable

from config import embedded
from config.words import say as _

ACTIONS = ("start", "stop", "status")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("action", choices=ACTIONS, help=_("what to do with the embedded PostgreSQL and Redis"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON object"))


def run(action: str, *, as_json: bool, write: Callable[[str], object]) -> int:
    """Do ``action``, say how things stand, and return the exit code: 3 when ``status`` finds a server down.

    Raises EmbeddedError, for the caller to print.
    """
    if action == "start":
        embedded.ensure()
    elif action == "stop":
        embedded.stop()
    found = embedded.status()
    write(json.dumps(found, ensure_ascii=False) if as_json else _in_words(found))
    all_run = found["postgres"]["running"] and found["redis"]["running"]
    return 3 if action == "status" and not all_run else 0


def _in_words(found: dict[str, dict[str, object]]) -> str:
    lines = [_server_in_words(name, found[key]) for name, key in (("PostgreSQL", "postgres"), ("Redis", "redis"))]
    lines.append(_("Data: {home} (account {account})").format(home=found["home"], account=found["account"]))
    lines.append(_("Sockets: {sockets}").format(sockets=found["sockets"]))
    return "\n".join(lines)


def _server_in_words(name: str, server: dict[str, object]) -> str:
    if server["running"]:
        return _("{name}: running (process {pid})").format(name=name, pid=server["pid"])
    return _("{name}: not running").format(name=name)
