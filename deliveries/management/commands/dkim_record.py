"""``manage.py dkim_record``: what has to stand in the DNS so that receivers can check our signatures."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from deliveries.signing import BadSigningKey, signer


class Command(BaseCommand):
    help = "Print the DNS record of DKIM_KEY, as a zone file has it."
    requires_system_checks = []  # a bad key is said once, below

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            ours = signer()
        except BadSigningKey as error:
            raise CommandError(str(error)) from error
        if ours is None:
            raise CommandError(_("DKIM_KEY is not set, so nothing is signed here."))
        strings = " ".join(f'"{part}"' for part in ours.record())
        self.stdout.write(f"{ours.name}. IN TXT ( {strings} )")
