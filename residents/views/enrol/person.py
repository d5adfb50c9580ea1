"""Who enrols: name, birth date, sex; then where they live."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from residents import drafts
from residents.ages import needs_guardian
from residents.enrolment_steps import Step, is_for_child
from residents.forms.enrol_fields import today
from residents.forms.enrol_person import HomeForm, PersonForm
from residents.views.enrol.step import FormStep, forget_cookie


class Person(FormStep):
    """Somebody under 14 who enrols alone is led to the guardian's way, and what they typed is forgotten."""

    step = Step.PERSON
    template = "residents/enrol/person.html"

    def form(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> PersonForm:
        return PersonForm(data, initial=initial, child=is_for_child(self.draft))

    def post(self, request: HttpRequest, *, stale: bool = False) -> HttpResponse:
        if stale or not self._is_too_young(self.form(request.POST)):
            return super().post(request, stale=stale)
        if "keep" in request.POST:
            return HttpResponse(status=204)
        drafts.forget(self.draft)
        response = redirect("enrol:young")
        forget_cookie(response)
        return response

    def _is_too_young(self, form: PersonForm) -> bool:
        form.is_valid()
        born: date | None = form.cleaned_data.get("birth_date")
        return born is not None and not is_for_child(self.draft) and needs_guardian(born, on=today())


class Home(FormStep):
    """Where the person lives."""

    step = Step.HOME
    template = "residents/enrol/home.html"

    def form(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> HomeForm:
        return HomeForm(data, initial=initial, child=is_for_child(self.draft))
