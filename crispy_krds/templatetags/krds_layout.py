"""What the templates of layout objects ask: the classes of buttons, the tone of an alert, what holds an error."""

import re
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import pgettext

from crispy_krds.templatetags.krds_fields import joined

register = template.Library()

_VARIANTS = frozenset({"primary", "secondary", "tertiary", "text", "link"})
_SIZES = frozenset({"xsmall", "small", "medium", "large", "xlarge"})
_DEFAULT_VARIANT = {"submit": "primary", "button": "secondary", "reset": "tertiary"}
_CLASS = re.compile(r' class="([^"]*)"')
_TYPE = re.compile(r' type="([^"]*)"')
_TONES = {"danger": "danger", "error": "danger", "warning": "warning", "success": "success", "ok": "success"}
_IS_WRONG = ("form-hint-invalid", "is-error")


@register.simple_tag
def krds_button_classes(button: Any) -> str:
    """Turn a crispy button's classes into KRDS ones: variant by its type, size large, unless its own say otherwise."""
    return _button_classes(button.field_classes, button.input_type, "large")


def _button_classes(classes: str, kind: str, size: str) -> str:
    words = [word for word in classes.split() if word != "btn" and not word.startswith("btn-")]
    if not _VARIANTS.intersection(words):
        words.insert(0, _DEFAULT_VARIANT.get(kind, "secondary"))
    if not _SIZES.intersection(words):
        words.append(size)
    return joined(["krds-btn", *words])


@register.simple_tag
def krds_button_id(button: Any) -> str:
    """Return the id that was asked for; the one crispy makes up would repeat in a second form on the page."""
    made_up = f"{button.input_type}-id-{slugify(button.name)}"
    return "" if button.id == made_up else str(button.id)


@register.filter
def krds_strict_attrs(flat: str, size: str = "large") -> SafeString:
    """Put KRDS classes into the attributes of a ``StrictButton``, which are a string already and escaped."""
    kind = _TYPE.search(flat)
    own = _CLASS.search(flat)
    classes = _button_classes(own[1] if own else "", kind[1] if kind else "button", size)
    return mark_safe(f' class="{classes}"{_CLASS.sub("", flat, count=1)}')  # noqa: S308 - flatatt has escaped them


@register.filter
def krds_tone(css_class: str | None) -> str:
    """Return an alert's tone by its classes: danger, warning, success or information."""
    words = [word.removeprefix("alert-") for word in (css_class or "").split()]
    return next((_TONES[word] for word in words if word in _TONES), "information")


@register.filter
def krds_tone_word(tone: str) -> str:
    """Return the word for a tone, so that it is not told by colour alone."""
    return {
        "danger": pgettext("tone of an alert", "Error"),
        "warning": pgettext("tone of an alert", "Note well"),
        "success": pgettext("tone of an alert", "Done"),
    }.get(tone, pgettext("tone of an alert", "Information"))


@register.filter
def krds_own_classes(css_class: str | None) -> str:
    """Return the classes of a layout object without those of other design systems that crispy puts there."""
    foreign = ("alert", "tab-pane", "ctrlHolder", "active", "error")
    return joined(escape(word) for word in (css_class or "").split() if not word.startswith(foreign))


@register.filter
def krds_holds_error(html: str) -> bool:
    """Say whether a drawn part of a form shows an error, so that it is unfolded."""
    return any(mark in html for mark in _IS_WRONG)
