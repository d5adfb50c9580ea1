"""A file of enrolments on its way: its rows in sealed pages, how far it is, and how its columns were understood."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import pgettext_lazy

from accounts.models import User
from residents.encryption import EncryptedBytesField


class ImportState(models.TextChoices):
    """Where an import stands. Each change is guarded by the state that it leaves."""

    MAPPING = "mapping", pgettext_lazy("an import", "Columns to be chosen")
    CHECKING = "checking", pgettext_lazy("an import", "Being checked")
    CHECKED = "checked", pgettext_lazy("an import", "Checked, nothing written")
    RUNNING = "running", pgettext_lazy("an import", "Enrolling")
    PAUSED = "paused", pgettext_lazy("an import", "Paused")
    FINISHED = "finished", pgettext_lazy("an import", "Finished")
    CANCELLED = "cancelled", pgettext_lazy("an import", "Stopped")
    UNDOING = "undoing", pgettext_lazy("an import", "Being undone")
    UNDONE = "undone", pgettext_lazy("an import", "Undone")


AT_WORK = frozenset({ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING})
STOPPABLE = frozenset(
    {ImportState.MAPPING, ImportState.CHECKING, ImportState.CHECKED, ImportState.RUNNING, ImportState.PAUSED}
)
ENDED = frozenset({ImportState.FINISHED, ImportState.CANCELLED, ImportState.UNDONE})


class ImportQuerySet(models.QuerySet["ImportJob"]):
    def visible_to(self, user: User) -> "ImportQuerySet":
        """Return the imports of the user's department: the one door to them, absent and forbidden alike."""
        return self.filter(department=user.department)


class ImportJob(models.Model):
    """One file of enrolments. The file itself is not kept (docs/decisions/0019-imports-in-sealed-pages.md).

    ``next_page`` is the checkpoint of the check, and then of the run: the number of the first page not done yet. It
    moves in the transaction that writes the page's people.
    """

    department = models.CharField(max_length=60, blank=True)
    file_name = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="ko", help_text="In which reasons are written.")
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    titles: "models.JSONField[Any]" = models.JSONField(default=list)
    header_row = models.PositiveIntegerField(default=1)
    fields: "models.JSONField[Any]" = models.JSONField(default=dict, help_text="Field → number of its column, from 0.")
    rows = models.PositiveIntegerField(default=0)
    pages_count = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.MAPPING)
    next_page = models.PositiveIntegerField(default=0)
    expected: "models.JSONField[Any]" = models.JSONField(default=dict, help_text="What the check counted (tally.py).")
    outcome: "models.JSONField[Any]" = models.JSONField(default=dict, help_text="What the run counted (tally.py).")
    undone = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0, help_text="People the undoing left enrolled: they did more since.")
    undone_through = models.BigIntegerField(default=0, help_text="The checkpoint of the undoing: a resident's number.")
    # The pace counts from here: since the work last began, and how much was done by then.
    began_at = models.DateTimeField(null=True)
    began_with = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField(null=True, help_text="When a worker last moved it, or it was enqueued.")
    moved_at = models.DateTimeField(null=True, help_text="When a page was last done, or somebody changed its state.")
    finished_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["department", "-id"], name="import_of_department"),
            # The sweep asks every few seconds what is at work: one or two of all there ever were.
            models.Index(
                fields=["touched_at"],
                condition=models.Q(state__in=["checking", "running", "undoing"]),
                name="import_at_work",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportPage(models.Model):
    """A thousand rows of a file, sealed. ``rows`` is emptied when they are enrolled, ``rejected`` some days later."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    rows = EncryptedBytesField(null=True)  # type: ignore[misc]  # None once it is emptied
    rejected = EncryptedBytesField(null=True)  # type: ignore[misc]  # None where nothing was
    # Keyed hashes of the forms that the check found new, so that later pages know them (enrolment_hash).
    fresh = ArrayField(models.BinaryField(), default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "number"], name="one_import_page_per_number")]

    def __str__(self) -> str:
        return f"page {self.number} of import {self.job_id}"


class ImportColumns(models.Model):
    """How a department understood these titles last time: proposed when they come again."""

    department = models.CharField(max_length=60, blank=True)
    titles_hash = models.CharField(max_length=64)
    fields: "models.JSONField[Any]" = models.JSONField(default=dict, help_text="Title, as compared → field.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["department", "titles_hash"], name="one_understanding_per_titles")
        ]

    def __str__(self) -> str:
        return f"columns {self.titles_hash[:8]}"
