"""``manage.py take_bounces``: take what came back to the return path, from a mailbox, a mail server, or a pipe."""

import json
import mailbox
import os
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.utils.translation import gettext as _

from deliveries import lmtp, mailboxes
from deliveries.mailboxes import MailboxUnavailable
from deliveries.replies import taker_for
from deliveries.returned_mail import Fate, Returned

LOOPBACK = "127.0.0.1"
_MOST_BYTES = 10 * 1024 * 1024


class Command(BaseCommand):
    help = "Take bounces and complaints: what did not arrive moves on to the next channel or to paper."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--stdin", action="store_true", help="take one message, from a mail server's pipe")
        where.add_argument("--mailbox", metavar="URL", help="empty this mailbox (default: BOUNCE_MAILBOX)")
        where.add_argument("--lmtp", metavar="HOST:PORT", help="serve LMTP until stopped; PORT alone is on loopback")
        parser.add_argument("--recipient", default="", help="with --stdin: the envelope address it came to")
        parser.add_argument("--keep", metavar="PATH", help="a Maildir for what is not understood")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        self.json = options["json"]
        self.aside = mailbox.Maildir(options["keep"]) if options["keep"] else None
        try:
            counts = self._taken(options)
        except DatabaseError as error:
            raise CommandError(_("The database cannot be reached."), returncode=os.EX_TEMPFAIL) from error
        except MailboxUnavailable as error:
            raise CommandError(str(error), returncode=os.EX_TEMPFAIL) from error
        self._say(counts)
        if options["stdin"] and counts[Fate.EARLY]:
            raise SystemExit(os.EX_TEMPFAIL)  # its mail server brings it again

    def _taken(self, options: Mapping[str, Any]) -> Counter[Fate]:
        if options["stdin"]:
            return self._one_message(options["recipient"])
        if options["lmtp"]:
            return self._served(options["lmtp"])
        url = options["mailbox"] or settings.BOUNCE_MAILBOX
        if not url:
            raise CommandError(_("Say where from: --stdin, --lmtp, --mailbox, or the setting BOUNCE_MAILBOX."))
        return mailboxes.take_all(url)

    def _one_message(self, recipient: str) -> Counter[Fate]:
        raw = sys.stdin.buffer.read(_MOST_BYTES)
        while sys.stdin.buffer.read(_MOST_BYTES):
            pass  # a mail server whose pipe breaks takes it for a failure
        returned = Returned(raw, recipient or os.environ.get("ORIGINAL_RECIPIENT", ""))
        (fate,) = taker_for(returned.recipient)([returned])
        self._keep(returned, fate)
        return Counter([fate])

    def _served(self, address: str) -> Counter[Fate]:
        host, _colon, port = address.rpartition(":")
        if not port.isdecimal():
            raise CommandError(_("--lmtp wants HOST:PORT, or PORT."))
        try:
            return lmtp.serve(host.strip("[]") or LOOPBACK, int(port), keep=self._keep, announce=self._announce)
        except (OSError, OverflowError) as error:
            raise CommandError(_("The port %(port)s cannot be had.") % {"port": port}) from error

    def _keep(self, returned: Returned, fate: Fate) -> None:
        if self.aside is not None and fate in (Fate.UNPROVEN, Fate.NOT_UNDERSTOOD):
            self.aside.add(returned.raw)

    def _announce(self, port: int) -> None:
        if not self.json:
            self.stdout.write(_("LMTP listens on port %(port)s.") % {"port": port})
            self.stdout.flush()

    def _say(self, counts: Counter[Fate]) -> None:
        if self.json:
            self.stdout.write(json.dumps({fate.value: counts[fate] for fate in Fate}))
        else:
            said = ", ".join(f"{fate.value}: {counts[fate]}" for fate in Fate if counts[fate])
            self.stdout.write(said or _("There was nothing to take."))
