"""Typing a form from its scan: the fields in the order of the printed form (residents/paper_form.py), short codes."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Dong
from crispy_krds.choice_table import ChoiceTableField
from crispy_krds.layout import Chips
from crispy_krds.phones import PhoneInput
from residents.ages import needs_guardian
from residents.consent import current_texts
from residents.enrolment import Contact, Enrolment
from residents.forms.enrol_fields import (
    WholeBirthDateField,
    address_field,
    bare,
    email_field,
    mobile_field,
    name_field,
)
from residents.forms.enrol_person import HIGHEST_TONG
from residents.forms.my import clean_words
from residents.forms.paper_bundles import number_field
from residents.interest_labels import interest_label
from residents.models import Channel, ConsentKind, Interest, PaperBundle, Route, Sex
from residents.offered_services import services
from residents.phones import read_mobile
from residents.receipts import new_receipt_number
from residents.text import folded

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# The keys that tick the boxes of a group in their order (paper.js): first the digits, then the row of letters below.
DIGITS, LETTERS = "1234567890", "QWERTYUIOP"
OLDEST_SIGNATURE = timedelta(days=366)  # the office's own bound: an older date is a slip
_OFF = {"autocomplete": "off"}
_SIGNATURE = _("No consent without a signature: set the form aside (F8).")
_NO_CONSENT = _("Without consent to collection and use nobody is enrolled: set the form aside (F8).")


def read_short_mobile(text: str) -> str:
    """Read a mobile number, or the eight digits behind 010."""
    digits = folded(text).replace("-", "").replace(" ", "")
    return read_mobile(f"010{digits}" if len(digits) == 8 and digits.isdigit() else text)


def _mobile(**kwargs: Any) -> forms.CharField:
    field = mobile_field(required=False, widget=PhoneInput({"class": "", **_OFF}), **kwargs)
    field.read = read_short_mobile
    return field


def _email(**kwargs: Any) -> forms.CharField:
    attrs = {"type": "email", "inputmode": "email", "autocapitalize": "none", **_OFF}
    return email_field(required=False, widget=forms.TextInput(attrs), **kwargs)


class ContactsForm(forms.Form):
    """The contacts alone, as they stand on the scan; one of the two at least."""

    mobile = _mobile(help_text=_("Eight digits are enough behind 010"))
    email = _email()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mobile"].widget.attrs["autofocus"] = True

    @property
    def helper(self) -> FormHelper:
        helper = bare(self)
        helper.mark_required = False
        return helper

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if not {"mobile", "email"} & set(self.errors) and not (given.get("mobile") or given.get("email")):
            raise ValidationError(_("Type the mobile number or the email address. One of them stands on the form."))
        return given

    def contacts(self) -> dict[Channel, str]:
        """Return what was typed, by channel."""
        given = {Channel.SMS: self.cleaned_data["mobile"], Channel.EMAIL: self.cleaned_data["email"]}
        return {channel: address for channel, address in given.items() if address}


class EntryForm(ContactsForm):
    """The whole form; ``bundle`` gives what is the same on each of its forms."""

    name = name_field(label=_("Full name"), widget=forms.TextInput(_OFF))
    birth_date = WholeBirthDateField(label=_("Date of birth"), help_text=_("Eight digits, such as 19850312"))
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[
            (value, format_html("{} {}", key, label)) for key, (value, label) in zip(DIGITS, Sex.choices, strict=False)
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    head = forms.BooleanField(label=_("Head of household"), required=False)
    dong = forms.ModelChoiceField(
        label=_("Dong"), queryset=Dong.objects.all(), error_messages={"required": _("Choose the dong.")}
    )
    tong = number_field(label=_("Tong"), min_value=1, max_value=HIGHEST_TONG, required=False)
    ban = number_field(label=_("Ban"), min_value=1, max_value=HIGHEST_TONG, required=False)
    address = address_field(label=_("Street address"), widget=forms.TextInput(_OFF))
    wanted = ChoiceTableField(label=_("Which notices, and over which way"), required=False)
    interests = forms.MultipleChoiceField(
        label=_("What interests you"), required=False, widget=forms.CheckboxSelectMultiple
    )
    consents = forms.MultipleChoiceField(
        label=_("“I agree” is ticked at"), widget=forms.CheckboxSelectMultiple, error_messages={"required": _NO_CONSENT}
    )
    signed = forms.BooleanField(label=_("Signed by the applicant"), error_messages={"required": _SIGNATURE})
    dated = forms.DateField(
        label=_("Date"),
        input_formats=["%Y%m%d", "%Y-%m-%d", "%Y.%m.%d", "%Y. %m. %d."],
        error_messages={"required": _("Write the date of the signature."), "invalid": _("Write the day as 20261231.")},
        widget=forms.DateInput(attrs={"inputmode": "numeric", "class": "krds-short", **_OFF}, format="%Y%m%d"),
    )

    field_order = (
        "name", "birth_date", "sex", "head", "dong", "tong", "ban", "address", "mobile", "email", "wanted",
        "interests", "consents", "signed", "dated",
    )  # fmt: skip

    def __init__(self, *args: Any, bundle: PaperBundle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bundle = bundle
        del self.fields["mobile"].widget.attrs["autofocus"]
        self.fields["name"].widget.attrs["autofocus"] = True
        self.fields["birth_date"].widget.attrs["autocomplete"] = "off"
        self.fields["dong"].initial = bundle.dong_id
        self.fields["tong"].initial = bundle.tong
        self.fields["dated"].initial = bundle.received_on
        self._offer()

    def _offer(self) -> None:
        table: Any = self.fields["wanted"]
        table.rows = [
            (one.slug, one.label, " · ".join((*DIGITS[at : at + 1], *LETTERS[at : at + 1])))
            for at, one in enumerate(services())
        ]
        table.columns = [(channel.value, channel.label) for channel in (Channel.SMS, Channel.EMAIL)]
        table.missing = {(one.slug, c.value) for one in services() for c in Channel if c not in one.channels}
        interests: Any = self.fields["interests"]
        interests.choices = _keyed(
            (name, interest_label(name)) for name in Interest.objects.values_list("name", flat=True)
        )
        consents: Any = self.fields["consents"]
        texts = current_texts()
        consents.choices = _keyed((kind.value, kind.label) for kind in ConsentKind if kind in texts)

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            Div("name", "birth_date", css_class="p-pair"),
            Div(Chips("sex"), "head", css_class="p-pair p-keys"),
            Div("dong", "tong", "ban", css_class="p-three"),
            "address",
            Div("mobile", "email", css_class="p-pair"),
            HTML('{% include "residents/bundles/_look_alikes.html" %}'),
            Div(Field("wanted"), css_class="p-keys"),
            Div(Chips("interests"), css_class="p-keys"),
            Div("consents", css_class="p-keys p-consents"),
            Div("signed", "dated", css_class="p-pair"),
        )
        return helper

    def clean_birth_date(self) -> date:
        born: date = self.cleaned_data["birth_date"]
        if needs_guardian(born, on=self.bundle.received_on):
            raise ValidationError(
                _("This is a child’s form: the guardian confirms it at the counter. Set it aside (F4)."), code="child"
            )
        return born

    def clean_consents(self) -> list[str]:
        given: list[str] = self.cleaned_data["consents"]
        if ConsentKind.COLLECTION_USE not in given:
            raise ValidationError(_NO_CONSENT, code="no_consent")
        return given

    def clean_dated(self) -> date:
        day: date = self.cleaned_data["dated"]
        if day > self.bundle.received_on:
            raise ValidationError(_("This is after the day on which the bundle came. Check the date."))
        if day < self.bundle.received_on - OLDEST_SIGNATURE:
            raise ValidationError(_("This is more than a year before the bundle came. Check the date."))
        return day

    def left_out(self) -> "list[StrPromise]":
        """Return the services that are ticked, but whose consent or contact is missing: those stay on paper."""
        return [
            one.label for one in services() if any(slug == one.slug for slug, _c in self._wanted() - self._possible())
        ]

    def enrolment(self) -> Enrolment:
        given = self.cleaned_data
        consents = frozenset(ConsentKind(kind) for kind in given["consents"])
        wanted: dict[str, set[Channel]] = {}
        for slug, channel in self._possible():
            wanted.setdefault(slug, set()).add(channel)
        return Enrolment(
            name=given["name"],
            birth_date=given["birth_date"],
            sex=given["sex"],
            dong=given["dong"].pk,
            tong=given["tong"],
            ban=given["ban"],
            address=given["address"],
            is_household_head=given["head"],
            contacts={channel: Contact(address, None) for channel, address in self.contacts().items()},
            services={slug: frozenset(channels) for slug, channels in wanted.items()},
            consents=consents,
            route=Route.TONG,
            received_on=given["dated"],
            signed=True,
            collected_by=self.bundle.tong_chief or "",
            receipt_number=new_receipt_number(),
            interests=frozenset(given["interests"]) if ConsentKind.PROMOTIONAL in consents else frozenset(),
        )

    def _wanted(self) -> set[tuple[str, Channel]]:
        return {(slug, Channel(channel)) for slug, channel in self.cleaned_data["wanted"]}

    def _possible(self) -> set[tuple[str, Channel]]:
        given = {ConsentKind(kind) for kind in self.cleaned_data["consents"]}
        allowed = {one.slug for one in services() if one.consents <= given}
        return {(slug, channel) for slug, channel in self._wanted() if slug in allowed and channel in self.contacts()}


class LookAlikeForm(forms.Form):
    """What is typed so far of who it is; what cannot be read yet is left out, and nothing of it is kept."""

    name = name_field(required=False)
    birth_date = WholeBirthDateField(required=False)
    mobile = _mobile()


class NoteForm(forms.Form):
    """A word on why a form is set aside."""

    note = forms.CharField(
        label=_("Note for whoever takes it up"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=_OFF),
    )

    @property
    def helper(self) -> FormHelper:
        return bare(self)

    def clean_note(self) -> str:
        return clean_words(self.cleaned_data["note"])


def _keyed(choices: "Iterable[tuple[str, StrPromise | str]]") -> list[tuple[str, Any]]:
    """Write before each choice the key that ticks it, as far as there are keys."""
    keys = DIGITS + LETTERS
    return [
        (value, format_html("<kbd>{}</kbd> {}", keys[at], label) if at < len(keys) else label)
        for at, (value, label) in enumerate(choices)
    ]
