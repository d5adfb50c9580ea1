"""Consents, services over channels, interests: what is ticked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from residents.consent_texts import ShownText, shown
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

    def __init__(
        self, *args: Any, kinds: Sequence[ConsentKind], texts: Mapping[ConsentKind, ConsentText], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts = {kind: texts[kind] for kind in kinds}
        for kind in kinds:
            required = kind == ConsentKind.COLLECTION_USE
            self.fields[kind.value] = forms.BooleanField(
                label=self.AGREE[kind],
                required=required,
                error_messages={
                    "required": _("Without this consent the office cannot enrol you. Tick it, or stay with paper.")
                },
            )

    @property
    def helper(self) -> FormHelper:
        return bare(self)

    def boxes(self) -> Iterator[tuple[forms.BoundField, ShownText]]:
        """Yield each box with the text it stands for."""
        return ((self[kind.value], shown(text)) for kind, text in self.texts.items())

    def given(self) -> list[ConsentKind]:
        return [kind for kind in self.texts if self.cleaned_data[kind.value]]


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the table: a service over a channel."""

    name: str
    channel: Channel
    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One line of the table; ``missing`` is the consent without which the service cannot be had."""

    service: Service
    boxes: list[Box]
    missing: ConsentKind | None


class ServicesForm(forms.Form):
    """Which notices over which channel. At least one; what needs a consent that was refused has no boxes."""

    def __init__(
        self,
        *args: Any,
        services: Sequence[Service],
        channels: Sequence[Channel],
        consents: frozenset[ConsentKind],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.services, self.channels, self.consents = services, channels, consents
        for service in services:
            if not service.consents <= consents:
                continue
            self.fields[service.slug] = forms.MultipleChoiceField(
                label=service.label,
                choices=[(channel.value, channel.label) for channel in self._channels_of(service)],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def helper(self) -> FormHelper:
        return bare(self)

    def _channels_of(self, service: Service) -> list[Channel]:
        return [channel for channel in self.channels if channel in service.channels]

    def rows(self) -> Iterator[ServiceRow]:
        """Yield the lines of the table."""
        for service in self.services:
            missing = next(iter(sorted(service.consents - self.consents)), None)
            yield ServiceRow(service, [] if missing else list(self._boxes(service)), missing)

    def _boxes(self, service: Service) -> Iterator[Box]:
        ticked = self[service.slug].value() or []
        for channel in self._channels_of(service):
            yield Box(service.slug, channel, str(channel.label), channel.value in ticked)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if not self.errors and not any(given.values()):
            raise forms.ValidationError(_("Choose at least one notice. What you do not choose comes on paper."))
        return given

    def answers(self) -> dict[str, list[str]]:
        return {slug: list(channels) for slug, channels in self.cleaned_data.items() if channels}


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
