"""A consent: its title, what must catch the eye, its whole text, and one box that nobody ticked beforehand.

개인정보 보호법 제22조 and its decree want each consent asked by itself, and what is important emphasised.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.utils.html import conditional_escape, linebreaks
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import gettext_lazy as _


class Fact(NamedTuple):
    """A line of the summary above the text: what, and how it is; ``emphasised`` ones are drawn larger and bold."""

    term: Any
    text: Any
    emphasised: bool = False


class ConsentInput(forms.CheckboxInput):
    """The box; the pack's ``field.html`` draws title, summary and text around it."""


class ConsentField(forms.BooleanField):
    """Asks for one consent. A required one must be ticked; refusing another blocks nothing.

    ``title`` is the question, ``text`` the whole wording (plain, or HTML marked safe), ``facts`` the lines that are
    read without unfolding it: (term, text) or (term, text, True) for what the law wants emphasised. ``emphasised``
    names passages of the text to be set off; ``unfolded`` shows the text at once. ``label`` stands at the box.
    Raises ValueError for ``initial=True``: only a form's own initial values, what the person chose before, tick it.
    """

    widget = ConsentInput
    default_error_messages = {"required": _("Tick the box to go on: without this consent it cannot be done.")}

    def __init__(
        self,
        *,
        title: Any,
        text: Any = "",
        facts: Iterable[tuple[Any, ...]] = (),
        emphasised: Iterable[Any] = (),
        unfolded: bool = False,
        **kwargs: Any,
    ) -> None:
        if kwargs.get("initial"):
            raise ValueError("A consent is never ticked beforehand.")
        kwargs.setdefault("label", _("I consent"))
        super().__init__(**kwargs)
        self.title = title
        self.text = text
        self.facts = tuple(Fact(*fact) for fact in facts)
        self.emphasised = tuple(emphasised)
        self.unfolded = unfolded

    def text_html(self) -> SafeString:
        """Return the text as HTML, with its emphasised passages."""
        text = str(self.text)
        if not isinstance(self.text, SafeData):
            text = linebreaks(text, autoescape=True)
        for passage in map(conditional_escape, self.emphasised):
            text = text.replace(str(passage), f'<strong class="krds-emphasis">{passage}</strong>')
        return mark_safe(text)  # noqa: S308 - escaped above, or marked safe by the caller
