"""Surveys: questions to residents, one answer each; an anonymous one cannot say whose an answer is."""

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.departments import OfDepartment
from residents.encryption import EncryptedTextField, HashField
from residents.models import Channel, Resident


class SurveyState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Survey(models.Model):
    """A survey; whether it is anonymous is fixed once it was opened."""

    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    title = models.CharField(max_length=120)
    introduction = models.TextField(blank=True)
    department = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    anonymous = models.BooleanField(default=True)
    state = models.CharField(max_length=6, choices=SurveyState, default=SurveyState.DRAFT)
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="When it was closed, by hand or by the time set.")
    by_group = models.BooleanField(default=False, help_text="Dong and age band go with each answer, for the charts.")
    published_at = models.DateTimeField(null=True, help_text="Since when everybody may read its results.")
    invites = models.BooleanField(default=False, help_text="Who came to its event is invited.")
    event = models.ForeignKey("Event", null=True, on_delete=models.PROTECT, related_name="surveys")
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfDepartment["Survey"].as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.title


class SurveyQuestion(models.Model):
    class Kind(models.TextChoices):
        ONE = "one", _("One of several")
        MANY = "many", _("One or more of several")
        SCALE = "scale", _("From 1 to 5")
        TEXT = "text", _("A free text")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=5, choices=Kind)
    options = models.JSONField(default=list)
    required = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "place"], name="one_survey_question_a_place")
        ]

    def __str__(self) -> str:
        return self.text


def _receipt() -> str:
    return secrets.token_hex(8)


def _number() -> int:
    """Return a number at random: one that counted up would tell in which order people answered."""
    return secrets.randbits(62)


class SurveyInvited(models.Model):
    """Who was asked to answer, once; whether they did, this does not say. ``told`` is over which channel."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invited")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    told = models.CharField(max_length=5, choices=Channel, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "resident"], name="one_invitation_of_a_resident")
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to survey {self.survey_id}"


class SurveyTaken(models.Model):
    """That somebody answered: a keyed hash of survey and resident, no time and no link to the answer."""

    id = models.BigIntegerField(primary_key=True, default=_number, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="taken")
    taker_hash = HashField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "taker_hash"], name="one_answer_of_a_resident")
        ]

    def __str__(self) -> str:
        return f"survey {self.survey_id} was answered"


class SurveyResponse(models.Model):
    """One filled-in survey. ``resident`` only where it is named; of an anonymous one the day is all that is kept."""

    id = models.BigIntegerField(primary_key=True, default=_number, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    receipt = models.CharField(max_length=16, unique=True, default=_receipt, editable=False)
    resident = models.ForeignKey(Resident, null=True, on_delete=models.PROTECT, related_name="survey_responses")
    day = models.DateField()
    # Of an anonymous one too, for the charts; cells of few people are masked.
    dong_id = models.CharField(max_length=10, blank=True)
    age_band = models.CharField(max_length=8, blank=True)

    def __str__(self) -> str:
        return f"response {self.pk} to survey {self.survey_id}"


class SurveyAnswer(models.Model):
    """The answer to one question: option numbers or 1 to 5 in ``choices``, words in ``text``."""

    id = models.BigIntegerField(primary_key=True, default=_number, editable=False)
    response = models.ForeignKey(SurveyResponse, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(SurveyQuestion, on_delete=models.PROTECT, related_name="answers")
    choices = models.JSONField(default=list)
    text = EncryptedTextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "question"], name="one_answer_to_a_question")
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
