"""The main job once, without the web page: a register goes in, messages go out, and what arrived is counted outside."""

import json
import tempfile
import time
import urllib.request
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from config.demo import sample, stage
from config.demo.district import people, write_enrolments, write_tax_register
from config.demo.ports import HOST
from config.demo.processes import Processes
from config.demo.stage import Ports

PEOPLE = 60


def run() -> dict[str, Any]:
    """Do the main job with people of the sample district on the servers at hand, and return what became of it.

    ``ok`` is true when every planned message was accepted by its provider and the simulators hold exactly as many.
    """
    ports = stage.choose_ports()
    environment = {**stage.environment_for(ports, settings.SOTONG_DATA), "SOTONG_SELF_APPROVAL": "1"}
    stage.manage(environment, "migrate", "--verbosity", "0")
    sample.refuse_foreign_data()
    with tempfile.TemporaryDirectory() as folder, Processes(environment, settings.SOTONG_DATA / "logs") as processes:
        stage.start_simulators(processes, ports, environment, store=None)
        started = time.monotonic()
        result = _send(environment, Path(folder))
        caught = _caught(ports)
        planned = result["email"] + result["sms"]
        accepted = result.get("sent", {}).get("accepted", 0) + result.get("sent", {}).get("delivered", 0)
        return {
            **result,
            "caught": caught,
            "seconds": round(time.monotonic() - started, 1),
            "ok": accepted == planned > 0 and caught == {"email": result["email"], "sms": result["sms"]},
        }


def _send(environment: dict[str, str], folder: Path) -> dict[str, Any]:
    everybody = people(PEOPLE)
    enrolments = write_enrolments(folder / "enrolments.xlsx", everybody)
    register = write_tax_register(folder / "local_tax.xlsx", everybody, due=date(2026, 12, 31))
    stage.manage(environment, "import_residents", str(enrolments), "--json")
    sent = stage.manage(
        environment, "send_notices", "local_tax", str(register), "--title", "2026년 12월 자동차세 안내",
        "--again", "--yes", "--wait", "--json",
    )  # fmt: skip
    result: dict[str, Any] = json.loads(sent)
    return result


def _caught(ports: Ports) -> dict[str, int]:
    """Count what the simulators hold."""
    counts = {}
    for name, port in (("email", ports.mail_viewer), ("sms", ports.sms)):
        with urllib.request.urlopen(f"http://{HOST}:{port}/api/messages", timeout=10) as answer:  # loopback
            found = json.load(answer)
        counts[name] = len(found["messages"] if isinstance(found, dict) else found)
    return counts
