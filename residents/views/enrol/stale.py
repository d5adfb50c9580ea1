"""A form whose proof of origin has expired: it is shown once more with what was typed, and nothing is saved by it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure

from residents.views.enrol.step import StepView


def show_again(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer to a failed CSRF check: a step of the enrolment keeps what was typed, other pages say what happened.

    What was typed may come from another site, so it is only put into the boxes; who sends it is the person in front.
    """
    match = request.resolver_match
    view: Any = getattr(match.func, "view_class", None) if match else None
    if match is None or not (isinstance(view, type) and issubclass(view, StepView)) or request.method != "POST":
        return csrf_failure(request, reason=reason)
    answer: HttpResponse = match.func(request, stale=True)
    if answer.status_code == 200:
        answer.status_code = 403
    return answer
