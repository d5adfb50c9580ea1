"""The providers' calls. Success and error are said in HTTP: 400 means do not repeat this, 500 means do."""

import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from deliveries import reports
from deliveries.transports.solapi import SolapiTransport
from deliveries.transports.solapi_answers import webhook_reports

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def solapi(request: HttpRequest, secret: str) -> HttpResponse:
    """Take message reports of Solapi, which signs nothing: only the secret in the address tells who calls."""
    if not settings.HOOK_SECRET or not constant_time_compare(secret, settings.HOOK_SECRET):
        raise Http404
    try:
        said = webhook_reports(request.body)
    except RequestDataTooBig:
        return JsonResponse({"error": "too large"}, status=413)
    except ValueError as error:
        logger.warning("a report of solapi cannot be read: %s", error)
        return JsonResponse({"error": "malformed"}, status=400)
    return JsonResponse({"moved": reports.apply(said, SolapiTransport.name)})
