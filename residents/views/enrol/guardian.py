"""The guardian of a child: name, relation and contact; nothing of the child before that contact is proved."""

from typing import Any

from django.http import HttpResponse, QueryDict

from residents.drafts import Draft
from residents.enrolment_steps import ABOUT_THE_PERSON, Step, guardian_address, is_proved
from residents.forms.enrol_contact import GuardianForm
from residents.models import Channel, Purpose
from residents.views.enrol.codes import send_code
from residents.views.enrol.step import FormStep


class Guardian(FormStep):
    """Another guardian or another contact begins anew: what was asked on the word of the first is forgotten."""

    step = Step.GUARDIAN
    template = "residents/enrol/guardian.html"

    def form(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> GuardianForm:
        return GuardianForm(data, initial=initial)

    def initial(self) -> dict[str, Any]:
        answers = self.draft.answers(self.step)
        if not answers:
            return {}
        field = "mobile" if answers["channel"] == Channel.SMS else "email"
        return {**answers, field: answers["address"], "adult": True}

    def save(self, draft: Draft, form: Any) -> None:
        before = draft.answers(self.step)
        super().save(draft, form)
        if before != form.answers():
            draft.drop(Step.CONSENTS, *ABOUT_THE_PERSON)
            if is_proved(draft, guardian_address(draft)[1]):
                draft.put(Step.CONTACT, dict([guardian_address(draft)]))

    def after(self) -> HttpResponse:
        channel, address = guardian_address(self.draft)
        if not is_proved(self.draft, address):
            send_code(self.request, self.draft, channel, address, Purpose.GUARDIAN)
        return self.go_on()
