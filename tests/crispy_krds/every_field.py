"""A form with one field of each kind, and the pack's drawing of it."""

from crispy_forms.utils import render_crispy_form
from django import forms
from django.utils import translation

from crispy_krds.fields import BirthDateField
from tests.crispy_krds.html_check import Page


class EveryField(forms.Form):
    """One of each kind."""

    name = forms.CharField(label="Name", help_text="As in the register")
    email = forms.EmailField(label="Email", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    phone = forms.CharField(label="Mobile", widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
    born = BirthDateField(label="Born", help_text="Eight digits")
    day = forms.DateField(label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    moment = forms.SplitDateTimeField(
        label="Moment", required=False, widget=forms.SplitDateTimeWidget(attrs={"class": "mine"})
    )
    parts = forms.DateField(label="Parts", required=False, widget=forms.SelectDateWidget)
    dong = forms.ChoiceField(label="Dong", choices=[("", "Choose"), ("1", "Majang")])
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "Tax"), ("b", "School")], widget=forms.RadioSelect, help_text="Only one"
    )
    channels = forms.MultipleChoiceField(
        label="Channels", choices=[("e", "Email"), ("s", "SMS")], widget=forms.CheckboxSelectMultiple
    )
    register = forms.FileField(label="Register", help_text="xlsx or csv")
    consent = forms.BooleanField(label="I consent", help_text="You may refuse")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


REQUIRED = [name for name, field in EveryField.base_fields.items() if field.required]


def drawn(form: forms.Form) -> Page:
    """Draw the form with ``{% crispy form %}``, in English."""
    with translation.override("en"):
        return Page(render_crispy_form(form))
