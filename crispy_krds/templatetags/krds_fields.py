"""What the pack's templates ask about a bound field: its widget with classes and descriptions, its ids, its marks."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crispy_krds.choice_table import ChoiceTable
from crispy_krds.consent import ConsentInput

register = template.Library()

_KINDS: tuple[tuple[str, type[forms.Widget]], ...] = (
    ("consent", ConsentInput),
    ("table", ChoiceTable),
    ("checkboxes", forms.CheckboxSelectMultiple),
    ("radios", forms.RadioSelect),
    ("select", forms.Select),
    ("checkbox", forms.CheckboxInput),
    ("file", forms.FileInput),
    ("textarea", forms.Textarea),
    ("parts", forms.MultiWidget),
    ("parts", forms.SelectDateWidget),
)
GROUPS = frozenset({"radios", "checkboxes", "parts", "table"})
_CLASSES = {
    "select": "krds-form-select",
    "checkbox": "",
    "consent": "",
    "table": "",
    "file": "krds-file-input",
}


@register.filter
def krds_kind(field: BoundField) -> str:
    """Name the markup a field needs, one of ``_KINDS`` or "text"."""
    widget = field.field.widget
    return next((kind for kind, widget_class in _KINDS if isinstance(widget, widget_class)), "text")


@register.filter
def krds_is_group(field: BoundField) -> bool:
    """Say whether a field has several controls, so that its question is a legend."""
    return krds_kind(field) in GROUPS


def _id_of(field: BoundField, part: str) -> str:
    return f"{field.auto_id or field.html_name}_{part}"


@register.filter
def krds_help_id(field: BoundField) -> str:
    """Return the id of the field's hint, the one Django itself refers to."""
    return _id_of(field, "helptext")


@register.filter
def krds_error_id(field: BoundField) -> str:
    """Return the id of the field's error, the one Django itself refers to."""
    return _id_of(field, "error")


@register.filter
def krds_legend_id(field: BoundField) -> str:
    """Return the id of the question over a group of controls."""
    return _id_of(field, "legend")


@register.filter
def krds_before_id(field: BoundField) -> str:
    """Return the id of what stands before the control."""
    return _id_of(field, "before")


@register.filter
def krds_after_id(field: BoundField) -> str:
    """Return the id of what stands after the control."""
    return _id_of(field, "after")


@register.filter
def krds_kept_id(field: BoundField) -> str:
    """Return the id of the name of the file that is there already."""
    return _id_of(field, "kept")


@register.filter
def krds_target_id(field: BoundField) -> str:
    """Return the id of the first control of a field, for a link in the error summary."""
    if field.use_fieldset and not isinstance(field.field.widget, forms.SelectDateWidget):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def krds_described_by(field: BoundField, first: str = "") -> str:
    """Join the ids of what describes the field: ``first``, what its widget names already, its hint, its error."""
    ids = [*first.split(), *str(field.field.widget.attrs.get("aria-describedby", "")).split()]
    ids += [krds_help_id(field)] if field.help_text else []
    ids += [krds_error_id(field)] if field.errors else []
    return joined(ids)


@register.simple_tag(takes_context=True)
def krds_widget(context: Context, field: BoundField, role: str = "") -> SafeString:
    """Render the control itself, with KRDS classes and tied to its hint and error; the widget is left as it was."""
    kind = krds_kind(field)
    own = str(field.field.widget.attrs.get("class", ""))
    attrs = {"class": joined([*own.split(), _CLASSES.get(kind, "krds-input")]), "role": role}
    if kind == "table":  # the fieldset around it is described
        attrs["aria-labelledby"] = krds_legend_id(field)
    else:
        attrs["aria-describedby"] = krds_described_by(field, _beside(context, field))
    widget = field.field.widget
    if isinstance(widget, forms.ClearableFileInput):  # the file that is there already is shown by field_file.html
        widget = copy(widget)
        widget.template_name = "django/forms/widgets/file.html"
    return SafeString(field.as_widget(widget, attrs={name: value for name, value in attrs.items() if value}))


def _beside(context: Context, field: BoundField) -> str:
    """Name what stands beside the control and describes it: a unit before or after it, the file that is there."""
    named = [
        krds_before_id(field) if context.get("crispy_prepended_text") else "",
        krds_after_id(field) if context.get("crispy_appended_text") else "",
        krds_kept_id(field) if krds_file(field)["kept"] else "",
    ]
    return joined(named)


