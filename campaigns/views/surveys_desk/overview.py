"""The surveys of a department: what is open and how many answered, what is being written, what is closed.

Who: an officer who asks residents something two or three times a year, mostly after a course or before a plan. What
they want to be done with: a new survey in ten minutes, best from the one of last year; then, each morning while it is
open, how many have answered; at its end the numbers for a report.
"""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.models import Survey


@requires(Role.OFFICER)
def overview(request: HttpRequest) -> HttpResponse:
    surveys = Survey.objects.visible_to(person(request)).annotate(answered=Count("responses"))
    surveys = surveys.select_related("event").order_by("-id")
    page = Paginator(surveys, 20).get_page(request.GET.get("page"))
    return render(request, "campaigns/surveys_desk/overview.html", {"page": page})
