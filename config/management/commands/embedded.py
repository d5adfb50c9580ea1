"""``manage.py embedded start|stop|status``."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.embedded import EmbeddedError, command


class Command(BaseCommand):
    """Start, stop or show the embedded PostgreSQL and Redis."""

    help = "Start, stop or show the embedded PostgreSQL and Redis."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        command.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            code = command.run(options["action"], as_json=options["json"], write=self.stdout.write)
        except EmbeddedError as error:
            raise CommandError(str(error)) from error
        if code:
            sys.exit(code)
