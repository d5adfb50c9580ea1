"""The audiences of a department: whom news can go to.

Used by an officer who is about to write to people, some times a month, mostly by way of a campaign; here they come to
find an audience that was used before, to see whom it reaches today, or to compose one without having anything to send.
They want to be done with “the right people, and how many”. What they fear is writing to the wrong ones, so each
audience says in a sentence whom it means.
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.audiences.conditions import looked_up_once
from campaigns.audiences.history import sentence_of, tree_or_none
from campaigns.models import Audience, AudienceVersion


@requires(Role.OFFICER)
def overview(request: HttpRequest) -> HttpResponse:
    """List the audiences that are offered, each with its sentence and what was counted when it was saved."""
    audiences = Audience.objects.visible_to(person(request)).filter(put_away_at=None)
    page = Paginator(audiences, 20).get_page(request.GET.get("page"))
    versions = AudienceVersion.objects.filter(audience__in=[one.pk for one in page]).select_related("by")
    last = {one.audience_id: one for one in versions.order_by("audience_id", "-number").distinct("audience_id")}
    with looked_up_once():
        rows = [(one, last[one.pk], sentence_of(tree_or_none(last[one.pk].tree))) for one in page if one.pk in last]
    return render(request, "campaigns/audiences/overview.html", {"page": page, "rows": rows})
