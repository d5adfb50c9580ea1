"""``manage.py bench``: Sotong, its peers and the limit side by side, on servers and data of their own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from config import embedded
from config.bench.failure import BenchFailed
from config.bench.place import smtp_sink
from config.environment import ROOT

SUBJECTS = ("email", "sms", "plan", "scale", "pages", "import", "audience")
NOTHING_IS_SENT = {"plan", "pages", "import", "audience"}


class Command(BaseCommand):
    help = "Measure sending and planning against the usual ways and the limit of this machine."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "subjects", nargs="*", metavar="SUBJECT", help=f"{', '.join(SUBJECTS)}; default: the first 3"
        )
        parser.add_argument("--messages", type=int, default=200_000, help="what Sotong sends in one run")
        parser.add_argument("--peer-messages", type=int, default=3_000, help="what its peers send in one run")
        parser.add_argument(
            "--planned", type=int, default=1_000_000, help="deliveries planned, or residents counted, at once"
        )
        parser.add_argument("--residents", type=int, default=300_000, help="among whom pages search and list")
        parser.add_argument("--repeats", type=int, default=5)
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        unknown = [name for name in options["subjects"] if name not in SUBJECTS]
        if unknown:
            known = ", ".join(SUBJECTS)
            raise CommandError(
                _("There is no benchmark %(name)s; there are %(known)s.") % {"name": unknown[0], "known": known}
            )
        if find_spec("post_office") is None:
            raise CommandError(_("The peers are not installed: run make dev."))
        try:
            if set(options["subjects"] or SUBJECTS) - NOTHING_IS_SENT:
                smtp_sink()
            result = self._measure(options)
        except (BenchFailed, embedded.EmbeddedError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(result) if options["json"] else "\n".join(_table(result)))

    def _measure(self, options: dict[str, Any]) -> dict[str, Any]:
        """Run the benchmark in a process that knows only servers of its own, and take them away again."""
        data = Path(settings.SOTONG_DATA) / "bench"
        environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        environment |= {"SOTONG_DATA": str(data), "SITE_URL": "https://sotong.example", "PYTHONPATH": str(ROOT)}
        servers = [sys.executable, "-m", "config.embedded"]
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder) / "result.json"
            command = [sys.executable, "-m", "config.bench", *(options["subjects"] or SUBJECTS[:3])]
            for name in ("messages", "peer_messages", "planned", "repeats", "residents"):
                command += [f"--{name.replace('_', '-')}", str(options[name])]
            try:
                subprocess.run([*servers, "start"], env=environment, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
                command += ["--log", str(Path(folder) / "log"), "--result", str(result)]
                done = subprocess.run(command, env=environment, cwd=ROOT)
            finally:
                stopped = subprocess.run(
                    [*servers, "stop", "--json"], env=environment, capture_output=True, check=True, cwd=ROOT
                )
                # Where the servers' account cannot reach the folder, their home is elsewhere.
                for place in (Path(json.loads(stopped.stdout)["home"]), data):
                    shutil.rmtree(place, ignore_errors=True)
            if done.returncode:
                raise BenchFailed(_("The benchmark ended with an error; see above."))
            found: dict[str, Any] = json.loads(result.read_text())
            return found


def _table(result: dict[str, Any]) -> list[str]:
    lines = []
    for subject, figures in result.items():
        lines.append(subject)
        lines += [f"  {name:<24} {value}" for name, value in figures.items() if not name.startswith("_")]
    return lines
