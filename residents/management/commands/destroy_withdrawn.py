"""``manage.py destroy_withdrawn [--again FILE]``: destroy now what people who left have left behind, as beat does."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from json import JSONDecodeError, loads
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from residents.destruction import destroy_all
from residents.leaving import leave_again


class Command(BaseCommand):
    help = "Destroy the data of residents who left, and write the proofs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--again",
            type=Path,
            help="after a backup was restored: what “destructions --json” printed last; those people leave again",
        )

    def handle(self, *args: Any, again: Path | None, **options: Any) -> None:
        if again is not None:
            leave_again(_proofs(again))
        count = destroy_all()
        self.stdout.write(
            ngettext(
                "The data of %(count)s resident were destroyed.",
                "The data of %(count)s residents were destroyed.",
                count,
            )
            % {"count": count}
        )


def _proofs(path: Path) -> Iterator[tuple[int, datetime]]:
    try:
        proofs = [loads(line) for line in path.read_text().splitlines() if line.strip()]
        return iter([(int(one["resident_number"]), datetime.fromisoformat(one["asked_at"])) for one in proofs])
    except (OSError, JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise CommandError(_("This is not what “destructions --json” prints: %(file)s") % {"file": path}) from error
