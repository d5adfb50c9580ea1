"""Short links, and the page that says what is counted.

Who: a resident who taps a link in a message, on a phone, now and then. They want to be where the message said, at once,
and see nothing of us on the way. Few ever ask what is counted; for them every message names ``/l/``.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns import links


@never_cache
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Lead to what the link names: nowhere that is not stored. Nothing of where somebody came from goes along."""
    link = links.follow(token, by_person=links.looks_like_a_person(request.method or "", request.headers))
    if link is None:
        return render(request, "campaigns/links/unknown.html", status=404)
    answer = HttpResponseRedirect(link.target)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what is counted and what is not."""
    return render(request, "campaigns/links/about.html")
