"""The composer's form: what is said, to whom and when. It takes shape only; what a campaign lacks, the sending says."""

import json
import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from campaigns.audiences.posted import tree_of
from campaigns.audiences.tree import LONGEST, TreeRefused
from campaigns.compose.about import about_choices, about_of
from campaigns.models import Campaign
from residents.interest_labels import interest_label
from residents.models import Interest
from residents.rrn import refuse_rrn

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NOW, AT, BEST_HOUR = "now", "at", "best"
CHANNELS: "dict[str, StrPromise]" = {
    "email,sms": gettext_lazy("Email first, SMS to who has none"),
    "sms,email": gettext_lazy("SMS first, email to who has none"),
    "email": gettext_lazy("Only email"),
    "sms": gettext_lazy("Only SMS"),
}
WITH_ALIMTALK: "dict[str, StrPromise]" = {
    "alimtalk,email": gettext_lazy("알림톡 first, email to who has no mobile number"),
    "alimtalk": gettext_lazy("Only 알림톡 (SMS where there is no KakaoTalk)"),
}
TEXTS = ("information_because", "subject", "subject_b", "body", "sms", "contact")
_LOCAL = "%Y-%m-%dT%H:%M"


def _text(label: Any, help_text: Any = "", *, most: int, rows: int = 0, **attributes: str) -> forms.CharField:
    widget: forms.Widget = forms.Textarea(attrs={"rows": rows, **attributes}) if rows else forms.TextInput(attributes)
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=most, widget=widget, validators=[refuse_rrn]
    )


