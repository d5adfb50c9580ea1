"""Users of the office, the rights they were given, the dongs they serve, and the access log."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Dong(models.Model):
    """An administrative dong (행정동) with its community centre; ``code`` is the ten-digit code of the ministry."""

    code = models.CharField(primary_key=True, max_length=10)
    name = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person at the office may do; one person may hold several."""

    CLERK = "clerk", _("Counter clerk")
    PAPER_DESK = "paper_desk", _("Paper desk")
    OFFICER = "officer", _("Officer")
    APPROVER = "approver", _("Approver")
    HEAD = "head", _("Head of department")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class User(AbstractUser):
    """A person at the office. Residents are not users: they prove themselves with what only they know."""

    # Django's way to leave out a field of an abstract model, which its types do not know.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=60)
    department = models.CharField(_("department"), max_length=60, blank=True)
    dong = models.ForeignKey(Dong, null=True, blank=True, on_delete=models.PROTECT, related_name="users")
    # Until when the password that an administrator handed over is good; the person's own password ends it.
    starting_password_until = models.DateTimeField(null=True, blank=True)

    REQUIRED_FIELDS: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """A right given and perhaps taken back; rows are kept three years after that (접근권한의 관리, DOMAIN.md R11)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    granted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(revoked_at__isnull=True),
                name="one_open_grant_per_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"


class AccountChange(models.Model):
    """One change of an account; append-only by a trigger, and kept three years at least, as grants are.

    ``what`` holds (before, after) by the field's name. Nothing of a password stands in it.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("Account made")
        PLACE = "place", _("Name, department or dong changed")
        PASSWORD_RESET = "password_reset", _("Starting password given")
        PASSWORD_CHANGED = "password_changed", _("Own password chosen")
        DEACTIVATED = "deactivated", _("Account shut")
        REACTIVATED = "reactivated", _("Account opened again")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind)
    what = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # The monthly review counts a month's changes.
        indexes: ClassVar = [models.Index(fields=["at"], name="account_change_at")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind}"


class AccessLogEntry(models.Model):
    """One look at personal data: who, when, from where, whose, what and why (DOMAIN.md R11).

    Append-only: a trigger refuses UPDATE, and DELETE before the retention period is over.
    """

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    address = models.GenericIPAddressField(null=True)
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, help_text="Whose data, as kind:id; never a name.")
    people = models.PositiveIntegerField(default=1, help_text="How many people's data were shown.")
    purpose = models.CharField(max_length=200, blank=True)

    class Meta:
        # The monthly review reads one month, one person's or one action's; a resident asks who looked at their record.
        indexes: ClassVar = [
            models.Index(fields=["at"]),
            models.Index(fields=["user", "at"]),
            models.Index(fields=["subject", "at"], name="access_log_by_subject"),
            models.Index(fields=["action", "at"], name="access_log_by_action"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"


class MonthReview(models.Model):
    """An auditor has gone through one month of the access log; append-only, several notes on one month may stand."""

    month = models.DateField(help_text="Its first day.")
    note = models.TextField()
    findings = models.JSONField(default=dict, help_text="How many of each kind were shown.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["month", "at"], name="month_review_by_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
