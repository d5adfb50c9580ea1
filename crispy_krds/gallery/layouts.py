"""Forms that show the layout objects, the helper's options and sets of forms."""

from collections.abc import Callable
from typing import Any

from crispy_forms.bootstrap import (
    Accordion,
    AccordionGroup,
    Alert,
    Container,
    FormActions,
    InlineField,
    Modal,
    StrictButton,
    Tab,
    TabHolder,
)
from crispy_forms.helper import FormHelper
from crispy_forms.layout import (
    HTML,
    Button,
    ButtonHolder,
    Column,
    Div,
    Fieldset,
    Hidden,
    Layout,
    MultiField,
    Reset,
    Row,
    Submit,
)
from django import forms
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crispy_krds.consent import ConsentField
from crispy_krds.layout import ConsentToAll


class Address(forms.Form):
    """Something to lay out."""

    street = forms.CharField(label=gettext_lazy("Street"), help_text=gettext_lazy("A hint says what is meant."))
    number = forms.CharField(label=gettext_lazy("House number"))
    flat = forms.CharField(label=gettext_lazy("Flat"), required=False)


class Consents(forms.Form):
    """Two consents, for the box that ticks both."""

    collection = ConsentField(title=gettext_lazy("Collection and use"))
    news = ConsentField(title=gettext_lazy("News of the district"), required=False)


def _shown(kind: type[forms.Form], name: str, *objects: Any, data: Any = None, **options: Any) -> forms.Form:
    form = kind(data=data, prefix=name)
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*objects)
    for option, value in options.items():
        setattr(helper, option, value)
    form.helper = helper  # type: ignore[attr-defined]  # where crispy looks for it
    return form


def _address(name: str, *objects: Any, **options: Any) -> forms.Form:
    return _shown(Address, name, *objects, **options)


def _buttons() -> list[Any]:
    return [
        ButtonHolder(Submit("save", _("Save")), Button("later", _("Later")), Reset("undo", _("Undo"))),
        FormActions(
            Submit("small", _("Save"), css_class="small"),
            StrictButton(_("Search"), css_class="medium tertiary"),
            StrictButton(_("Clear"), css_class="medium text"),
            Hidden("kind", "address"),
        ),
    ]


def _tabs(name: str) -> TabHolder:
    return TabHolder(
        Tab(_("Street"), "street", css_id=f"{name}-one"), Tab(_("House number"), "number", "flat", css_id=f"{name}-two")
    )


def _folds(name: str) -> Accordion:
    return Accordion(
        AccordionGroup(_("Street"), "street", css_id=f"{name}-one"),
        AccordionGroup(_("House number"), "number", "flat", css_id=f"{name}-two"),
        css_id=name,
    )


def _alerts() -> list[Alert]:
    tones = ("alert-info", "alert-success", "alert-warning", "alert-danger")
    return [Alert(_("A message in a form."), dismiss=tone == "alert-info", css_class=tone) for tone in tones]


def _dialog() -> list[Any]:
    opener = StrictButton(_("Open the dialog"), data_krds_open="gallery-dialog")
    return [opener, Modal("street", css_id="gallery-dialog", title=_("A dialog"), title_id="gallery-dialog-title")]


def _set(name: str, *, template: str | None = None) -> "forms.BaseFormSet[Address]":
    data = {f"{name}-TOTAL_FORMS": "2", f"{name}-INITIAL_FORMS": "0", f"{name}-0-street": "Wangsimni-ro"}
    formset = forms.formset_factory(Address, extra=2, can_delete=True)(data=data, prefix=name)
    helper = FormHelper()
    helper.form_tag = False
    helper.template = template
    helper.formset_item_title = _("Address")
    formset.helper = helper  # type: ignore[attr-defined]  # where crispy looks for it
    return formset


SAMPLES: dict[str, Callable[[], Any]] = {
    "Fieldset, Row, Column, Div, Container, HTML": lambda: _address(
        "rows",
        Fieldset(_("Address"), Row(Column("street"), Column("number"))),
        Div(HTML("<hr>"), css_class="gallery-aside"),
        Container(_("Flat"), "flat", css_id="gallery-container"),
    ),
    "MultiField": lambda: _address(
        "multi", MultiField(_("Address"), "street", "number", help_text=_("As on the letter box"))
    ),
    "ButtonHolder, FormActions, Submit, Button, Reset, Hidden, StrictButton": lambda: _address("buttons", *_buttons()),
    "TabHolder, Tab": lambda: _address("tabs", _tabs("tabs")),
    "TabHolder, Tab (refused)": lambda: _address(
        "wrongtabs", _tabs("wrongtabs"), data={"wrongtabs-street": "Wangsimni-ro"}
    ),
    "Accordion, AccordionGroup": lambda: _address("folds", _folds("folds")),
    "Alert": lambda: _address("alerts", *_alerts()),
    "Modal": lambda: _address("dialog", *_dialog()),
    "ConsentToAll": lambda: _shown(Consents, "consents", ConsentToAll(), "collection", "news"),
    "form_class = form-horizontal": lambda: _address(
        "horizontal", "street", "number", "flat", form_class="form-horizontal"
    ),
    "form_class = form-inline": lambda: _address(
        "inline", InlineField("number"), InlineField("flat"), Submit("find", _("Search")), form_class="form-inline"
    ),
    "help_text_inline": lambda: _address("beside", "street", help_text_inline=True),
    "form_show_labels = False": lambda: _address("unlabelled", "street", "number", form_show_labels=False),
    "form_show_errors = False": lambda: _address("silent", "street", data={}, form_show_errors=False),
    "error summary": lambda: _address("summary", "street", "number", "flat", data={}),
    "form_error_title": lambda: _address("titled", "number", data={}, form_error_title=_("Please read on")),
    "formset, stacked": lambda: _set("stacked"),
    "formset, table_inline_formset.html": lambda: _set("lines", template="krds/table_inline_formset.html"),
    "label with HTML": lambda: _address("html", MultiField(mark_safe("<em>HTML</em>"), "flat")),
}