@register.simple_tag
def krds_file(field: BoundField) -> dict[str, Any]:
    """Return what a file control has beside it: the file ``kept`` so far, and the box that takes it away."""
    widget = field.field.widget
    if not isinstance(widget, forms.ClearableFileInput) or not widget.is_initial(value := field.value()):
        return {"kept": None}
    box = widget.clear_checkbox_name(field.html_name)
    return {
        "kept": value,
        "box": "" if field.field.required or field.field.disabled else box,
        "box_id": widget.clear_checkbox_id(_id_of(field, "clear")),
    }


@register.simple_tag(takes_context=True)
def krds_wrapper_classes(context: Context, field: BoundField) -> str:
    """Join the classes of the element around a whole field: ours, the layout object's, the helper's, the form's."""
    words = ["form-group", "krds-group" if krds_is_group(field) else ""]
    words += str(context.get("wrapper_class") or "").split()
    words += str(context.get("form_group_wrapper_class") or "").split()
    words += ["krds-hint-inline"] if context.get("help_text_inline") and field.help_text else []
    return joined([*words, *field.css_classes().split()])


@register.simple_tag(takes_context=True)
def krds_control_classes(context: Context, field: BoundField) -> str:
    """Join the classes of the element around the control."""
    words = ["form-conts", *str(context.get("field_class") or "").split()]
    return joined([*words, "is-error" if field.errors and context.get("form_show_errors") else ""])


@register.simple_tag(takes_context=True)
def krds_mark(context: Context, field: BoundField) -> str:
    """Return the word beside a label, "required" or "optional"; empty where every field is required.

    The helper's ``mark_required = True`` says it at every field, ``False`` at none. A field's own ``mark`` says
    something else, such as "one of the two".
    """
    wish = context.get("mark_required")
    if wish is False or (wish is None and not _is_mixed(field.form)):
        return ""
    own: str = getattr(field.field, "mark", "")
    if own:
        return own
    return _("required") if field.field.required else _("optional")


def _is_mixed(form: forms.BaseForm) -> bool:
    return any(not field.required for field in form.fields.values() if not field.widget.is_hidden)


@register.simple_tag
def krds_errors(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Return the form's errors in reading order as (target id, text); no target where there is no field to see."""
    found = [("", str(error)) for error in form.non_field_errors()]
    drawn = getattr(form, "rendered_fields", form.fields)  # a layout may leave fields out
    for field in form:
        target = "" if field.is_hidden or field.name not in drawn else krds_target_id(field)
        named = getattr(field.field, "title", None) or field.label
        found += [(target, f"{named}: {error}") for error in field.errors]
    return found


@register.simple_tag
def krds_formset_errors(formset: "forms.BaseFormSet[Any]") -> list[tuple[str, str]]:
    """Return the errors of a set and of all its forms as (target id, text), each form named by its number."""
    found = [("", str(error)) for error in formset.non_form_errors()]
    for number, form in enumerate(formset.forms, start=1):
        found += [(target, f"{number}. {text}") for target, text in krds_errors(form)]
    return found


@register.filter
def krds_shown(field: BoundField) -> str:
    """Return a field's value as a reader sees it: a choice by its label, a box as yes or no, a date as dates are."""
    value, choices = field.value(), getattr(field.field, "choices", None)
    if isinstance(field.field, forms.BooleanField):
        return _("yes") if value else _("no")
    values = [one for one in (value if isinstance(value, (list, tuple, set)) else [value]) if one not in (None, "")]
    if choices:
        labels = {str(key): str(label) for key, label in _flat(choices)}
        values = [labels.get(str(one), one) for one in values]
    return ", ".join(str(localize(one)) for one in values) or "–"


@register.simple_tag
def krds_travelling(field: BoundField) -> SafeString:
    """Render a field's value as hidden controls without ids, for a field that is shown as text."""
    return SafeString("" if field.field.disabled else field.as_hidden(attrs={"id": False}))


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield value, label


def joined(words: Iterable[str]) -> str:
    """Join words by a blank, each once."""
    return " ".join(dict.fromkeys(word for word in words if word))
