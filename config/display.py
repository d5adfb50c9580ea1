"""Larger letters and high contrast: what a reader chose, kept in a cookie, so that no script is needed.

A mode is ``on`` or ``off`` where somebody chose, and absent where nobody did: then high contrast follows the system.
"""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "sotong_display"  # static/sotong/display.js writes it too, as "text-on.contrast-off"
MODES = ("text", "contrast")
YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest) -> Mapping[str, str]:
    """Return the modes that were chosen, each ``on`` or ``off``."""
    pairs = (part.partition("-") for part in request.COOKIES.get(COOKIE, "")[:60].split("."))
    return {mode: state for mode, _, state in pairs if mode in MODES and state in ("on", "off")}


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Turn the mode that was pressed, and go back to the page."""
    mode = request.POST.get("mode", "")
    if mode not in MODES:
        return HttpResponseBadRequest()
    modes = {**chosen(request), mode: "off" if chosen(request).get(mode) == "on" else "on"}
    back = request.POST.get("next", "")
    known = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    answer = HttpResponseRedirect(back if known else "/")
    value = ".".join(f"{name}-{state}" for name, state in modes.items())
    answer.set_cookie(COOKIE, value, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
    return answer
