"""Consents, services over channels, interests: what is ticked."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crispy_krds.choice_table import ChoiceTableField
from crispy_krds.consent import ConsentField
from residents.consent_texts import shown
from residents.forms.enrol_fields import bare
from residents.interest_labels import interest_label
from residents.models import Channel, ConsentKind, ConsentText, Interest
from residents.offered_services import Service

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class ConsentForm(forms.Form):
    """One box for each consent, none ticked; only the first is required."""

    AGREE: "dict[ConsentKind, StrPromise]" = {
        ConsentKind.COLLECTION_USE: _("I agree to the collection and use of my data"),
        ConsentKind.CIVIL_DEFENSE: _("I agree to civil-defence notices as electronic documents"),
        ConsentKind.PROMOTIONAL: _("I agree to promotional messages"),
        ConsentKind.THIRD_PARTY: _("I agree to the provision of my data to a third party"),
    }

    AGREE_FOR_CHILD: "dict[ConsentKind, StrPromise]" = {
        ConsentKind.COLLECTION_USE: _("I agree to the collection and use of my child’s data"),
        ConsentKind.CIVIL_DEFENSE: _("I agree to civil-defence notices as electronic documents"),
        ConsentKind.PROMOTIONAL: _("I agree to promotional messages for my child"),
        ConsentKind.THIRD_PARTY: _("I agree to the provision of my child’s data to a third party"),
    }

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[ConsentKind],
        texts: Mapping[ConsentKind, ConsentText],
        child: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        agree = self.AGREE_FOR_CHILD if child else self.AGREE
        needed = (
            _("Without this consent the office cannot enrol your child. Tick it, or stay with paper.")
            if child
            else _("Without this consent the office cannot enrol you. Tick it, or stay with paper.")
        )
        self.texts = {kind: texts[kind] for kind in kinds}
        for kind, text in self.texts.items():
            whole = shown(text)
            self.fields[kind.value] = ConsentField(
                title=whole.title,
                facts=[(line.label or _("Your right"), line.value, line.strong) for line in whole.lines],
                label=agree[kind],
                required=kind == ConsentKind.COLLECTION_USE,
                error_messages={"required": needed},
            )

    @property
    def helper(self) -> FormHelper:
        return bare(self)

    def given(self) -> list[ConsentKind]:
        return [kind for kind in self.texts if self.cleaned_data[kind.value]]


class ServicesForm(forms.Form):
    """Which notices over which channel. At least one; what needs a consent that was refused has no boxes."""

    wanted = ChoiceTableField(
        label=_("Notices, and how they come"),
        error_messages={"required": _("Choose at least one notice. What you do not choose comes on paper.")},
    )

    def __init__(
        self,
        *args: Any,
        services: Sequence[Service],
        channels: Sequence[Channel],
        consents: frozenset[ConsentKind],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        table: Any = self.fields["wanted"]
        table.rows = [(service.slug, service.label, _hint(service, consents)) for service in services]
        table.columns = [(channel.value, channel.label) for channel in channels]
        table.missing = {
            (service.slug, channel.value)
            for service in services
            for channel in channels
            if channel not in service.channels or not service.consents <= consents
        }

    @property
    def helper(self) -> FormHelper:
        helper = bare(self)
        helper.mark_required = False
        return helper

    def answers(self) -> dict[str, list[str]]:
        chosen: dict[str, list[str]] = {}
        for service, channel in sorted(self.cleaned_data["wanted"]):
            chosen.setdefault(service, []).append(channel)
        return chosen


def _hint(service: Service, consents: frozenset[ConsentKind]) -> "SafeString | StrPromise | str":
    """Say what comes with a service; without its consent, what is missing and where it can be given."""
    missing = next(iter(sorted(service.consents - consents)), None)
    if missing is None:
        return service.about
    return format_html(
        '{} <a class="s-link" href="{}#id_{}_legend">{}</a>',
        _MISSING.get(missing, gettext("A consent is missing.")),
        reverse("enrol:consents"),
        missing,
        gettext("Look at the consent again"),
    )


_MISSING: "dict[str, StrPromise]" = {
    ConsentKind.CIVIL_DEFENSE: _("You have not agreed to civil-defence notices as electronic documents."),
    ConsentKind.PROMOTIONAL: _("You have not agreed to promotional messages."),
}


class InterestsForm(forms.Form):
    """What news is about; nothing is chosen, nothing is missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["names"] = forms.MultipleChoiceField(
            label=_("What interests you?"),
            choices=[(name, interest_label(name)) for name in Interest.objects.values_list("name", flat=True)],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    @property
    def helper(self) -> FormHelper:
        return bare(self)

    def answers(self) -> dict[str, list[str]]:
        return {"names": list(self.cleaned_data["names"])}
