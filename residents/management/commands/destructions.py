"""``manage.py destructions [--since DATE] [--json]``: the proofs of destruction, for the auditor."""

from argparse import ArgumentParser
from datetime import date
from json import dumps
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from residents.models import Destruction
from residents.spoken import moment


class Command(BaseCommand):
    help = "Show the proofs of destruction: what went, what a law keeps, what a search found afterwards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, default=date.min, help="the first day, as 2026-11-24")
        parser.add_argument("--json", action="store_true", help="print one JSON object for each proof, a line each")

    def handle(self, *args: Any, since: date, json: bool, **options: Any) -> None:
        for proof in Destruction.objects.filter(done_at__date__gte=since).order_by("id").iterator():
            self.stdout.write(dumps(_as_json(proof)) if json else _as_line(proof))


def _as_json(proof: Destruction) -> dict[str, Any]:
    return {
        "resident_number": proof.resident_number,
        "asked_at": proof.asked_at.isoformat(),
        "done_at": proof.done_at.isoformat(),
        "destroyed": proof.destroyed,
        "kept": proof.kept,
        "left": proof.left,
    }


def _as_line(proof: Destruction) -> str:
    return _("No. %(number)s, %(at)s: %(destroyed)s rows destroyed, %(kept)s kept, %(left)s found afterwards") % {
        "number": proof.resident_number,
        "at": moment(proof.done_at.isoformat()),
        "destroyed": sum(proof.destroyed.values()),
        "kept": sum(proof.kept.values()),
        "left": sum(proof.left.values()),
    }
