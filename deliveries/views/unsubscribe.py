"""The page behind List-Unsubscribe: no login, nothing personal; GET asks, POST acts, for mail scanners open links."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from deliveries import unsubscribing
from residents.models import Channel


@never_cache
@csrf_exempt  # a mail program posts "List-Unsubscribe=One-Click" without a cookie; who has the link may do it
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Answer at once, without a redirect (RFC 8058, 3.1), the same at every repetition."""
    delivery = unsubscribing.delivery_of(token)
    if delivery is None:
        return render(request, "deliveries/unsubscribe_unknown.html", status=404)
    if request.method != "POST":
        return render(request, "deliveries/unsubscribe.html", {"title": delivery.dispatch.title})
    unsubscribing.unsubscribe(delivery)
    if request.POST.get("also") == Channel.SMS:  # a press of our own page; a mail program asks for the emails only
        unsubscribing.unsubscribe(delivery, Channel.SMS)
    context = {"title": delivery.dispatch.title, "by_sms": unsubscribing.goes_on_by_sms(delivery)}
    return render(request, "deliveries/unsubscribed.html", context)
