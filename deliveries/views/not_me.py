"""The page behind “not me” in a receipt; a notice has one of its own (``notices.views.resident``)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from residents import not_me


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST acts: mail scanners open links. A forged link is answered as a true one, and does nothing."""
    if request.method != "POST":
        return render(request, "deliveries/not_me.html")
    refusal = not_me.read(token)
    if refusal is not None:
        not_me.refuse(refusal)
    return render(request, "notices/not_me_done.html")
