"""A survey for everybody: what it asks and promises, how to take part, and what it found once that is published.

Who: a resident who got a link from a neighbour, a poster's QR code, or came back to see what became of it. What they
want to be done with: to answer, which wants a page of one's own because everybody answers once; or to read the numbers.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from campaigns.models import Survey, SurveyState
from campaigns.surveys.results import results_of
from campaigns.surveys.writing import is_open


def one(request: HttpRequest, slug: str) -> HttpResponse:
    survey = get_object_or_404(Survey.objects.exclude(state=SurveyState.DRAFT), slug=slug)
    count = survey.questions.count()
    context = {"survey": survey, "is_open": is_open(survey, timezone.now()), "count": count}
    return render(request, "campaigns/surveys/one.html", context)


def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the counts of a survey whose results were published; free texts stay in the office."""
    survey = get_object_or_404(Survey, slug=slug, published_at__isnull=False)
    context = {"survey": survey, "results": results_of(survey, with_texts=False)}
    return render(request, "campaigns/surveys/results.html", context)
