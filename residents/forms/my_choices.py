"""What comes to me, over which channel: the table of choices, consents that are still missing, and interests."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crispy_krds.choice_table import ChoiceTableField
from crispy_krds.consent import ConsentField
from residents.ages import is_child
from residents.choices import Choice, chosen, given
from residents.consent import current_texts
from residents.consent_texts import shown
from residents.contacts import proved
from residents.forms.enrol_choices import ConsentForm
from residents.forms.my import BareForm
from residents.interest_labels import interest_label
from residents.models import Channel, ConsentKind, ConsentText, Interest, Resident
from residents.offered_services import offered_to


class PreferencesForm(BareForm):
    """Services over the channels that were proved. What needs a consent that is not in force asks for it below."""

    wanted = ChoiceTableField(label=_("Notices, and how they come"), required=False)

    def __init__(self, *args: Any, resident: Resident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = offered_to(child=is_child(resident))
        self.needed = {s.slug: s.optional_consent for s in self.services if s.optional_consent}
        self.missing = [k for k in dict.fromkeys(self.needed.values()) if k and k not in given(resident)]
        self.texts = texts_shown()
        self._table(resident)
        for kind in self.missing:
            self._consent(kind)
        self.fields["interests"] = forms.MultipleChoiceField(
            label=_("News that interests me"),
            help_text=_("Interests are kept only while you agree to promotional messages."),
            choices=[(name, interest_label(name)) for name in Interest.objects.values_list("name", flat=True)],
            required=False,
            initial=list(resident.interests.values_list("name", flat=True)),
            widget=forms.CheckboxSelectMultiple,
        )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.mark_required = False  # an empty table is an answer too, and means paper: nothing here is "optional"
        return helper

    def _table(self, resident: Resident) -> None:
        channels = [Channel(c) for c in proved(resident).order_by("-channel").values_list("channel", flat=True)]
        table: Any = self.fields["wanted"]
        table.rows = [(service.slug, service.label, service.about) for service in self.services]
        table.columns = [(channel.value, channel.label) for channel in channels]
        table.missing = {(s.slug, c.value) for s in self.services for c in channels if c not in s.channels}
        offered = {(s.slug, c) for s in self.services for c in channels if c in s.channels}
        table.initial = {(slug, channel.value) for slug, channel in chosen(resident) & offered}

    def _consent(self, kind: ConsentKind) -> None:
        whole = shown(self.texts[kind])
        self.fields[kind.value] = ConsentField(
            title=whole.title,
            facts=[(line.label or _("Your right"), line.value, line.strong) for line in whole.lines],
            label=ConsentForm.AGREE[kind],
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        wanted = {self.needed.get(slug) for slug, _channel in values.get("wanted", ())}
        for kind in self.missing:
            if kind in wanted and not values.get(kind.value):
                self.add_error(kind.value, _("This service needs the consent: tick it, or untick the service."))
        return values

    def choices(self) -> set[Choice]:
        return {(slug, Channel(channel)) for slug, channel in self.cleaned_data["wanted"]}

    def agreed(self) -> dict[ConsentKind, ConsentText]:
        """Return the consents that were ticked, with the texts that were shown."""
        return {kind: self.texts[kind] for kind in self.missing if self.cleaned_data.get(kind.value)}


def texts_shown() -> dict[ConsentKind, ConsentText]:
    """Return the newest text of each kind in the language of the page, in Korean where there is none."""
    return {**current_texts(), **current_texts(get_language() or "ko")}
