"""Layout objects of KRDS beside those of crispy-forms: chips, a switch, consent to all."""

from typing import Any

from crispy_forms.layout import Field
from crispy_forms.utils import TEMPLATE_PACK
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class Chips(Field):  # type: ignore[misc]  # crispy-forms has no types
    """Draw a field of radio buttons or checkboxes as chips, for few and short choices."""

    template = "%s/layout/chips.html"


class Switch(Field):  # type: ignore[misc]  # crispy-forms has no types
    """Draw a checkbox as a switch, for what holds at once; a choice that is sent with the form is a checkbox."""

    template = "%s/layout/switch.html"


class ConsentToAll:
    """A box that ticks and unticks all consents of its form, and nothing else: it is not sent.

    It is shown only where the pack's script runs, for without it it could do nothing.
    """

    def __init__(self, label: Any = None, *, css_id: str = "consent-to-all") -> None:
        self.label = label or _("I have read them and consent to all")
        self.css_id = css_id

    def render(self, form: Any, context: Any, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        return render_to_string(f"{template_pack}/layout/consent_to_all.html", {"all": self})
