"""The guide to Sotong, and its enrolment form on paper."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from residents import paper_form as paper
from residents.offered_services import services


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """What Sotong is and how to use it, on one page."""
    known = {
        "services": services(),
        "age": settings.GUARDIAN_CONSENT_BELOW_AGE,
        "code_minutes": settings.CODE_MINUTES,
        "answer_days": settings.RIGHTS_REQUEST_DAYS,
    }
    return render(request, "residents/help/guide.html", known)


@require_safe
@cache_control(public=True, max_age=3600)
def paper_form(request: HttpRequest, language: str) -> HttpResponse:
    """Return the form in ``language``, to be printed."""
    answer = HttpResponse(paper.paper_form(language), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="sotong-{language}.pdf"'
    return answer
