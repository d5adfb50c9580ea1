"""The email of a campaign by itself, as a frame shows it: nothing in it runs, and it fetches our pictures only."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.gate import requires
from accounts.models import Role
from campaigns.sending.letters import preview
from campaigns.views.campaigns.found import found_campaign
from residents.models import Channel

_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'"
)


@requires(Role.OFFICER, Role.APPROVER)
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the email with sample values; ``subject=b`` with the second subject of a trial."""
    found = found_campaign(request, pk)
    if request.GET.get("subject") == "b":
        found.subject = found.subject_b
    with translation.override("ko"):
        html = preview(found, Channel.EMAIL).html
    answer = HttpResponse(html or _("There is no text yet."))
    answer["Content-Security-Policy"] = _POLICY
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Cache-Control"] = "no-store, private"
    return answer
