"""Which lines of the access log to show, why they are taken away as a file, and what a month's review came to."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import actions
from accounts.forms import BareForm
from accounts.lines import DOWNLOADS, Wanted
from accounts.models import AccessLogEntry, User
from accounts.wording import check_wording

MOST_DAYS = 366
_DAY_FORMATS = ["%Y-%m-%d", "%Y.%m.%d", "%Y. %m. %d.", "%Y%m%d"]


class DayField(forms.DateField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=_DAY_FORMATS,
            error_messages={"required": _("Choose a day."), "invalid": _("Write the day as 2026-12-31.")},
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **options,
        )


class LinesForm(BareForm):
    """Which lines. What is written into ``words`` stays out of the address (views/access_lines.py)."""

    mark_required = False

    begin = DayField(label=pgettext_lazy("period", "From"))
    end = DayField(label=pgettext_lazy("period", "To"))
    user = forms.ModelChoiceField(
        User.objects.select_related("dong").order_by("name", "username"),
        label=pgettext_lazy("office", "Person"),
        required=False,
        empty_label=_("Everybody"),
    )
    action = forms.ChoiceField(label=_("Action"), required=False)
    subject = forms.CharField(
        label=_("Whose data"), help_text=_("The number of a resident, such as 1204"), required=False, max_length=80
    )
    words = forms.CharField(label=_("Words of the purpose"), required=False, max_length=60, validators=[check_wording])
    marks = forms.MultipleChoiceField(
        label=pgettext_lazy("lines", "Only"),
        required=False,
        choices=[
            ("off_hours", _("At night and on days off")),
            ("no_purpose", _("Without a purpose")),
            ("single", _("Single records")),
            ("without_act", _("Single records, nothing done")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["action"].choices = [
            ("", _("All")),
            (DOWNLOADS, _("Every file taken")),
            *sorted(((code, actions.name(code)) for code in _actions()), key=lambda one: one[1]),
        ]
        fields["user"].label_from_instance = _person_words

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"].replace(",", "").strip()
        kinds = actions.kinds_of_people()
        if subject.isdecimal() and kinds:
            return f"{kinds[0]}:{subject}"
        if subject and ":" not in subject:
            raise ValidationError(_("Write the number of a resident, such as 1204."))
        return subject

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        begin, end = values.get("begin"), values.get("end")
        if isinstance(begin, date) and isinstance(end, date):
            if end < begin:
                self.add_error("end", _("The last day comes before the first. Choose a later one."))
            elif (end - begin).days > MOST_DAYS:
                self.add_error("end", _("Choose at most a year."))
        return values

    def wanted(self) -> Wanted:
        values = self.cleaned_data
        return Wanted(
            values["begin"],
            values["end"],
            values["user"].pk if values["user"] else None,
            values["action"],
            values["subject"],
            values["words"],
            frozenset(values["marks"]),
        )


class ReasonForm(BareForm):
    """Why lines leave the house as a file."""

    reason = forms.CharField(
        label=_("Reason for taking the file"),
        help_text=_("It is logged with your name."),
        min_length=5,
        max_length=200,
        validators=[check_wording],
        error_messages={
            "required": _("Write what the file is for."),
            "min_length": _("Write what the file is for, in a few words."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReviewForm(BareForm):
    """What was found in a month, and what followed from it."""

    note = forms.CharField(
        label=_("What you found and what follows from it"),
        help_text=_("The note stays as it is and cannot be changed. Name nobody by a resident’s name."),
        max_length=4_000,
        validators=[check_wording],
        error_messages={"required": _("Write what you found, or that nothing was out of order.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _actions() -> list[str]:
    """Return the actions that stand in the log: one step down its index for each."""
    found: list[str] = []
    entries = AccessLogEntry.objects.order_by("action").values_list("action", flat=True)
    following = entries.first()
    while following is not None:
        found.append(following)
        following = entries.filter(action__gt=following).first()
    return found


def _person_words(user: User) -> str:
    where = user.department or user.dong or ""
    return f"{user.name} ({where}, {user.username})" if where else f"{user.name} ({user.username})"
