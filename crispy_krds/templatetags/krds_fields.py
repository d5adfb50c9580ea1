"""What the pack's templates ask about a bound field: its widget with classes and descriptions, its ids, its marks."""

from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

register = template.Library()

_KINDS: tuple[tuple[str, type[forms.Widget]], ...] = (
    ("checkboxes", forms.CheckboxSelectMultiple),
    ("radios", forms.RadioSelect),
    ("select", forms.Select),
    ("checkbox", forms.CheckboxInput),
    ("file", forms.FileInput),
    ("textarea", forms.Textarea),
    ("parts", forms.MultiWidget),
    ("parts", forms.SelectDateWidget),
)
_CLASSES = {"select": "krds-form-select", "checkbox": "", "file": "krds-file-input", "parts": "krds-part"}
_VARIANTS = frozenset({"primary", "secondary", "tertiary", "text", "link"})
_SIZES = frozenset({"xsmall", "small", "medium", "large", "xlarge"})
_DEFAULT_VARIANT = {"submit": "primary", "button": "secondary", "reset": "tertiary"}


@register.filter
def krds_kind(field: BoundField) -> str:
    """Name the markup a field needs: text, textarea, select, checkbox, checkboxes, radios, file or parts."""
    widget = field.field.widget
    return next((kind for kind, widget_class in _KINDS if isinstance(widget, widget_class)), "text")


@register.filter
def krds_help_id(field: BoundField) -> str:
    """Return the id of the field's hint, the one Django itself refers to."""
    return f"{field.auto_id or field.html_name}_helptext"


@register.filter
def krds_error_id(field: BoundField) -> str:
    """Return the id of the field's error, the one Django itself refers to."""
    return f"{field.auto_id or field.html_name}_error"


@register.filter
def krds_legend_id(field: BoundField) -> str:
    """Return the id of the question over a group of controls."""
    return f"{field.auto_id or field.html_name}_legend"


@register.filter
def krds_target_id(field: BoundField) -> str:
    """Return the id of the first control of a field, for a link in the error summary."""
    if field.use_fieldset and not isinstance(field.field.widget, forms.SelectDateWidget):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def krds_described_by(field: BoundField) -> str:
    """Join the ids of what describes the field: what its widget names already, its hint, its error."""
    ids = [str(field.field.widget.attrs.get("aria-describedby", ""))]
    ids += [krds_help_id(field)] if field.help_text else []
    ids += [krds_error_id(field)] if field.errors else []
    return _joined(ids)


@register.simple_tag
def krds_widget(field: BoundField) -> SafeString:
    """Render the control itself, with KRDS classes and tied to its hint and error; the widget is left as it was."""
    kind = krds_kind(field)
    own = str(field.field.widget.attrs.get("class", ""))
    attrs = {"class": _joined([*own.split(), _CLASSES.get(kind, "krds-input")])}
    if kind == "parts":  # the fieldset around them is described; each part bears the question's name
        attrs["aria-labelledby"] = krds_legend_id(field)
    else:
        attrs["aria-describedby"] = krds_described_by(field)
    return SafeString(field.as_widget(attrs={name: value for name, value in attrs.items() if value}))


@register.simple_tag(takes_context=True)
def krds_mark(context: Context, field: BoundField) -> str:
    """Return the word beside a label, "required" or "optional"; empty where every field is required.

    The helper's ``mark_required = True`` says it at every field, ``False`` at none.
    """
    wish = context.get("mark_required")
    if wish is False or (wish is None and not _is_mixed(field.form)):
        return ""
    return _("required") if field.field.required else _("optional")


def _is_mixed(form: forms.BaseForm) -> bool:
    return any(not field.required for field in form.fields.values() if not field.widget.is_hidden)


@register.simple_tag
def krds_button_classes(button: Any) -> str:
    """Turn a crispy button's classes into KRDS ones: variant by its type, size large, unless its own say otherwise."""
    words = [word for word in button.field_classes.split() if word != "btn" and not word.startswith("btn-")]
    if not _VARIANTS.intersection(words):
        words.insert(0, _DEFAULT_VARIANT.get(button.input_type, "secondary"))
    if not _SIZES.intersection(words):
        words.append("large")
    return _joined(["krds-btn", *words])


@register.simple_tag
def krds_button_id(button: Any) -> str:
    """Return the id that was asked for; the one crispy makes up would repeat in a second form on the page."""
    made_up = f"{button.input_type}-id-{slugify(button.name)}"
    return "" if button.id == made_up else str(button.id)


@register.simple_tag
def krds_errors(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Return the form's errors in reading order as (target id, text); the target of a form-wide error is empty."""
    found = [("", str(error)) for error in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else krds_target_id(field)
        found += [(target, f"{field.label}: {error}") for error in field.errors]
    return found


def _joined(words: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(word for word in words if word))
