"""Which notices over which channel, and what news is about."""

from typing import Any

from django.http import HttpResponse, QueryDict

from residents.enrolment_steps import Step, consents_given, offered, proved_channels
from residents.forms.enrol_choices import InterestsForm, ServicesForm
from residents.models import Channel
from residents.views.enrol.step import FormStep


class Services(FormStep):
    """Only over channels that were proved."""

    step = Step.SERVICES
    template = "residents/enrol/notices.html"

    def form(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> ServicesForm:
        return ServicesForm(
            data,
            initial=initial,
            services=offered(self.draft),
            channels=proved_channels(self.draft),
            consents=consents_given(self.draft),
        )

    def initial(self) -> dict[str, Any]:
        answers = self.draft.answers(self.step)
        return {"wanted": {(service, channel) for service, channels in answers.items() for channel in channels}}

    def page(self, context: dict[str, Any]) -> HttpResponse:
        proved = proved_channels(self.draft)
        missing = next((channel for channel in (Channel.SMS, Channel.EMAIL) if channel not in proved), None)
        return super().page({**context, "other_channel": missing})


class Interests(FormStep):
    """Only with the consent to promotional messages."""

    step = Step.INTERESTS
    template = "residents/enrol/interests.html"

    def form(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> InterestsForm:
        return InterestsForm(data, initial=initial)
