"""The forms of an event in the office: writing it, calling it off, more seats, a reason."""

from datetime import datetime, time
from typing import Any

from crispy_forms.bootstrap import Accordion, AccordionGroup
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Dong
from campaigns.models import Event, Fairness
from crispy_krds.layout import Chips
from residents.forms.my import BareForm
from residents.models import Interest, Sex
from residents.rrn import refuse_rrn

MOST_SEATS, MOST_COMPANIONS, MOST_OFFER_HOURS, OLDEST_AGE = 100_000, 9, 24 * 14, 120
_WHOLE_NUMBER = _("Write a whole number, such as 30.")


def _words(**options: Any) -> forms.CharField:
    return forms.CharField(validators=[refuse_rrn], **options)


def _number(low: int, high: int, **options: Any) -> forms.IntegerField:
    options.setdefault("error_messages", {"invalid": _WHOLE_NUMBER})
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "krds-short"})
    return forms.IntegerField(min_value=low, max_value=high, widget=widget, **options)


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date", "class": "krds-short"}, format="%Y-%m-%d"), **options
    )


def _time(**options: Any) -> forms.TimeField:
    return forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time", "class": "krds-short"}, format="%H:%M"), **options
    )


def _moment(**options: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "krds-short"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **options)


class EventForm(BareForm):
    """An event on one page: what most need stands open, the rest is folded with values that do for most."""

    title = _words(label=_("Title"), max_length=120, error_messages={"required": _("Write what the event is called.")})
    summary = _words(label=_("In one sentence"), max_length=200, required=False)
    body = _words(
        label=_("What is offered"),
        help_text=_("Paragraphs, lists and links: **bold**, - list, [words](address)."),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    interest = forms.ModelChoiceField(
        label=_("Interest"), queryset=Interest.objects.all(), empty_label=_("None"), required=False
    )
    contact = _words(label=_("Whom to ask"), help_text=_("Unit and telephone number"), max_length=120, required=False)
    starts_on = _day(label=_("Date"), error_messages={"required": _("Choose the date.")})
    begins = _time(
        label=pgettext_lazy("time", "From"), error_messages={"required": _("Say when it begins, such as 14:00.")}
    )
    ends = _time(label=_("Until"), error_messages={"required": _("Say when it ends, such as 16:00.")})
    ends_on = _day(label=_("Last day"), help_text=_("Only where it lasts several days"), required=False)
    place = _words(
        label=_("Place"),
        help_text=_("Building and room"),
        max_length=120,
        error_messages={"required": _("Write where it is.")},
    )
    address = _words(label=_("Address"), max_length=200, required=False)
    dong = forms.ModelChoiceField(
        label=_("Dong where it is"), queryset=Dong.objects.all(), empty_label=_("The whole district"), required=False
    )
    fee = _words(label=_("Fee"), help_text=_("In words; empty is free of charge."), max_length=80, required=False)
    takes_registrations = forms.BooleanField(label=_("People register for it"), required=False, initial=True)
    capacity = _number(
        1, MOST_SEATS, label=_("Seats"), help_text=_("Empty: as many as come"), required=False, initial=30
    )
    fairness = forms.ChoiceField(
        label=_("Who gets a place"), choices=Fairness.choices, widget=forms.RadioSelect, initial=Fairness.ORDER
    )
    waiting_capacity = _number(
        0,
        MOST_SEATS,
        label=_("Seats of the waiting list"),
        help_text=_("Empty: no limit; 0: no waiting list"),
        required=False,
    )
    offer_hours = _number(
        1, MOST_OFFER_HOURS, label=_("How long an offered place is kept (hours)"), required=False, initial=24
    )
    companions_at_most = _number(
        0, MOST_COMPANIONS, label=_("Companions at most, for each registration"), required=False, initial=0
    )
    opens_at = _moment(label=_("Registration opens"), help_text=_("Empty: once it is published"), required=False)
    closes_at = _moment(label=_("Registration closes"), help_text=_("Empty: when it begins"), required=False)
    residents_of = forms.ModelMultipleChoiceField(
        label=_("Only residents of these dongs"),
        help_text=_("None ticked: everybody in the district"),
        queryset=Dong.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    age_from = _number(0, OLDEST_AGE, label=_("Age from"), required=False)
    age_to = _number(0, OLDEST_AGE, label=_("Age to"), required=False)
    sex = forms.ChoiceField(label=_("Only for"), choices=[("", _("Everybody")), *Sex.choices], required=False)
    certificate = forms.BooleanField(label=_("Who came can fetch a certificate"), required=False)

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            Fieldset(_("What it is"), "title", "summary", "body", "interest", "contact"),
            Fieldset(
                _("When and where"),
                Row("starts_on", "begins", "ends"),
                "ends_on",
                "place",
                "address",
                "dong",
                "fee",
            ),
            Fieldset(_("Registration"), "takes_registrations", "capacity", Chips("fairness"), "companions_at_most"),
            Accordion(
                AccordionGroup(
                    _("Waiting list, times, who may come, certificate"),
                    Row("waiting_capacity", "offer_hours"),
                    Row("opens_at", "closes_at"),
                    "residents_of",
                    Row("age_from", "age_to", "sex"),
                    "certificate",
                    active=self._has_more(),
                ),
            ),
        )
        return helper

    def _has_more(self) -> bool:
        """Tell whether something in the fold differs from what does for most."""
        names = (
            "waiting_capacity",
            "opens_at",
            "closes_at",
            "residents_of",
            "age_from",
            "age_to",
            "sex",
            "certificate",
        )
        return any(self[name].value() or self[name].errors for name in names)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        self._read_times(given)
        low, high = given.get("age_from"), given.get("age_to")
        if low is not None and high is not None and low > high:
            self.add_error("age_to", _("This is less than the age above."))
        opens, closes = given.get("opens_at"), given.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Registration closes before it opens. Choose a later time."))
        if given.get("ends_at") and closes and closes > given["ends_at"]:
            self.add_error("closes_at", _("Registration closes after the event is over. Choose an earlier time."))
        if given.get("fairness") == Fairness.LOT and not given.get("capacity") and "capacity" not in self.errors:
            self.add_error("capacity", _("A lot needs a number of seats."))
        return given

    def _read_times(self, given: dict[str, Any]) -> None:
        day, begins, ends = given.get("starts_on"), given.get("begins"), given.get("ends")
        if not day or not isinstance(begins, time) or not isinstance(ends, time):
            return
        given["starts_at"] = timezone.make_aware(datetime.combine(day, begins))
        given["ends_at"] = timezone.make_aware(datetime.combine(given.get("ends_on") or day, ends))
        if given["ends_at"] <= given["starts_at"]:
            self.add_error("ends", _("It ends before it begins. Choose a later time."))

    @property
    def values(self) -> dict[str, Any]:
        """Return the event's own fields as they were given; what was left empty has its usual value."""
        given = self.cleaned_data
        apart = {"starts_on", "begins", "ends", "ends_on", "residents_of"}
        values = {name: given[name] for name in self.fields if name not in apart}
        values.update(starts_at=given["starts_at"], ends_at=given["ends_at"])
        values["offer_hours"] = values["offer_hours"] or Event._meta.get_field("offer_hours").default
        values["companions_at_most"] = values["companions_at_most"] or 0
        return values

    @staticmethod
    def initial_of(event: Event) -> dict[str, Any]:
        """Return what the form shows of an event that was written before."""
        begins, ends = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
        shown = {name: getattr(event, name) for name in EventForm.base_fields if hasattr(event, name)}
        shown.update(starts_on=begins.date(), begins=begins.time(), ends=ends.time())
        shown["ends_on"] = ends.date() if ends.date() != begins.date() else None
        shown["residents_of"] = [dong.pk for dong in event.residents_of.all()] if event.pk else []
        for name in ("opens_at", "closes_at"):
            shown[name] = timezone.localtime(shown[name]).replace(tzinfo=None) if shown[name] else None
        return shown


class ReasonForm(BareForm):
    """Why something is done with somebody's registration, or why a list is taken along."""

    reason = _words(
        label=_("Why"),
        help_text=_("It is kept with your name in the access log."),
        min_length=2,
        max_length=200,
        error_messages={"required": _("Say why, in a few words.")},
    )


class CancelEventForm(BareForm):
    """Calling an event off: the reason stands on its page and in the message."""

    because = _words(
        label=_("Why it is called off"),
        help_text=_("It stands on the page of the event and in the message."),
        max_length=200,
        error_messages={"required": _("Say why: people read it.")},
    )


class SeatsForm(BareForm):
    """Another number of seats."""

    capacity = _number(
        1, MOST_SEATS, label=_("Seats"), error_messages={"required": _WHOLE_NUMBER, "invalid": _WHOLE_NUMBER}
    )
