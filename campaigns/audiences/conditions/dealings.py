"""Conditions about what was between somebody and the office: taking part, being written to, consent, ways."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.audiences.conditions.base import Asked, Condition, Field, Option, Values
from campaigns.audiences.conditions.people import interests
from campaigns.models import RegistrationState, Survey, SurveyState, Way
from deliveries.states import WENT_OUT, DeliveryState, Lane
from residents.consent import mask_of
from residents.models import Channel, ConsentKind

MONTH = 30  # days; nobody counts the months of an audience by the calendar
# Whoever may have got something was written to.
WRITTEN = sorted(state.value for state in WENT_OUT | {DeliveryState.UNKNOWN})


def _taking_part() -> Sequence[Option]:
    return [("registered", _("registered")), ("came", _("came"))]


def _surveys() -> Sequence[Option]:
    found = Survey.objects.filter(anonymous=False).exclude(state=SurveyState.DRAFT).values_list("pk", "title")
    return [(str(pk), title) for pk, title in found]


def _channels() -> Sequence[Option]:
    return [(value, str(label)) for value, label in Channel.choices]


def _consents() -> Sequence[Option]:
    return [(value, str(label)) for value, label in ConsentKind.choices]


class TookPart(Condition):
    slug = "event"
    label = gettext_lazy("Took part in an event")
    fields = (
        Field("how", gettext_lazy("How"), "one", _taking_part),
        Field(
            "interest",
            gettext_lazy("Field of the event"),
            "one",
            interests,
            required=False,
            any_word=gettext_lazy("any field"),
        ),
        Field(
            "months", gettext_lazy("In the last"), "number", least=1, most=60, unit=gettext_lazy("months")
        ),
    )  # fmt: skip

    def sql(self, values: Values, asked: Asked) -> str:
        asking = ["g.resident_id IS NOT NULL", f"g.state = {asked.value(RegistrationState.REGISTERED.value)}"]
        since = asked.days_ago(values["months"] * MONTH)
        if values["how"] == "came":
            asking.append(f"g.came_at >= {since}")
        else:
            asking.append(f"g.created_at >= {since}")
        if values["interest"]:
            asking.append(f"e.interest_id = {asked.value(int(values['interest']))}")
        return (
            "r.resident_id IN (SELECT g.resident_id FROM campaigns_registration AS g"
            f" JOIN campaigns_event AS e ON e.id = g.event_id WHERE {' AND '.join(asking)})"
        )

    def words(self, values: Values) -> str:
        named = {
            "field": self.label_of("interest", values["interest"]) if values["interest"] else "",
            "months": values["months"],
        }
        if values["how"] == "came":
            if values["interest"]:
                return _("who came to an event of %(field)s in the last %(months)s months") % named
            return _("who came to an event in the last %(months)s months") % named
        if values["interest"]:
            return _("who registered for an event of %(field)s in the last %(months)s months") % named
        return _("who registered for an event in the last %(months)s months") % named


class AnsweredSurvey(Condition):
    slug = "survey"
    label = gettext_lazy("Answered a survey")
    hint = gettext_lazy("Only surveys that ask for names: of an anonymous one nobody knows who answered.")
    fields = (
        Field("survey", gettext_lazy("Survey"), "one", _surveys, required=False, any_word=gettext_lazy("any survey")),
    )

    def sql(self, values: Values, asked: Asked) -> str:
        of = f" AND a.survey_id = {asked.value(int(values['survey']))}" if values["survey"] else ""
        return (
            "r.resident_id IN (SELECT a.resident_id FROM campaigns_surveyresponse AS a"
            f" WHERE a.resident_id IS NOT NULL{of})"
        )

    def words(self, values: Values) -> str:
        if values["survey"]:
            return _("who answered “%(survey)s”") % {"survey": self.label_of("survey", values["survey"])}
        return _("who answered a survey")


class Reachable(Condition):
    slug = "channel"
    label = gettext_lazy("Can be reached by")
    hint = gettext_lazy("Subscribed to news there, with an address or number that is confirmed and takes messages.")
    fields = (Field("channel", gettext_lazy("Channel"), "one", _channels),)

    def sql(self, values: Values, asked: Asked) -> str:
        column = {"email": "r.email", "sms": "r.sms"}[values["channel"]]
        return f"{column} = {int(Way.OPEN)}"

    def words(self, values: Values) -> str:
        return _("who can be reached by %(channel)s") % {"channel": self.label_of("channel", values["channel"])}


class Consenting(Condition):
    slug = "consent"
    label = gettext_lazy("Consent")
    fields = (Field("kind", gettext_lazy("Consent"), "one", _consents),)

    def sql(self, values: Values, asked: Asked) -> str:
        return f"r.consents & {mask_of([ConsentKind(values['kind'])])} <> 0"

    def words(self, values: Values) -> str:
        return _("who gave the consent “%(kind)s”") % {"kind": self.label_of("kind", values["kind"])}


class NotWrittenTo(Condition):
    slug = "unwritten"
    label = gettext_lazy("Not written to lately")
    hint = gettext_lazy("News of all departments counts, statutory notices do not.")
    fields = (Field("days", gettext_lazy("For"), "number", least=1, most=365, unit=gettext_lazy("days")),)

    def sql(self, values: Values, asked: Asked) -> str:
        lane, states = asked.value(Lane.CAMPAIGN.value), asked.value(WRITTEN)
        since = asked.days_ago(values["days"])
        return (
            "r.resident_id NOT IN (SELECT d.resident_id FROM deliveries_delivery AS d"
            " JOIN deliveries_dispatch AS p ON p.id = d.dispatch_id"
            f" WHERE p.lane = {lane} AND coalesce(p.finished_at, {since}) >= {since} AND d.state = ANY({states})"
            f" AND coalesce(d.accepted_at, p.started_at) >= {since})"
        )

    def words(self, values: Values) -> str:
        return ngettext(
            "not written to for %(days)s day", "not written to for %(days)s days", values["days"]
        ) % {"days": values["days"]}  # fmt: skip
