"""Pictures and files of messages, for whoever has the message: no name is asked, and no look is counted.

The address cannot be guessed and what is behind it never changes, so mail programs and phones may keep it for a year.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from campaigns.compose.uploads import content_type_of
from campaigns.models import FileToTake, Picture

_FOR_A_YEAR = "public, max-age=31536000, immutable"
_NOTHING = "default-src 'none'; sandbox"


@require_safe
def picture(request: HttpRequest, key: str) -> HttpResponse:
    found = get_object_or_404(Picture, key=key)
    return _kept(HttpResponse(bytes(found.image), content_type=found.content_type))


@require_safe
def file(request: HttpRequest, key: str) -> HttpResponse:
    """Give a file to take along; a browser never opens it in the place of a page of ours."""
    found = get_object_or_404(FileToTake, key=key)
    answer = HttpResponse(bytes(found.data), content_type=content_type_of(found))
    answer["Content-Disposition"] = content_disposition_header(True, found.name)
    return _kept(answer)


def _kept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = _FOR_A_YEAR
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = _NOTHING
    # A mail program on the web shows the picture on a page that is not ours.
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
