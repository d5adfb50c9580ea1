"""The forms with which the office registers somebody: who it is, and what the event asks."""

from typing import Any

from crispy_forms.layout import HTML, Layout
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns.forms.event_questions import answer_fields
from campaigns.forms.events_desk import ReasonForm
from campaigns.models import Event, RegistrationRoute
from crispy_krds.layout import Chips
from residents.forms.enrol_fields import mobile_field, name_field
from residents.forms.my import BareForm

ROUTES = (
    (RegistrationRoute.PHONE.value, _("Called")),
    (RegistrationRoute.COUNTER.value, _("Stands here")),
)
_OFF = {"autocomplete": "off"}


def _route_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("How"), choices=ROUTES, widget=forms.RadioSelect)


class RegisterForm(BareForm):
    """What is asked of somebody who registers by phone or at the counter."""

    route = _route_field()
    seats = forms.TypedChoiceField(label=_("How many come, with companions"), coerce=int)
    came = forms.BooleanField(label=_("Is here already: check in at once"), required=False)

    def __init__(self, event: Event, *args: Any, most: int, at_the_door: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.questions = event, list(event.questions.all())
        fields: dict[str, Any] = self.fields
        fields["seats"].choices = [(at, people(at)) for at in range(1, most + 1)]
        if most == 1:
            self.fields["seats"].widget = forms.HiddenInput()
            self.fields["seats"].initial = 1
        if not at_the_door:
            del self.fields["came"]
        self.fields.update(answer_fields(self.questions))

    @property
    def helper(self) -> Any:
        helper = super().helper
        helper.layout = Layout(
            *self._who(), Chips("route"), *(name for name in self.fields if name not in self._named())
        )
        return helper

    def _who(self) -> list[Any]:
        return []

    def _named(self) -> set[str]:
        return {"route"}

    @property
    def answers(self) -> dict[str, str]:
        """Return what was answered, by the question's number."""
        given = {one: self.cleaned_data.get(f"question_{one.pk}", "") for one in self.questions}
        return {str(one.pk): answer for one, answer in given.items() if answer}


class GuestForm(RegisterForm):
    """The same for somebody who is not enrolled: a name and a number, for this event alone."""

    name = name_field(label=_("Name"), widget=forms.TextInput(attrs=_OFF))
    phone = mobile_field(label=_("Mobile number"))
    consents = forms.BooleanField(
        label=_("I have read this out, and the person agrees"),
        error_messages={"required": _("Without agreement nothing may be written down. Read it out and tick the box.")},
    )

    guest_days = settings.EVENT_GUEST_DAYS  # said in what is read out

    def _who(self) -> list[Any]:
        return ["name", "phone", HTML('{% include "campaigns/events_desk/_guest_consent.html" %}'), "consents"]

    def _named(self) -> set[str]:
        return {"route", "name", "phone", "consents"}


class ActForm(ReasonForm):
    """What is asked where somebody's registration is cancelled, taken or moved for them."""

    route = _route_field()

    @property
    def helper(self) -> Any:
        helper = super().helper
        helper.layout = Layout(Chips("route"), "reason")
        return helper


def people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
