"""One specimen of each field, widget and way to draw it, and the states in which it can be seen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from crispy_forms.bootstrap import (
    AppendedText,
    FieldWithButtons,
    InlineCheckboxes,
    InlineField,
    InlineRadios,
    PrependedAppendedText,
    PrependedText,
    StrictButton,
    UneditableField,
)
from crispy_forms.layout import Field, MultiWidgetField
from django import forms
from django.utils.translation import gettext_lazy as _

from crispy_krds.choice_table import ChoiceTableField
from crispy_krds.codes import CodeField
from crispy_krds.consent import ConsentField
from crispy_krds.fields import BirthDateField
from crispy_krds.layout import Chips, Switch
from crispy_krds.phones import PhoneField

STATES = ("plain", "hint", "error", "disabled", "required", "optional", "filled")
_ONE, _TWO, _THREE = _("First choice"), _("Second choice"), _("Third choice")
CHOICES = [("one", _ONE), ("two", _TWO), ("three", _THREE)]
GROUPED = [(_("First group"), [("one", _ONE), ("two", _TWO)]), (_("Second group"), [("three", _THREE)])]
_LINES: dict[str, Any] = {
    "rows": [("a", _ONE, _("A hint")), ("b", _TWO)],
    "columns": [("sms", "SMS"), ("email", _("Email"))],
}
_DAY, _MOMENT = date(2026, 11, 24), datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


class KeptFile:
    """Stands for a file that was uploaded earlier."""

    url = "/2026-11.xlsx"

    def __str__(self) -> str:
        return "2026-11.xlsx"


@dataclass(frozen=True)
class Specimen:
    """A field as ``make`` builds it and ``layout`` draws it; ``value`` fills it, ``wrong`` is sent and refused.

    ``wrong`` is a text or, for the parts of a value, one for each end of a control's name, such as "_0".
    What cannot be wrong has None.
    """

    name: str
    make: Callable[..., forms.Field]
    value: Any = "one"
    wrong: Any = ""
    layout: Callable[[str], Any] = Field
    title: str = ""

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(state for state in STATES if state != "error" or self.wrong is not None)


def _typed(kind: str, widget: type[forms.Widget] = forms.TextInput, **attrs: str) -> forms.Widget:
    return widget(attrs={"type": kind, **attrs})


def _with_buttons(name: str) -> FieldWithButtons:
    return FieldWithButtons(name, StrictButton(_("Search"), type="submit"), StrictButton(_("Clear")))


_char = partial(forms.CharField, max_length=40)
_choice = partial(forms.ChoiceField, choices=CHOICES)
_several = partial(forms.MultipleChoiceField, choices=CHOICES)
_radios = partial(_choice, widget=forms.RadioSelect)
_boxes = partial(_several, widget=forms.CheckboxSelectMultiple)
_split = partial(forms.SplitDateTimeField)

FIELDS = (
    Specimen("text", _char, title="CharField"),
    Specimen("password", partial(_char, widget=forms.PasswordInput), title="PasswordInput"),
    Specimen("email", forms.EmailField, "resident@example.kr", "resident"),
    Specimen("url", partial(forms.URLField, assume_scheme="https"), "https://example.kr", "no address"),
    Specimen("search", partial(_char, widget=_typed("search")), title="SearchInput"),
    Specimen("color", partial(_char, widget=_typed("color")), "#256ef4", title="ColorInput"),
    Specimen("integer", forms.IntegerField, 12, "twelve"),
    Specimen("decimal", forms.DecimalField, "12.50", "twelve"),
    Specimen("textarea", partial(_char, max_length=400, widget=forms.Textarea), title="Textarea"),
    Specimen("date", partial(forms.DateField, widget=_typed("date", forms.DateInput)), _DAY, "tomorrow"),
    Specimen("time", partial(forms.TimeField, widget=_typed("time", forms.TimeInput)), time(9, 30), "soon"),
    Specimen(
        "moment",
        partial(forms.DateTimeField, widget=_typed("datetime-local", forms.DateTimeInput)),
        "2026-11-24T09:30",
        "soon",
        title="DateTimeField",
    ),
    Specimen("split", _split, _MOMENT, {"_0": "tomorrow", "_1": "soon"}, title="SplitDateTimeField"),
    Specimen("dateparts", partial(forms.DateField, widget=forms.SelectDateWidget), _DAY, title="SelectDateWidget"),
    Specimen("select", _choice, wrong="four", title="Select"),
    Specimen("groupedselect", partial(_choice, choices=GROUPED), wrong="four", title="Select with optgroups"),
    Specimen("nullboolean", forms.NullBooleanField, True, wrong=None, title="NullBooleanSelect"),
    Specimen("several", _several, ["one"], ["four"], title="SelectMultiple"),
    Specimen("groupedseveral", partial(_several, choices=GROUPED), ["one"], [], title="SelectMultiple with optgroups"),
    Specimen("radios", _radios, title="RadioSelect"),
    Specimen("groupedradios", partial(_radios, choices=GROUPED), title="RadioSelect with groups"),
    Specimen("boxes", _boxes, ["one"], [], title="CheckboxSelectMultiple"),
    Specimen(
        "groupedboxes", partial(_boxes, choices=GROUPED), ["three"], [], title="CheckboxSelectMultiple with groups"
    ),
    Specimen("box", forms.BooleanField, True, title="BooleanField"),
    Specimen("file", forms.FileField, KeptFile()),
    Specimen("barefile", partial(forms.FileField, widget=forms.FileInput), title="FileInput"),
    Specimen("birthdate", BirthDateField, _DAY, "850312"),
    Specimen("code", CodeField, "123456", "12"),
    Specimen("phone", partial(PhoneField, mobile=True), "01012345678", "0101234"),
    Specimen("table", partial(ChoiceTableField, **_LINES, missing=[("b", "sms")]), [("a", "sms")], ["c:sms"]),
    Specimen(
        "consent",
        partial(
            ConsentField,
            title=_("Collection and use"),
            facts=[(_("Purpose"), _("Sending notices")), (_("Kept for"), _("Three years"), True)],
            text=_("The whole text of the consent stands here.\n\nIt may be long, and parts of it are emphasised."),
            emphasised=[_("parts of it are emphasised")],
        ),
        True,
    ),
)
WAYS = (
    Specimen("prepended", forms.IntegerField, 12, "x", lambda name: PrependedText(name, "₩"), "PrependedText"),
    Specimen("appended", forms.IntegerField, 12, "x", lambda name: AppendedText(name, _("people")), "AppendedText"),
    Specimen(
        "both",
        forms.IntegerField,
        12,
        "x",
        lambda name: PrependedAppendedText(name, _("about"), _("people")),
        "PrependedAppendedText",
    ),
    Specimen("buttons", _char, layout=_with_buttons, title="FieldWithButtons"),
    Specimen("inlineradios", _radios, layout=InlineRadios, title="InlineRadios"),
    Specimen("inlineboxes", _boxes, ["one"], [], layout=InlineCheckboxes, title="InlineCheckboxes"),
    Specimen("radiochips", _radios, layout=Chips, title="Chips (RadioSelect)"),
    Specimen("boxchips", _boxes, ["one"], [], layout=Chips, title="Chips (CheckboxSelectMultiple)"),
    Specimen("switch", forms.BooleanField, True, layout=Switch, title="Switch"),
    Specimen("inline", _char, layout=InlineField, title="InlineField"),
    Specimen("uneditable", _choice, layout=UneditableField, title="UneditableField"),
    Specimen(
        "multiwidget",
        _split,
        _MOMENT,
        {"_0": "tomorrow", "_1": "soon"},
        lambda name: MultiWidgetField(name, attrs=({"type": "date"}, {"type": "time"})),
        "MultiWidgetField",
    ),
)
HIDDEN = (
    Specimen("hidden", partial(_char, widget=forms.HiddenInput), title="HiddenInput"),
    Specimen("hiddenlist", partial(_several, widget=forms.MultipleHiddenInput), ["one"], title="MultipleHiddenInput"),
    Specimen("hiddensplit", partial(_split, widget=forms.SplitHiddenDateTimeWidget), _MOMENT),
)
