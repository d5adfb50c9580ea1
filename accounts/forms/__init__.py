"""The forms of the office's own pages: they check shape; rules are held by the verbs."""

from crispy_forms.helper import FormHelper
from django import forms


class BareForm(forms.Form):
    """A form whose page has the form element and the button."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper
