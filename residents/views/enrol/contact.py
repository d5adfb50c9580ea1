"""Where the office may write: a mobile number, an email address, or both."""

from typing import Any

from django.http import HttpResponse, QueryDict

from residents.drafts import Draft
from residents.enrolment_steps import Step, contacts_of, to_prove
from residents.forms.enrol_contact import ContactForm
from residents.models import Channel, Purpose
from residents.views.enrol.codes import send_code
from residents.views.enrol.step import FormStep


class Contact(FormStep):
    """A code is sent to what was not proved yet."""

    step = Step.CONTACT
    template = "residents/enrol/contact.html"

    def form(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> ContactForm:
        return ContactForm(data, initial=initial)

    def initial(self) -> dict[str, Any]:
        contacts = contacts_of(self.draft)
        return {"mobile": contacts.get(Channel.SMS, ""), "email": contacts.get(Channel.EMAIL, "")}

    def save(self, draft: Draft, form: Any) -> None:
        draft.put(self.step, form.addresses())

    def after(self) -> HttpResponse:
        wanted = to_prove(self.draft)
        if wanted:
            send_code(self.request, self.draft, *wanted, Purpose.ENROL)
        return self.go_on()
