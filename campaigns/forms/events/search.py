"""Looking for events: words, a field of interest, a dong, a time."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Dong
from campaigns.events.finding import MONTH, PAST, WEEK
from residents.forms.my import BareForm
from residents.interest_labels import interest_label
from residents.models import Interest
from residents.rrn import refuse_rrn

WHEN = (("", _("All that is to come")), (WEEK, _("This week")), (MONTH, _("This month")), (PAST, _("What is over")))


if TYPE_CHECKING:
    _OfInterests = forms.ModelChoiceField[Interest]
else:
    _OfInterests = forms.ModelChoiceField


class InterestField(_OfInterests):
    """A field of news, called as the language of the page calls it."""

    def label_from_instance(self, obj: Interest) -> str:
        return str(interest_label(obj.name))


class SearchForm(BareForm):
    """What one looks for; every part may be left out, and what is not understood counts as left out."""

    q = forms.CharField(
        label=pgettext_lazy("event", "Words"), required=False, max_length=60, strip=True, validators=[refuse_rrn],
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
    )  # fmt: skip
    interest = InterestField(
        Interest.objects.order_by("pk"), label=pgettext_lazy("event", "Field"), required=False, empty_label=_("All")
    )
    dong = forms.ModelChoiceField(Dong.objects.all(), label=_("Dong"), required=False, empty_label=_("All"))
    when = forms.ChoiceField(label=pgettext_lazy("event", "When"), required=False, choices=WHEN)
    day = forms.DateField(
        label=_("Or on one day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    @property
    def wanted(self) -> dict[str, Any]:
        """Return what was understood."""
        self.is_valid()
        return dict(self.cleaned_data)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether more than words were asked for."""
        return any(self.wanted.get(name) for name in ("interest", "dong", "when", "day"))

    @property
    def is_used(self) -> bool:
        return any(self.wanted.values())


class MonthForm(forms.Form):
    """Which month the calendar shows; this one unless said."""

    month = forms.DateField(required=False, input_formats=["%Y-%m"])

    def shown(self, today: date) -> date:
        """Return the month's first day."""
        month: date | None = self.cleaned_data.get("month") if self.is_valid() else None
        return month if month and 2000 <= month.year <= 2100 else today.replace(day=1)
