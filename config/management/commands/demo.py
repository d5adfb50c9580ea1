"""``manage.py demo``: everything on one machine; ``manage.py demo --check``: the main job once, as one JSON object."""

import json
import signal
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from config import embedded
from config.demo import check, sample, stage
from config.demo.district import HONG
from config.demo.failure import DemoFailed
from config.demo.processes import Processes, last_lines
from config.demo.stage import Ports


class Command(BaseCommand):
    help = "Run everything on this machine, with a sample district."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="do the main job once, print one JSON object, and end")
        parser.add_argument("--load", action="store_true", help="only fill the sample district (a step of the demo)")
        parser.add_argument("--once", action="store_true", help="start everything, print where it is, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _interrupt)
        try:
            if options["load"]:
                self._load()
            elif options["check"]:
                self._check()
            else:
                self._run(forever=not options["once"])
        except DemoFailed as error:
            raise CommandError(str(error)) from error
        except embedded.EmbeddedError as error:
            raise CommandError(str(error)) from error

    def _load(self) -> None:
        loaded = sample.load()
        result = {"residents": loaded.residents, "batch": loaded.batch, "notice": sample.hongs_notice()}
        self.stdout.write(json.dumps(result))

    def _check(self) -> None:
        result = check.run()
        self.stdout.write(json.dumps(result, ensure_ascii=False))
        if not result["ok"]:
            raise SystemExit(1)

    def _run(self, *, forever: bool) -> None:
        data: Path = settings.SOTONG_DATA
        ports = stage.choose_ports()
        environment = stage.environment_for(ports, data)
        with Processes(environment, data / "logs") as processes:
            try:
                loaded = self._raise_stage(processes, ports, environment, data)
                self._say_where(ports, environment, loaded)
                while forever and not processes.ended():
                    time.sleep(1)
                if forever:
                    self._say_ended(processes)
            except KeyboardInterrupt:
                pass
            finally:
                self.stdout.write("\n" + _("Stopping …"))
                processes.stop()
                if settings.EMBEDDED:
                    embedded.stop()
        self.stdout.write(_("Everything has stopped. The data stays for the next start."))

    def _raise_stage(
        self, processes: Processes, ports: Ports, environment: dict[str, str], data: Path
    ) -> dict[str, Any]:
        self._step(_("Database and queue"))
        stage.manage(environment, "migrate", "--verbosity", "0")
        self._step(_("Pages and pictures"))
        stage.manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
        self._step(_("Mail catcher and SMS gateway simulator"))
        stage.start_simulators(processes, ports, environment, store=data / "simulators")
        self._step(_("Sample district"))
        loaded: dict[str, Any] = json.loads(stage.manage(environment, "demo", "--load"))
        self._step(_("Workers and web server"))
        stage.start_workers(processes)
        stage.start_web(processes, ports, environment)
        return loaded

    def _step(self, what: str) -> None:
        self.stdout.write(f"  · {what}")
        self.stdout.flush()

    def _say_where(self, ports: Ports, environment: dict[str, str], loaded: dict[str, Any]) -> None:
        site = environment["SITE_URL"]
        lines = [
            "",
            _("Sotong is running: %(url)s") % {"url": site},
            "",
            *(f"  {name:<9} {sample.PASSWORD}   {site}/login/" for name, _name, _roles in sample.ACCOUNTS),
            _("  resident  no password: open the link of %(name)s and enter %(birth)s")
            % {"name": HONG.name, "birth": f"{HONG.birth_date:%Y%m%d}"},
            f"            {site}{loaded['notice']}",
            _("            My page: enter %(mobile)s, and the code that arrives at the caught SMS")
            % {"mobile": HONG.mobile},
            f"            {site}/my/",
            _("            Enrolling: %(url)s") % {"url": f"{site}/enrol/"},
            "",
            _("  Caught mail:  http://127.0.0.1:%(port)s/") % {"port": ports.mail_viewer},
            _("  Caught SMS:   http://127.0.0.1:%(port)s/") % {"port": ports.sms},
            "",
        ]
        if (ports.web, ports.mail_viewer, ports.sms) != (8000, 8025, 8026):
            lines.append(_("(Some of the usual ports 8000, 8025 and 8026 were in use, so others were taken.)"))
        lines.append(_("Ctrl-C stops all of it."))
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def _say_ended(self, processes: Processes) -> None:
        name = processes.ended()
        if name:
            log = processes.log_of(name)
            raise DemoFailed(_("“%(name)s” ended by itself.") % {"name": name} + f"\n{last_lines(log)}")


def _interrupt(*_: object) -> None:
    """End in order by Ctrl-C and by SIGTERM, also where a shell had the first one ignored."""
    raise KeyboardInterrupt
