"""``manage.py recount_reach``: compare the rows that audiences are counted over with what they rest on."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from campaigns.audiences.recount import recount


class Command(BaseCommand):
    help = "Count anew whom news can reach, and mend the rows that had drifted."

    def handle(self, *args: Any, **options: Any) -> None:
        drifted = recount()
        self.stdout.write(
            ngettext(
                "%(count)s row had drifted and was mended.", "%(count)s rows had drifted and were mended.", drifted
            )
            % {"count": drifted}
        )
