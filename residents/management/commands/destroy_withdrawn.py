"""``manage.py destroy_withdrawn``: destroy at once what people who left have left behind; beat does it by itself."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from residents.destruction import destroy_all


class Command(BaseCommand):
    help = "Destroy the data of residents who left, and write the proofs."

    def handle(self, *args: Any, **options: Any) -> None:
        count = destroy_all()
        self.stdout.write(
            ngettext(
                "The data of %(count)s resident were destroyed.",
                "The data of %(count)s residents were destroyed.",
                count,
            )
            % {"count": count}
        )
