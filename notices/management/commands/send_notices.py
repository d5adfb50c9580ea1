"""``manage.py send_notices TYPE FILE``: the main job from the command line: take in, match, approve, send."""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from tqdm import tqdm

from deliveries.states import HeldBecause
from notices import batches
from notices.batches import BatchRefused, Intake
from notices.models import Batch
from notices.preflight import warnings_of
from notices.types import NOTICE_TYPES
from notices.waiting import held_because, wait_until_sent
from residents.spreadsheets import open_table
from residents.unreadable import UnreadableFile


class Command(BaseCommand):
    help = "Send the notices of a register to the residents who chose them, and say what every row became."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("type", choices=sorted(NOTICE_TYPES), metavar="TYPE", help=", ".join(sorted(NOTICE_TYPES)))
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--title", default="", help="what the residents read (default: the notice type and month)")
        parser.add_argument("--department", default="", help="whose batch it is")
        parser.add_argument("--at", default="now", help="when to send: now, or a time such as 2026-11-24T09:00")
        parser.add_argument("--yes", action="store_true", help="approve it too (only where SOTONG_SELF_APPROVAL=1)")
        parser.add_argument("--wait", action="store_true", help="wait until everything went out")
        parser.add_argument("--again", action="store_true", help="send a register that was already taken in")
        parser.add_argument(
            "--late-allowed-by",
            default="",
            metavar="NAME",
            help="who allows a notice after the law's last moment",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        self.quiet = options["json"]
        result: dict[str, Any] = {}
        try:
            self._run(result, options)
        except (UnreadableFile, BatchRefused) as error:
            result["error"], result["code"] = str(error.reason), error.code
            if not self.quiet:
                raise CommandError(str(error.reason)) from error
        if self.quiet:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            if "error" in result:
                raise SystemExit(1)

    def _run(self, result: dict[str, Any], options: dict[str, Any]) -> None:
        at = _start(options["at"])
        if options["yes"] and not settings.SELF_APPROVAL:
            raise BatchRefused(
                "self_approval",
                _("--yes stands for the approval of a second person: set SOTONG_SELF_APPROVAL=1 to allow it."),
            )
        with transaction.atomic():  # what the approval refuses leaves no batch behind
            batch = self._take_in(options)
            result.update(batch=batch.pk, **batch.counts)
            self._say_counts(batch)
            batches.submit(batch, by=None)
            if options["yes"]:
                self._approve(batch, at, options["late_allowed_by"])
        if not options["yes"]:
            self._say(_("It waits for approval: %(url)s") % {"url": f"{settings.SITE_URL}/staff/batches/{batch.pk}"})
            return
        if options["wait"]:
            result["sent"] = wait_until_sent(batch, say=self._say, bar=not self.quiet)
            if because := held_because(batch):
                raise BatchRefused("paused", _paused(batch, because))

    def _approve(self, batch: Batch, at: datetime, late_allowed_by: str) -> None:
        planned = batches.approve(batch, by=None, audience=batch.audience_hash, at=at, late_allowed_by=late_allowed_by)
        self._say(
            _("%(count)s messages planned for %(at)s.")
            % {"count": planned, "at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M")}
        )

    def _take_in(self, options: dict[str, Any]) -> Batch:
        file: Path = options["file"]
        intake = Intake(
            notice_type=options["type"],
            title=options["title"] or default_title(options["type"]),
            file_name=file.name,
            department=options["department"] or settings.DEFAULT_DEPARTMENT,
            again=options["again"],
        )
        with (
            open_table(file, filename=file.name, max_bytes=settings.REGISTER_MAX_BYTES) as table,
            tqdm(total=table.row_count, unit=_("rows"), disable=True if self.quiet else None) as bar,
        ):
            return batches.take_in(intake, table, progressed=bar.update)

    def _say_counts(self, batch: Batch) -> None:
        self._say(
            _(
                "%(rows)s rows: %(recipients)s to send (%(email)s email, %(sms)s SMS), %(paper)s on paper, "
                "%(ambiguous)s ambiguous, %(duplicate)s repeated, %(invalid)s invalid."
            )
            % batch.counts
        )
        for warning in warnings_of(batch):
            self._say(str(warning))

    def _say(self, text: str) -> None:
        if not self.quiet:
            self.stdout.write(text)


def _paused(batch: Batch, because: HeldBecause) -> str:
    return _("Sending has paused: %(reason)s. A person decides how it goes on: %(url)s") % {
        "reason": because.label,
        "url": f"{settings.SITE_URL}/staff/batches/{batch.pk}",
    }


def default_title(slug: str) -> str:
    """Return a title to read, such as “2026년 11월 지방세”."""
    today = timezone.localdate()
    return _("%(type)s, %(month)s/%(year)s") % {
        "type": NOTICE_TYPES[slug].label,
        "year": today.year,
        "month": today.month,
    }


def _start(text: str) -> datetime:
    """Read ``--at``: now, or an ISO time, in KST where it names no zone."""
    if text == "now":
        return timezone.now()
    try:
        when = parse_datetime(text)
    except ValueError:
        when = None
    if when is None:
        raise CommandError(_("--at takes “now” or a time such as 2026-11-24T09:00."))
    return when if timezone.is_aware(when) else timezone.make_aware(when)
