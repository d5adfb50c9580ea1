"""The demo's stage: which ports, which environment, which processes; for the demo and for its check alike."""

import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from config.demo.failure import DemoFailed
from config.demo.ports import HOST, free_port
from config.demo.processes import Processes, last_lines
from config.environment import ROOT, start_missing_servers
from config.words import say as _

SENDER = "0200005000"
REPLY_ADDRESS = "reply@sotong.example"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where everything listens, all on loopback."""

    web: int
    mail_viewer: int
    sms: int
    smtp: int


def choose_ports() -> Ports:
    """Take the usual ports, or others where those are in use; they are this process's until it ends."""
    return Ports(*(free_port(preferred) for preferred in (8000, 8025, 8026, 2525)))


def environment_for(ports: Ports, data: Path) -> dict[str, str]:
    """Return the environment of all processes of the demo; its secrets are there already (``config.demo.keys``)."""
    return {
        **os.environ,
        "SITE_URL": f"http://{HOST}:{ports.web}",
        "EMAIL_URL": f"smtp://{HOST}:{ports.smtp}",
        "SMS_URL": f"solapi://demo-key:{os.environ['DEMO_SMS_SECRET']}@{HOST}:{ports.sms}?from={SENDER}&scheme=http",
        "OPT_OUT_PHONE": "080-000-5000",
        "OFFICE_ADDRESS": "성동구 시범로 1, 성동구청",
        "HOOK_SECRET": os.environ["DEMO_HOOK_SECRET"],
        "REPLY_ADDRESS": REPLY_ADDRESS,
        "REPLY_MAILBOX": f"maildir:{data / 'replies'}",
        "KRDS_GALLERY": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SOTONG_DATA": str(data),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def start_simulators(processes: Processes, ports: Ports, environment: dict[str, str], *, store: Path | None) -> None:
    """Start the mail catcher and the SMS gateway simulator, and wait until both answer."""
    start_mail_catcher(processes, ports, store=store)
    start_sms_gateway(processes, ports, environment, store=store)


def start_mail_catcher(processes: Processes, ports: Ports, *options: str, store: Path | None) -> None:
    listen = ("--smtp-port", str(ports.smtp), "--http-port", str(ports.mail_viewer))
    replies = processes.environment["REPLY_MAILBOX"].removeprefix("maildir:")
    answers = ("--reply-address", processes.environment["REPLY_ADDRESS"], "--replies", replies)
    processes.start("mail", ["config.simulators.mail_catcher", *listen, *answers, *_store(store, "mail"), *options])
    wait_for(f"http://{HOST}:{ports.mail_viewer}/health", processes, "mail")


def start_sms_gateway(processes: Processes, ports: Ports, environment: dict[str, str], *, store: Path | None) -> None:
    processes.start(
        "sms",
        [
            "config.simulators.sms_gateway",
            *("--port", str(ports.sms), "--key", "demo-key", "--secret", environment["DEMO_SMS_SECRET"]),
            *("--senders", SENDER, "--report-delay", "0.5", *_store(store, "sms")),
            *("--webhook", f"{environment['SITE_URL']}/hooks/solapi/{environment['HOOK_SECRET']}/"),
            *("--incoming", f"{environment['SITE_URL']}/hooks/incoming-sms/{environment['HOOK_SECRET']}/"),
        ],
    )
    wait_for(f"http://{HOST}:{ports.sms}/health", processes, "sms")


def _store(folder: Path | None, name: str) -> list[str]:
    return ["--store", str(folder / name)] if folder else []


def start_workers(processes: Processes) -> None:
    start_worker(processes)
    start_beat(processes)


def start_worker(processes: Processes, name: str = "worker", *options: str) -> None:
    """Start a worker of two processes; a second one needs a name of its own."""
    node = ("--hostname", f"{name}@%h", "--concurrency", "2", "--loglevel", "WARNING", *options)
    processes.start(name, ["celery", "-A", "config", "worker", *node])


def start_beat(processes: Processes) -> None:
    processes.start("beat", ["celery", "-A", "config", "beat", "--loglevel", "WARNING"])


def start_web(processes: Processes, ports: Ports, environment: dict[str, str]) -> None:
    bind = f"{HOST}:{ports.web}"
    processes.start("web", ["gunicorn", "config.wsgi", "--bind", bind, "--threads", "8", "--timeout", "300"])
    wait_for(f"{environment['SITE_URL']}/health", processes, "web")


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a management command to its end and return what it printed; raise DemoFailed with its error."""
    start_missing_servers()
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DemoFailed(f"manage.py {arguments[0]}\n{done.stdout[-500:]}{done.stderr[-2000:]}")
    return done.stdout


def wait_for(url: str, processes: Processes, name: str, patience: float = 60) -> None:
    """Wait until ``url`` answers; raise DemoFailed with the log when its process ends or time is over."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if processes.ended():
            break
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  # our own loopback address
                return
        except OSError:
            time.sleep(0.1)
    log = processes.log_of(processes.ended() or name)
    raise DemoFailed(_("“%(name)s” did not start.") % {"name": log.stem} + f"\n{last_lines(log)}")
