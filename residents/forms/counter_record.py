"""The forms of a resident's page at the counter: who stands there, corrections, moving in, a new contact, choices."""

from collections.abc import Callable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Dong
from crispy_krds.layout import Chips
from residents.corrections import Person
from residents.counter.acts import Who
from residents.counter.proxies import RELATIONS
from residents.forms.enrol_fields import (
    WholeBirthDateField,
    address_field,
    email_field,
    mobile_field,
    name_field,
)
from residents.forms.enrol_person import HIGHEST_TONG
from residents.forms.my import BareForm
from residents.forms.my_choices import PreferencesForm
from residents.models import Channel, IdKind, LeftBecause, Sex

_TONGS = _("The number of the tong is from 1 to 99. If it is not known, leave it empty.")
# What a resident may say at the counter; nobody has to.
REASONS = (LeftBecause.TOO_MANY, LeftBecause.PAPER, LeftBecause.PRIVACY, LeftBecause.MOVED, LeftBecause.DIED)


def _off(**attrs: str) -> dict[str, str]:
    """Let no browser fill one resident's data into another's form."""
    return {"autocomplete": "off", **attrs}


class WhoForm(BareForm):
    """The identity card that was seen, and the proxy or guardian who stands there; no number, no copy."""

    id_kind = forms.ChoiceField(
        label=_("Identity card that you saw"),
        choices=IdKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind of identity card that you have seen.")},
    )
    proxy_name = name_field(
        label=_("Name of the proxy"),
        required=False,
        widget=forms.TextInput(attrs=_off()),
        help_text=_("Only where somebody else came"),
    )
    proxy_relation = forms.ChoiceField(
        label=_("The proxy is the resident’s"), choices=[("", _("Choose")), *RELATIONS.items()], required=False
    )
    power_of_attorney = forms.BooleanField(label=_("I have seen the power of attorney"), required=False)
    family_paper = forms.BooleanField(label=_("I have seen the family relation certificate"), required=False)

    def __init__(self, *args: Any, child: bool = False, button: bool = False, **kwargs: Any) -> None:
        """``button``: the kind of card comes with the button that was pressed, and needs no boxes."""
        super().__init__(*args, **kwargs)
        self.button = button
        if child:
            for name in ("proxy_name", "proxy_relation", "power_of_attorney"):
                del self.fields[name]
        else:
            del self.fields["family_paper"]

    @property
    def card(self) -> FormHelper:
        helper = self.helper
        helper.layout = Layout(Chips("id_kind"))
        return helper

    @property
    def proxy(self) -> FormHelper:
        helper = self.helper
        helper.form_show_errors = self.button  # else the first part sums them up
        helper.layout = Layout(*(name for name in self.fields if name != "id_kind"))
        return helper

    @property
    def proxy_open(self) -> bool:
        """Tell whether the part of the proxy has to be seen."""
        return any(name in self.errors or self[name].value() for name in self.fields if name != "id_kind")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if given.get("proxy_name") and not given.get("proxy_relation"):
            self.add_error("proxy_relation", _("Choose what the proxy is to the resident."))
        if given.get("proxy_name") and not given.get("power_of_attorney"):
            self.add_error(
                "power_of_attorney", _("A proxy needs a power of attorney. Tick the box when you have seen it.")
            )
        return given

    def who(self) -> Who:
        given = self.cleaned_data
        return Who(
            given["id_kind"],
            given.get("proxy_name", ""),
            given.get("proxy_relation", "") if given.get("proxy_name") else "",
            bool(given.get("proxy_name") and given.get("power_of_attorney")),
            bool(given.get("family_paper")),
        )


class HomeFields(BareForm):
    """Where somebody lives, in the words of a clerk."""

    address = address_field(
        label=_("Address"),
        help_text=_("Street and number, building and flat, such as 왕십리로 263, 109동 804호"),
        widget=forms.TextInput(attrs=_off()),
    )
    tong = forms.IntegerField(
        label=_("Tong"),
        min_value=1,
        max_value=HIGHEST_TONG,
        required=False,
        widget=forms.TextInput(attrs=_off(inputmode="numeric", **{"class": "krds-short"})),
        error_messages={
            "invalid": _("Write the number alone, such as 12, or leave it empty."),
            "min_value": _TONGS,
            "max_value": _TONGS,
        },
    )
    head = forms.BooleanField(label=_("Head of the household"), required=False)


class CorrectionForm(HomeFields):
    """Who somebody is and where they live."""

    name = name_field(label=_("Name"), widget=forms.TextInput(attrs=_off()))
    birth_date = WholeBirthDateField()
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[(Sex.FEMALE, Sex.FEMALE.label), (Sex.MALE, Sex.MALE.label)],
        widget=forms.RadioSelect,
        required=False,
    )
    dong = forms.ModelChoiceField(
        label=_("Dong"),
        queryset=Dong.objects.all(),
        empty_label=None,
        help_text=_("With another dong, the counter of that dong goes on with this resident."),
    )

    field_order = ("name", "birth_date", "sex", "address", "dong", "tong", "head")

    def __init__(self, *args: Any, held: Person, **kwargs: Any) -> None:
        initial = {
            "name": held.name,
            "birth_date": held.birth_date,
            "sex": held.sex,
            "address": held.address,
            "dong": held.dong,
            "tong": held.tong,
            "head": held.is_household_head,
        }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.fields["birth_date"].widget.attrs["autocomplete"] = "off"

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout("name", "birth_date", Chips("sex"), "address", "dong", "tong", "head")
        return helper

    def person(self) -> Person:
        given = self.cleaned_data
        return Person(
            given["name"],
            given["birth_date"],
            given["sex"],
            given["dong"].pk,
            given["address"],
            given["tong"],
            given["head"],
        )


class MoveInForm(HomeFields):
    """The new address of somebody who has moved into this dong."""

    field_order = ("address", "tong", "head")


class ContactForm(BareForm):
    """The new address over one channel."""

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Callable[..., forms.Field] = mobile_field if channel == Channel.SMS else email_field
        self.fields["address"] = field()
        self.fields["address"].widget.attrs["autocomplete"] = "off"


class ChoicesForm(PreferencesForm):
    """What comes over which channel; what needs a consent that is missing is signed for."""

    signed = forms.BooleanField(label=_("The resident has signed the printed consent"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interests"].label = _("News that interests the resident")
        if self.missing:
            self.order_fields([*(name for name in self.fields if name != "signed"), "signed"])
        else:
            del self.fields["signed"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.agreed() and not values.get("signed"):
            self.add_error("signed", _("Have the printed consent signed, and tick this box."))
        return values


class LeaveForm(BareForm):
    """Why somebody leaves, as far as they say it."""

    because = forms.ChoiceField(
        label=_("Reason, if the resident gives one"),
        choices=[("", _("Not said")), *((one.value, one.label) for one in REASONS)],
        widget=forms.RadioSelect,
        required=False,
    )

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.mark_required = False
        helper.layout = Layout(Chips("because"))
        return helper

    def reason(self) -> LeftBecause:
        return LeftBecause(self.cleaned_data["because"] or LeftBecause.ASKED)
