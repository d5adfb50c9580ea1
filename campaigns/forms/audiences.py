"""The form of an audience: its name, why so few are written to, and without JavaScript one condition at a time."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from campaigns.audiences.conditions import CONDITIONS, Condition, Field
from residents.rrn import refuse_rrn


class AudienceForm(forms.Form):
    """What is said about an audience; whom it asks for stands in the builder."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        validators=[refuse_rrn],
        help_text=_("By which your department finds it again, such as “Parents of primary school children”."),
        error_messages={"required": _("Give it a name, so that it can be found again.")},
    )
    because = forms.CharField(
        label=_("Why so few"),
        max_length=200,
        required=False,
        validators=[refuse_rrn],
        help_text=_("Fewer people are reached than the limit. The reason is kept and stands in the access log."),
    )

    def __init__(self, *args: Any, asks_why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (asks_why or self.data.get("because")):
            self.fields["because"].widget = forms.HiddenInput()

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    def ask_why(self, error: str) -> None:
        """Show the field for the reason, with what is missing."""
        self.fields["because"].widget = forms.TextInput()
        self.add_error("because", error)


class ConditionForm(forms.Form):
    """The fields of one condition, for who has no JavaScript; ``tree.parse`` checks what comes of them."""

    def __init__(self, condition: Condition, posted: QueryDict | None = None) -> None:
        super().__init__(posted)
        self.condition, self.posted = condition, posted or QueryDict()
        for field in condition.fields:
            self.fields[f"f_{field.name}"] = _form_field(field)
        self.fields["f_not"] = forms.BooleanField(label=_("Everybody but these"), required=False)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    def node(self) -> dict[str, Any]:
        """Return what was filled in, as a node of the tree."""
        node: dict[str, Any] = {"is": self.condition.slug}
        for field in self.condition.fields:
            name = f"f_{field.name}"
            value = self.posted.getlist(name) if field.kind == "many" else self.posted.get(name, "")
            if value not in ("", []):
                node[field.name] = value
        return {**node, "not": True} if self.posted.get("f_not") else node


class KindForm(forms.Form):
    """Which condition is added next, and how they go together; for who has no JavaScript."""

    op = forms.ChoiceField(
        label=_("How these go together"), choices=[("and", _("All of these hold")), ("or", _("One of these holds"))]
    )
    kind = forms.ChoiceField(label=_("Next condition"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(slug, condition.label) for slug, condition in CONDITIONS.items()]
        self.fields["kind"] = forms.ChoiceField(label=_("Next condition"), required=False, choices=kinds)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


def _form_field(field: Field) -> forms.Field:
    options = list(field.choices().items())
    if field.kind == "many":
        return forms.MultipleChoiceField(
            label=field.label, choices=options, required=False, widget=forms.CheckboxSelectMultiple
        )
    if field.kind == "one":
        empty = [] if field.required else [("", field.any_word)]
        return forms.ChoiceField(label=field.label, choices=[*empty, *options], required=False)
    return forms.IntegerField(
        label=field.label, required=False, min_value=field.least, max_value=field.most, help_text=str(field.unit)
    )
