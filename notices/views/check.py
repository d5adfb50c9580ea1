"""“Is this really from the district?”: the code of a message in, yes or no out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.gate import client_address
from notices import checking
from notices.forms import CheckForm
from notices.tries import TooManyTries


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for the code and answer on the same page. The code stands in no address, so no link can hold one."""
    form = CheckForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    try:
        ours = checking.check(form.cleaned_data["code"], client=client_address(request))
    except TooManyTries:
        wait = _("Too many wrong codes. Please try again in %(minutes)s minutes, or call us.")
        form.add_error(None, wait % {"minutes": settings.READING_PAUSE_MINUTES})
        return _page(request, form, status=429)
    return _page(request, form, answered=True, ours=ours)


def _page(request: HttpRequest, form: CheckForm, *, status: int = 200, **context: object) -> HttpResponse:
    return render(
        request, "notices/check.html", {"form": form, "site_host": request.get_host(), **context}, status=status
    )
