"""Reach: one narrow row for each resident in force, over which audiences are counted within a keystroke's patience."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Dong
from residents.models import ContactPoint, Household, Resident

# The years whose births ``young`` holds, one bit each; the mask is as wide as a bigint.
YOUNG_FROM, YOUNG_TO = 2000, 2062


class Way(models.IntegerChoices):
    """How far news (the service ``events``) comes to somebody over one channel: the larger, the nearer."""

    NOT_SUBSCRIBED = 1, _("Not subscribed")
    NO_CONTACT = 2, _("No address or number")
    STOPPED = 3, _("The address or number is no longer in use")
    UNVERIFIED = 4, _("The address or number is not confirmed")
    SUPPRESSED = 5, _("The address or number takes nothing more")
    OPEN = 6, _("Can be reached")


class Reach(models.Model):
    """A projection of what the other tables say about a resident who has not left; triggers of the database keep it.

    Every statement that changes what it rests on changes it too, in the same transaction (migration 0003_reach,
    docs/decisions/0024-audiences-are-counted-over-one-narrow-table.md). Nothing writes here but they and the recount.
    """

    # Not checked: the triggers take the row out, and a table that is emptied is emptied alone.
    resident = models.OneToOneField(
        Resident, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="reach"
    )
    dong = models.ForeignKey(Dong, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    household = models.ForeignKey(
        Household, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    tong = models.SmallIntegerField(help_text="0 where it is not known.")
    sex = models.CharField(max_length=1, blank=True)
    birth_year = models.SmallIntegerField(help_text="0 where it is not known.")
    language = models.CharField(max_length=5)
    interests = models.BigIntegerField(help_text="Bit mask: 1 << the interest's id.")
    consents = models.IntegerField(help_text="As in Resident.consents.")
    email = models.SmallIntegerField(choices=Way)
    sms = models.SmallIntegerField(choices=Way)
    # Where messages go, for a way that is open; for no other.
    email_contact = models.ForeignKey(
        ContactPoint, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    sms_contact = models.ForeignKey(
        ContactPoint, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    quiet_until = models.DateField(null=True)
    young = models.BigIntegerField(help_text="Bit mask of the household's births since 2000: 1 << (year - 2000).")

    class Meta:
        # Conditions and reasons are all in the index, so that counting reads nothing else (an index-only scan).
        indexes: ClassVar = [
            models.Index(
                fields=["dong", "sex", "birth_year"],
                include=[
                    "resident", "tong", "language", "interests", "consents", "email", "sms", "quiet_until", "young"
                ],
                name="reach_counting",
            ),
        ]  # fmt: skip
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(email=Way.OPEN) ^ models.Q(email_contact=None), name="reach_email_open_has_contact"
            ),
            models.CheckConstraint(
                condition=models.Q(sms=Way.OPEN) ^ models.Q(sms_contact=None), name="reach_sms_open_has_contact"
            ),
        ]

    def __str__(self) -> str:
        return f"reach of resident {self.resident_id}"
