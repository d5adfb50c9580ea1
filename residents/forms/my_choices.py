"""What comes to me, over which channel: the table of choices, consents that are still missing, and interests."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from residents.choices import Choice, chosen, given
from residents.consent import current_texts
from residents.contacts import proved
from residents.forms.my import BareForm
from residents.models import Channel, ConsentKind, ConsentText, Interest, Resident
from residents.offered_services import Service, services


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the table."""

    name: str
    channel: Channel
    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One line of the table, with the box and the text of a consent that is still to be given for it."""

    service: Service
    boxes: list[Box]
    consent: forms.BoundField | None
    text: ConsentText | None


class PreferencesForm(BareForm):
    """Services over the channels that were proved. A service whose consent is missing asks for it there."""

    def __init__(self, *args: Any, resident: Resident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = [Channel(c) for c in proved(resident).order_by("-channel").values_list("channel", flat=True)]
        self.missing = {
            service.slug: service.optional_consent
            for service in services()
            if service.optional_consent and service.optional_consent not in given(resident)
        }
        held = chosen(resident)
        for service in services():
            offered = [channel for channel in self.channels if channel in service.channels]
            self.fields[service.slug] = forms.MultipleChoiceField(
                label=service.label,
                choices=[(channel.value, channel.label) for channel in offered],
                required=False,
                initial=[channel.value for channel in offered if (service.slug, channel) in held],
                widget=forms.CheckboxSelectMultiple,
            )
        for kind in dict.fromkeys(kind for kind in self.missing.values() if kind):
            self.fields[_box(kind)] = forms.BooleanField(label=_("I agree to this"), required=False)
        self.fields["interests"] = forms.ModelMultipleChoiceField(
            label=_("News that interests me"),
            queryset=Interest.objects.all(),
            required=False,
            initial=list(resident.interests.all()),
            widget=forms.CheckboxSelectMultiple,
        )

    def rows(self) -> Iterator[ServiceRow]:
        """Yield the lines of the table; a consent that two services need stands at the first."""
        texts, asked = current_texts(), set[ConsentKind]()
        for service in services():
            kind = self.missing.get(service.slug)
            ask = kind is not None and kind not in asked
            ticked = self[service.slug].value() or []
            boxes = [
                Box(service.slug, channel, str(channel.label), channel.value in ticked)
                for channel in self.channels
                if channel in service.channels
            ]
            if kind is not None and ask:
                asked.add(kind)
                yield ServiceRow(service, boxes, self[_box(kind)], texts.get(kind))
            else:
                yield ServiceRow(service, boxes, None, None)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        for slug, kind in self.missing.items():
            if kind and values.get(slug) and not values.get(_box(kind)):
                self.add_error(_box(kind), _("This service needs the consent: tick it, or untick the service."))
        return values

    def wanted(self) -> set[Choice]:
        return {(s.slug, Channel(channel)) for s in services() for channel in self.cleaned_data[s.slug]}

    def agreed(self) -> set[ConsentKind]:
        """Return the consents that were ticked."""
        return {kind for kind in self.missing.values() if kind and self.cleaned_data.get(_box(kind))}


def _box(kind: ConsentKind) -> str:
    return f"agree_{kind.value}"
