"""Where to write to: a mobile number, an email address, or both; and the code that proves one."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from crispy_krds.codes import CodeField
from residents import codes
from residents.forms.enrol_fields import bare, email_field, mobile_field, name_field
from residents.guardians import RELATIONS
from residents.models import Channel


class ContactForm(forms.Form):
    """One of the two is enough; they are equals."""

    mobile = mobile_field(required=False)
    email = email_field(required=False)

    @property
    def helper(self) -> FormHelper:
        helper = bare(self)
        helper.mark_required = False  # "optional" at both would say that none is needed
        return helper

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if not self.errors and not given["mobile"] and not given["email"]:
            raise forms.ValidationError(_("Write a mobile number or an email address. One of them is enough."))
        return given

    def addresses(self) -> dict[Channel, str]:
        """Return what was typed, by channel."""
        given = {Channel.SMS: self.cleaned_data["mobile"], Channel.EMAIL: self.cleaned_data["email"]}
        return {channel: address for channel, address in given.items() if address}


class GuardianForm(forms.Form):
    """The legal guardian of a child: name, relation, and one way to reach them."""

    name = name_field(
        label=_("Your name"),
        help_text=_("The guardian’s, not the child’s"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    relation = forms.ChoiceField(
        label=_("You are the child’s"),
        choices=list(RELATIONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who you are to the child.")},
    )
    mobile = mobile_field(required=False, label=_("Your mobile number"))
    email = email_field(required=False, label=_("Or your email address"))
    adult = forms.BooleanField(
        label=_("I am of age and the legal guardian of this child"),
        error_messages={"required": _("Only the legal guardian can enrol a child. Tick the box if that is you.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("mobile", "email"):
            contact: Any = self.fields[name]
            contact.mark = _("one of the two")

    @property
    def helper(self) -> FormHelper:
        return bare(self)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if not {"mobile", "email"} & set(self.errors) and bool(given.get("mobile")) == bool(given.get("email")):
            raise forms.ValidationError(
                _("Write your mobile number or your email address, one of them: a code is sent there.")
            )
        return given

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        channel = Channel.SMS if given["mobile"] else Channel.EMAIL
        address = given["mobile"] or given["email"]
        return {"name": given["name"], "relation": given["relation"], "channel": channel.value, "address": address}


class CodeForm(forms.Form):
    """Six digits, pasted or typed with whatever stands between them."""

    code = CodeField(
        digits=codes.DIGITS,
        help_text=_("Six digits"),
        error_messages={"required": _("Write the six digits of the message.")},
    )

    @property
    def helper(self) -> FormHelper:
        return bare(self)
