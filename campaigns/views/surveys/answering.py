"""Answering: one page on a phone, by the link of a message or on my page.

Who: a resident, once, by thumb, in the underground. What they want to be done with: the last question. What they fear:
that somebody sees who said what; so the promise stands before the first question, and what was typed is never lost.

The thanks are the answer to the form itself, not a page of their own: neither the browser's history nor the session nor
a log of addresses then holds the receipt beside who answered.
"""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from campaigns.forms.surveys import AnswerForm
from campaigns.models import Survey, SurveyState
from campaigns.surveys import taking
from campaigns.surveys.keys import resident_of
from campaigns.surveys.taking import AlreadyAnswered, Given, NotOpen
from campaigns.surveys.writing import is_open
from residents.models import Resident
from residents.visits import residents_only


@never_cache
def by_key(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Let whom the key names answer, once; it shows nothing of theirs, also not what they answered."""
    survey = _found(slug)
    number = resident_of(survey, key)
    resident = Resident.objects.filter(pk=number, left_at=None).first() if number else None
    if resident is None:
        return render(request, "campaigns/surveys/no_key.html", {"survey": survey}, status=404)
    return _answer(request, survey, resident, is_signed_in=False)


@residents_only
def signed_in(request: HttpRequest, resident: Resident, slug: str) -> HttpResponse:
    """Let a resident answer on their page; what they answered with their name they may change until it closes."""
    return _answer(request, _found(slug), resident, is_signed_in=True)


def _answer(request: HttpRequest, survey: Survey, resident: Resident, *, is_signed_in: bool) -> HttpResponse:
    if not is_open(survey, timezone.now()):
        return render(request, "campaigns/surveys/closed.html", {"survey": survey})
    before = _before(survey, resident) if is_signed_in and not survey.anonymous else None
    if before is None and taking.has_answered(survey, resident.pk):
        return _already(request, survey)
    form = AnswerForm(list(survey.questions.all()), request.POST or None, given=before)
    if request.method == "POST" and form.is_valid():
        try:
            keep = taking.answer if before is None else taking.change
            receipt = keep(survey, resident, form.given)
        except AlreadyAnswered:
            return _already(request, survey)
        except NotOpen:
            return render(request, "campaigns/surveys/closed.html", {"survey": survey})
        context = {"survey": survey, "receipt": _written(receipt), "is_change": before is not None}
        return render(request, "campaigns/surveys/thanks.html", context)
    context = {"survey": survey, "form": form, "is_change": before is not None, "name": resident.name}
    if survey.anonymous or not is_signed_in:
        del context["name"]
    return render(request, "campaigns/surveys/answer.html", context, status=422 if form.errors else 200)


def _before(survey: Survey, resident: Resident) -> Mapping[int, Given] | None:
    response = taking.own_response(survey, resident)
    return taking.own_answers(response) if response else None


def _already(request: HttpRequest, survey: Survey) -> HttpResponse:
    return render(request, "campaigns/surveys/already.html", {"survey": survey})


def _found(slug: str) -> Survey:
    return get_object_or_404(Survey.objects.exclude(state=SurveyState.DRAFT), slug=slug)


def _written(receipt: str) -> str:
    """Show a receipt in fours, as it is read out."""
    return " ".join(receipt[at : at + 4] for at in range(0, len(receipt), 4)).upper()
