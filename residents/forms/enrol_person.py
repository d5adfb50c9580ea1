"""Who enrols, and where they live."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Dong
from residents.ages import needs_guardian
from residents.forms.enrol_fields import WholeBirthDateField, address_field, bare, name_field, today
from residents.models import Sex

HIGHEST_TONG = 99
_TONGS = _("The number of the tong is from 1 to 99. If you do not know it, leave it empty.")


class PersonForm(forms.Form):
    """Name, birth date, sex; for oneself or for a child."""

    name = name_field(label=_("Name"), help_text=_("As on your identity card"))
    birth_date = WholeBirthDateField()
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[(Sex.FEMALE, Sex.FEMALE.label), (Sex.MALE, Sex.MALE.label)],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, child: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child = child
        # A shared telephone or a guardian's must not fill in somebody else.
        self.fields["name"].widget.attrs["autocomplete"] = "off" if child else "name"
        if child:
            self.fields["name"].label = _("The child’s name")
            self.fields["name"].help_text = _("As in the family register")
            self.fields["birth_date"].label = _("The child’s date of birth")
            self.fields["birth_date"].widget.attrs["autocomplete"] = "off"
            self.fields["sex"].label = _("The child’s sex")

    @property
    def helper(self) -> FormHelper:
        return bare(self)

    def clean_birth_date(self) -> Any:
        born = self.cleaned_data["birth_date"]
        if self.child and born and not needs_guardian(born, on=today()):
            raise forms.ValidationError(
                _("From the 14th birthday on people enrol themselves. Check the date, or start again for them."),
                code="too_old",
            )
        return born

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"name": given["name"], "birth_date": given["birth_date"].isoformat(), "sex": given["sex"]}


class HomeForm(forms.Form):
    """Dong, address, tong where it is known, and whether the person is the head of the household."""

    address = address_field(
        label=_("Address"),
        help_text=_("Street and number, building and flat, such as 왕십리로 263, 109동 804호"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    dong = forms.ModelChoiceField(
        label=_("Dong"),
        queryset=Dong.objects.all(),
        empty_label=_("Choose your dong"),
        error_messages={
            "required": _("Choose your dong from the list."),
            "invalid_choice": _("Choose your dong from the list."),
        },
    )
    tong = forms.IntegerField(
        label=_("Tong"),
        help_text=_("Only if you know it, the number alone"),
        min_value=1,
        max_value=HIGHEST_TONG,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "krds-short"}),
        error_messages={
            "invalid": _("Write the number alone, such as 12, or leave it empty."),
            "min_value": _TONGS,
            "max_value": _TONGS,
        },
    )
    head = forms.BooleanField(label=_("I am the head of the household"), required=False)

    def __init__(self, *args: Any, child: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if child:
            del self.fields["head"]
            self.fields["address"].label = _("The child’s address")

    @property
    def helper(self) -> FormHelper:
        return bare(self)

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "address": given["address"],
            "dong": given["dong"].pk,
            "dong_name": given["dong"].name,
            "tong": given["tong"],
            "head": given.get("head", False),
        }
