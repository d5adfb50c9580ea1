"""Fields of several controls: the parts of one value, and choices under headings."""

from collections.abc import Iterator
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crispy_krds.templatetags.krds_fields import joined, krds_legend_id

register = template.Library()


@register.simple_tag
def krds_parts(field: BoundField) -> list[dict[str, Any]]:
    """Render the parts of a value, each with an id, the word above it (empty where it is hidden) and its control.

    A widget of your own names its parts in ``part_labels``; otherwise they are numbered.
    """
    widget = field.field.widget
    attrs = field.build_widget_attrs({}, widget)
    attrs.pop("aria-describedby", None)  # the fieldset around them is described
    attrs.setdefault("id", widget.attrs.get("id") or field.auto_id)
    drawn = widget.get_context(field.html_name, field.value(), attrs)["widget"]["subwidgets"]
    return [_part(field, part, number) for number, part in enumerate(drawn)]


def _part(field: BoundField, part: dict[str, Any], number: int) -> dict[str, Any]:
    attrs = dict(part["attrs"])
    control_id = attrs.get("id") or f"{field.html_name}_{number}"
    label_id = f"{control_id}_part"
    hidden = part.get("is_hidden") or part.get("type") == "hidden"
    label = "" if hidden else _part_label(field.field.widget, number, part["name"])
    drawn_as = "krds-form-select" if "optgroups" in part else "krds-input"
    if not hidden:
        attrs["class"] = joined([*str(attrs.get("class", "")).split(), drawn_as, "krds-part"])
        attrs["aria-labelledby"] = f"{krds_legend_id(field)} {label_id}"
    html = field.form.renderer.render(part["template_name"], {"widget": part | {"attrs": attrs}})
    return {"id": control_id, "label_id": label_id, "label": label, "html": SafeString(html)}


def _part_label(widget: forms.Widget, number: int, name: str) -> str:
    named = getattr(widget, "part_labels", None)
    if named:
        return str(named[number])
    if isinstance(widget, forms.SelectDateWidget):
        words = {
            "year": pgettext("part of a date", "Year"),
            "month": pgettext("part of a date", "Month"),
            "day": pgettext("part of a date", "Day"),
        }
        return words[name.rsplit("_", 1)[-1]]
    if isinstance(widget, forms.SplitDateTimeWidget):
        return (pgettext("part of a moment", "Date"), pgettext("part of a moment", "Time"))[number]
    return _("Part %(number)s") % {"number": number + 1}


@register.simple_tag
def krds_groups(field: BoundField) -> list[tuple[str, str, list[BoundWidget]]]:
    """Return the choices of radio buttons or check boxes as (heading, its id, choices); no heading, no id."""
    options = iter(field)
    return list(_grouped(field, options))


def _grouped(field: BoundField, options: Iterator[BoundWidget]) -> Iterator[tuple[str, str, list[BoundWidget]]]:
    alone: list[BoundWidget] = []
    for number, (value, label) in enumerate(field.field.widget.choices):
        if not isinstance(label, (list, tuple)):
            alone.append(next(options))
            continue
        if alone:
            yield "", "", alone
            alone = []
        yield str(value), f"{field.auto_id or field.html_name}_group_{number}", [next(options) for _one in label]
    if alone:
        yield "", "", alone
