"""The providers' calls: reports of our messages, and messages from phones.

Success and error are said in HTTP: 400 means do not repeat this, 500 means do.
"""

import json
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from deliveries import replies, reports
from deliveries.transports import nhn_answers, solapi_answers
from deliveries.transports.base import Report
from deliveries.transports.nhn import NhnTransport
from deliveries.transports.solapi import SolapiTransport

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def solapi(request: HttpRequest, secret: str) -> HttpResponse:
    """Take message reports of Solapi, which signs nothing: only the secret in the address tells who calls."""
    if not settings.HOOK_SECRET or not constant_time_compare(secret, settings.HOOK_SECRET):
        raise Http404
    return _taken(request, solapi_answers.webhook_reports, SolapiTransport.name)


@csrf_exempt
@require_POST
def nhn(request: HttpRequest) -> HttpResponse:
    """Take result updates of NHN Cloud.

    What it calls a signature is no HMAC of the body: it is the very word that was entered with the webhook in its
    console, sent along with each call (docs.nhncloud.com, Notification > SMS > webhook).
    """
    if not settings.NHN_WEBHOOK_SECRET:
        raise Http404
    given = request.headers.get("X-Toast-Webhook-Signature", "")
    if not constant_time_compare(given, settings.NHN_WEBHOOK_SECRET):
        return JsonResponse({"error": "signature"}, status=403)
    return _taken(request, nhn_answers.webhook_reports, NhnTransport.name)


@csrf_exempt
@require_POST
def incoming_sms(request: HttpRequest, secret: str) -> HttpResponse:
    """Take SMS from phones (docs/decisions/0029-what-residents-write.md); one that comes again changes nothing."""
    if not settings.HOOK_SECRET or not constant_time_compare(secret, settings.HOOK_SECRET):
        raise Http404
    try:
        payload = json.loads(request.body)
        messages = replies.sms_from(payload if isinstance(payload, dict) else {})
    except RequestDataTooBig:
        return JsonResponse({"error": "too large"}, status=413)
    except (ValueError, RecursionError) as error:
        logger.warning("an SMS from a phone cannot be read (%s)", type(error).__name__)
        return JsonResponse({"error": "malformed"}, status=400)
    return JsonResponse({"taken": replies.take_sms(messages)})


def _taken(request: HttpRequest, read: Callable[[bytes], list[Report]], provider: str) -> HttpResponse:
    """Read the call and apply what it says; a repeated event moves nothing."""
    try:
        said = read(request.body)
    except RequestDataTooBig:
        return JsonResponse({"error": "too large"}, status=413)
    except ValueError as error:
        logger.warning("a report of %s cannot be read: %s", provider, error)
        return JsonResponse({"error": "malformed"}, status=400)
    return JsonResponse({"moved": reports.apply(said, provider)})
