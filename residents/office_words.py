"""What this room's actions in the log of access are called at the office (``looks.py`` has what residents are told)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.actions import Subject, register, register_subject

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NAMES: "dict[str, StrPromise]" = {
    "counter_compared": _("Compared a newcomer with a resident of the same name and birth date"),
    "counter_done": _("Changed a resident’s record at the counter"),
    "counter_enrolled": _("Enrolled somebody at the counter"),
    "counter_resident": _("Opened a resident’s record at the counter"),
    "counter_search": _("Searched at the counter"),
    "import_columns": _("Saw the first rows of a file of enrolments"),
    "import_rejected": _("Took rejected rows as a file"),
    "import_run": _("Enrolled the people of a file"),
    "import_taken_in": _("Took in a file of enrolments"),
    "import_undo": _("Took a file of enrolments back"),
    "paper_duplicate": _("Compared a paper form with a resident"),
    "paper_form": _("Opened a paper form"),
    "rights_request": _("Read a resident’s request"),
    "rights_request_answered": _("Answered a resident’s request"),
}
ACTS = ("counter_done", "counter_enrolled", "rights_request_answered")  # who looked had something to do for the person
FILES = ("import_rejected",)


def register_words() -> None:
    """Name the actions and what they are done to; called from ``AppConfig.ready``."""
    register(NAMES, acts=ACTS, files=FILES)
    register_subject("resident", Subject(_("Resident"), "counter:resident", is_person=True))
    register_subject("search", Subject(_("Search")))
    register_subject("import", Subject(_("File of enrolments"), "imports:one"))
    register_subject("rejected", Subject(_("Rejected rows of file"), "imports:one"))
    register_subject("paper_form", Subject(_("Paper form")))
