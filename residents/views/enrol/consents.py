"""The consents, each with its own box."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from residents.consent import current_texts
from residents.drafts import Draft
from residents.enrolment_steps import Step, consents_given, is_for_child, offered_consents
from residents.forms.enrol_choices import ConsentForm
from residents.views.enrol.step import FormStep


class Consents(FormStep):
    """The texts in the language of the page; which text it was is kept with each consent (DOMAIN.md R2)."""

    step = Step.CONSENTS
    template = "residents/enrol/consents.html"

    def form(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> ConsentForm:
        kinds = offered_consents(self.draft)
        texts = {**current_texts(), **current_texts(get_language() or "ko")}
        return ConsentForm(data, initial=initial, kinds=kinds, texts=texts, child=is_for_child(self.draft))

    def initial(self) -> dict[str, Any]:
        return dict.fromkeys((kind.value for kind in consents_given(self.draft)), True)

    def save(self, draft: Draft, form: Any) -> None:
        draft.put(self.step, {kind.value: form.texts[kind].pk for kind in form.given()})
