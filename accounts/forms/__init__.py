"""The forms of the office's own pages: they check shape; rules are held by the verbs."""

from crispy_forms.helper import FormHelper
from django import forms


class BareForm(forms.Form):
    """A form whose page has the form element and the button."""

    mark_required: bool | None = None  # whether labels say what is required or optional; None: where both occur

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        if self.mark_required is not None:
            helper.mark_required = self.mark_required
        return helper
