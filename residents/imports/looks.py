"""What the log of access says of imports, told to a resident whom one enrolled (``residents.looks``)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from residents.models import Resident

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ACTIONS: "dict[str, StrPromise]" = {
    "import_taken_in": _("Handed in a file that held you"),
    "import_columns": _("Looked at examples out of a file"),
    "import_run": _("Enrolled people from a file"),
    "import_undo": _("Undid the enrolment from a file"),
}


def lists_holding(resident_id: int) -> Mapping[str, str]:
    """Return the subjects of the log that mean a file with this resident: subject → what it is called."""
    files = Resident.objects.filter(pk=resident_id, imported_by__isnull=False).values_list("imported_by", flat=True)
    return {f"import:{job}": gettext("A file of enrolments") for job in files}
