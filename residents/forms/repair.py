"""The form of a call: the address that the resident says is right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crispy_krds.phones import PhoneInput
from residents.forms.enrol_fields import email_field, mobile_field
from residents.forms.my import BareForm
from residents.models import Channel


class CorrectForm(BareForm):
    """A new mobile number or email address, in place of one over the same channel."""

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel == Channel.SMS:
            empty = _("Write the mobile number they told you.")
            self.fields["address"] = mobile_field(
                label=_("New mobile number"),
                widget=PhoneInput({"class": "krds-short", "autocomplete": "off"}),
                error_messages={"required": empty},
            )
        else:
            empty = _("Write the email address they told you.")
            attrs = {"type": "email", "inputmode": "email", "autocomplete": "off", "autocapitalize": "none"}
            self.fields["address"] = email_field(
                label=_("New email address"), widget=forms.TextInput(attrs), error_messages={"required": empty}
            )
        self.fields["at_once"] = forms.BooleanField(
            label=_("They told it on the phone: use it from now on, though it is not proved"),
            help_text=_("Nothing personal goes there until it is proved. Otherwise the old one stays until then."),
            required=False,
        )
