"""What residents chose of news beyond channels and interests, and what was said to them of their consent."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import User
from deliveries.models import Dispatch
from residents.models import Resident


class DigestWish(models.Model):
    """That a resident wants what matches once a week, in one email. No row: not wanted."""

    resident = models.OneToOneField(Resident, on_delete=models.CASCADE, related_name="digest_wish")
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"digest wish of resident {self.resident_id}"


class Reconfirmation(models.Model):
    """That a resident was reminded of their consent to news (정보통신망법 제50조 제8항). Append-only.

    ``consented_on`` is the day of the consent; ``period`` the day from which these two years count: that of the
    consent, or of the last reminder.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="reconfirmations")
    consented_on = models.DateField()
    period = models.DateField()
    told_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident", "period"], name="one_reconfirmation_of_a_period")
        ]

    def __str__(self) -> str:
        return f"reconfirmation of resident {self.resident_id}"


class DigestIssue(models.Model):
    """The digest of one week. Stopped by a person before it goes out, it is not made."""

    day = models.DateField(unique=True, help_text="The day on which it goes out.")
    made_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict, help_text="Readers by the number of things in theirs, when it was made.")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        return f"digest of {self.day}"


class DigestDispatch(models.Model):
    """The dispatch to all whose digest of a week is in ``language`` and holds ``things`` things."""

    issue = models.ForeignKey(DigestIssue, on_delete=models.PROTECT, related_name="dispatches")
    dispatch = models.OneToOneField(Dispatch, on_delete=models.PROTECT, related_name="digest_part")
    language = models.CharField(max_length=5, default="ko")
    things = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue", "language", "things"], name="one_dispatch_of_things")
        ]

    def __str__(self) -> str:
        return f"{self.things} things of digest {self.issue_id} ({self.language})"


class DigestReader(models.Model):
    """What stands in one resident's digest: the events' numbers in their order. Kept as long as one may come again."""

    issue = models.ForeignKey(DigestIssue, on_delete=models.CASCADE, related_name="readers")
    # Not checked: planned by the hundred thousand in one statement; ``campaigns.news.leaving`` deletes them.
    resident_number = models.BigIntegerField()
    language = models.CharField(max_length=5, default="ko", help_text="The reader's, when it was made.")
    things: "ArrayField[list[str], list[str]]" = ArrayField(models.CharField(max_length=20))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue", "resident_number"], name="one_digest_of_a_resident")
        ]
        indexes: ClassVar = [models.Index(fields=["resident_number"], name="digest_of_resident")]

    def __str__(self) -> str:
        return f"digest {self.issue_id} of one reader"
