"""What a resident wants of news: channels, fields, the digest, and the consent where it is missing."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.news.choosing import Wishes, wishes_of
from crispy_krds.consent import ConsentField
from residents.choices import given
from residents.consent_texts import shown
from residents.contacts import proved
from residents.forms.enrol_choices import ConsentForm
from residents.forms.my import BareForm
from residents.forms.my_choices import texts_shown
from residents.interest_labels import interest_label
from residents.models import Channel, ConsentKind, ConsentText, Interest, Resident

NEWS = ConsentKind.PROMOTIONAL


class NewsForm(BareForm):
    """One page of boxes. Unticking every channel is an answer: no news."""

    channels = forms.MultipleChoiceField(
        label=_("How news come to me"),
        help_text=_("Tick none, and none come."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    interests = forms.MultipleChoiceField(
        label=_("What interests me"), required=False, widget=forms.CheckboxSelectMultiple
    )
    weekly = forms.BooleanField(
        label=_("Gather what fits me in one email, each Thursday"),
        help_text=_("Only in weeks in which there is something new for you."),
        required=False,
    )

    def __init__(self, *args: Any, resident: Resident, **kwargs: Any) -> None:
        wishes = wishes_of(resident)
        initial = {
            "channels": list(wishes.channels),
            "interests": list(wishes.interests),
            "weekly": wishes.weekly,
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        mine = proved(resident).order_by("-channel").values_list("channel", flat=True)
        fields: dict[str, Any] = self.fields
        fields["channels"].choices = [(one, Channel(one).label) for one in mine]
        names = Interest.objects.values_list("name", flat=True)
        fields["interests"].choices = [(name, interest_label(name)) for name in names]
        self.has_email = Channel.EMAIL in set(mine)
        if not self.has_email:
            del self.fields["weekly"]
        self.texts = texts_shown()
        self.lacks_consent = NEWS not in given(resident)
        if self.lacks_consent:
            whole = shown(self.texts[NEWS])
            self.fields["consent"] = ConsentField(
                title=whole.title,
                facts=[(line.label or _("Your right"), line.value, line.strong) for line in whole.lines],
                label=ConsentForm.AGREE[NEWS],
                required=False,
            )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.mark_required = False  # to tick nothing is an answer too
        return helper

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        channels = values.get("channels", [])
        if channels and self.lacks_consent and not values.get("consent"):
            self.add_error("consent", _("News need this consent: tick it, or untick how they come."))
        if values.get("weekly") and Channel.EMAIL not in channels:
            self.add_error("weekly", _("The weekly email needs “Email” above: tick it there, or untick this."))
        return values

    def wishes(self) -> Wishes:
        channels = frozenset(Channel(one) for one in self.cleaned_data["channels"])
        return Wishes(channels, frozenset(self.cleaned_data["interests"]), bool(self.cleaned_data.get("weekly")))

    def agreed(self) -> dict[ConsentKind, ConsentText]:
        return {NEWS: self.texts[NEWS]} if self.lacks_consent and self.cleaned_data.get("consent") else {}