class DraftForm(forms.Form):
    """A draft as it is typed. ``page`` names the open page, ``seen`` the saving that it has before it."""

    draft = forms.IntegerField(required=False, widget=forms.HiddenInput)
    page = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    about = forms.ChoiceField(label=gettext_lazy("The message is about"), required=False)
    is_advertisement = forms.TypedChoiceField(
        label=gettext_lazy("Is it an advertisement?"),
        choices=[("no", gettext_lazy("No, it is public information")), ("yes", gettext_lazy("Yes, an advertisement"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    information_because = _text(
        gettext_lazy("Why it is no advertisement"),
        gettext_lazy("The approver reads it, and it is kept. For example: the fee only covers materials."),
        most=200,
    )
    interest = forms.ModelChoiceField(
        label=gettext_lazy("Field of interest"),
        queryset=Interest.objects.all(),
        required=False,
        empty_label=gettext_lazy("None in particular"),
    )
    subject = _text(gettext_lazy("Subject"), most=120)
    subject_b = _text(gettext_lazy("Second subject"), most=120)
    trial_percent = forms.TypedChoiceField(
        label=gettext_lazy("How many get the trial"), coerce=int, empty_value="", required=False
    )
    body = _text(gettext_lazy("Text of the email"), most=20_000, rows=14)
    sms = _text(gettext_lazy("Text of the SMS"), most=2_000, rows=5)
    channels = forms.ChoiceField(label=gettext_lazy("Over what"), required=False, widget=forms.RadioSelect)
    contact = _text(
        gettext_lazy("Whom to ask"),
        gettext_lazy("Unit, name and number; it stands at the end of each email."),
        most=120,
    )
    when = forms.ChoiceField(
        label=gettext_lazy("When it goes out"),
        choices=[
            (NOW, gettext_lazy("As soon as it is approved")),
            (AT, gettext_lazy("At a day and an hour")),
            (BEST_HOUR, gettext_lazy("At the best hour")),
        ],
        required=False,
        initial=NOW,
        widget=forms.RadioSelect,
    )
    send_at = forms.DateTimeField(
        label=gettext_lazy("Day and hour"),
        required=False,
        input_formats=[_LOCAL, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
    )
    canary = forms.TypedChoiceField(
        label=gettext_lazy("A first part alone"), coerce=int, empty_value="", required=False,
        help_text=gettext_lazy("So many get it first. The rest waits until somebody has looked at it."),
    )  # fmt: skip
    audience = forms.CharField(required=False, widget=forms.HiddenInput)
    small_because = _text(
        gettext_lazy("Why so few"), gettext_lazy("So few people could be known by it; the reason is kept."), most=200
    )

    def __init__(self, *args: Any, user: User, current: Campaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = FormHelper()
        self.helper.mark_required = False  # a draft may lack everything
        fields: dict[str, Any] = self.fields
        fields["about"].choices = about_choices(user, current)
        channels = CHANNELS | (WITH_ALIMTALK if settings.ALIMTALK_TEMPLATES.get("campaign") else {})
        fields["channels"].choices = list(channels.items())
        fields["canary"].choices = _numbers(
            _("None: all at once"),
            {number: _("First %(count)s people") % {"count": number} for number in (20, 50, 200)},
        )
        fields["trial_percent"].choices = _numbers(
            _("No trial"),
            {share: _("%(percent)s %% of all, half of them each") % {"percent": share} for share in (10, 20, 30)},
        )
        fields["interest"].label_from_instance = lambda interest: interest_label(interest.name)

    def clean_audience(self) -> dict[str, Any]:
        """Return the tree that was built or chosen; empty where nobody is. Half a condition is kept as it is.

        Whether it can be asked is said when it is counted.
        """
        try:
            return tree_of(self.data, name="audience", user=self.user)
        except TreeRefused:
            pass
        try:
            tree = json.loads(self.cleaned_data["audience"][:LONGEST] or "{}")
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("Whom it reaches could not be read. Choose it again.")) from None
        return tree if isinstance(tree, dict) else {}

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("when") != AT:
            self.cleaned_data["send_at"] = None
            self.errors.pop("send_at", None)
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """Return what was typed as values of a campaign; the fields with errors are left out."""
        given = self.cleaned_data
        plain = ("is_advertisement", "interest", "canary", "trial_percent", "send_at", *TEXTS)
        values = {name: given[name] for name in plain if name in given}
        for name in ("canary", "trial_percent"):
            values[name] = values.get(name) or 0
        for name in TEXTS:
            if name in values:
                values[name] = values[name].replace("\r\n", "\n")
        values["channels"] = [name for name in given.get("channels", "").split(",") if name]
        by_kakao = "alimtalk" in values["channels"]
        values["alimtalk_template"] = settings.ALIMTALK_TEMPLATES.get("campaign", "") if by_kakao else ""
        values["at_best_hour"] = given.get("when") == BEST_HOUR
        if "about" in given:
            values |= about_of(given["about"])
        values["title"] = title_of(values.get("subject", ""), values.get("sms", ""))
        return values


def title_of(subject: str, sms: str) -> str:
    """Return the office's name of a campaign: its subject, or how its SMS begins."""
    return (subject or next(iter(sms.strip().splitlines()), "")).strip()[:120] or _("Without a subject yet")


def _numbers(none: str, others: dict[int, str]) -> list[tuple[int, str]]:
    return [(0, none), *others.items()]


def initial_of(campaign: Campaign | None, user: User) -> dict[str, Any]:
    """Return how the form begins: the draft as it was kept, or an empty one with the office's usual answers."""
    page = secrets.token_urlsafe(12)
    if campaign is None:
        contact = " ".join(filter(None, (user.department, user.name, settings.OFFICE_CONTACT)))
        return {"page": page, "channels": "email,sms", "contact": contact, "when": NOW, "canary": 0, "trial_percent": 0}
    saving = getattr(campaign, "saving", None)
    return {
        "draft": campaign.pk,
        "page": page,
        "seen": saving.revision if saving else 0,
        "about": _about(campaign),
        "is_advertisement": {None: "", True: "yes", False: "no"}[campaign.is_advertisement],
        "interest": campaign.interest_id,
        "channels": ",".join(campaign.channels),
        "when": BEST_HOUR if campaign.at_best_hour else AT if campaign.send_at else NOW,
        "send_at": _local(campaign.send_at),
        "canary": campaign.canary,
        "trial_percent": campaign.trial_percent,
        "small_because": saving.small_because if saving else "",
        **{name: getattr(campaign, name) for name in TEXTS},
    }


def _about(campaign: Campaign) -> str:
    if campaign.event_id:
        return f"event:{campaign.event_id}"
    return f"survey:{campaign.survey_id}" if campaign.survey_id else ""


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None


class PictureForm(forms.Form):
    """A picture to show, and the words for whoever does not see it."""

    file = forms.FileField(label=gettext_lazy("Picture"), widget=forms.FileInput(attrs={"accept": "image/*"}))
    words = forms.CharField(
        label=gettext_lazy("What it shows"),
        help_text=gettext_lazy("Read out to who cannot see it, and shown where pictures are off. "
            "Name what matters: day, place, title."),
        max_length=200,
        validators=[refuse_rrn],
        error_messages={"required": gettext_lazy(
                "Say what the picture shows, for example “Poster: lecture on tea, 3 December, 2 p.m.”."
            )},
    )  # fmt: skip


class FileForm(forms.Form):
    prefix = "take"

    file = forms.FileField(
        label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": ".pdf,.hwpx,.hwp,.docx,.xlsx,.pptx,.ics"})
    )


class SendBackForm(forms.Form):
    """Why the approver gives a campaign back."""

    reason = forms.CharField(
        label=gettext_lazy("What has to change"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_rrn],
        error_messages={"required": gettext_lazy("Say what has to change, so that it can be mended.")},
    )
