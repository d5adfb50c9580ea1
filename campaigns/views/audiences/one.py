"""One audience: whom it means, whom it reaches today and why not the others, and what it asked before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import requires
from accounts.models import Role
from campaigns.audiences import saving
from campaigns.audiences.counting import count
from campaigns.audiences.history import history_of, sentence_of, tree_or_none
from campaigns.audiences.picture import picture_of
from campaigns.audiences.saving import CHANNELS
from campaigns.models import Campaign
from campaigns.views.audiences.found import found_audience


@requires(Role.OFFICER)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the audience, counted now; numbers only, nobody's data."""
    audience = found_audience(request, pk)
    told = history_of(audience)
    tree = tree_or_none(told[0].version.tree)
    context = {
        "audience": audience,
        "last": told[0].version,
        "told": told,
        "said": sentence_of(tree),
        "picture": picture_of(count(tree, channels=CHANNELS, at=timezone.now())) if tree else None,
        "campaigns": Campaign.objects.filter(audience__audience=audience)[:20],
    }
    return render(request, "campaigns/audiences/one.html", context)


@require_POST
@requires(Role.OFFICER)
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the audience no more; what was sent to it stays as it is."""
    audience = found_audience(request, pk)
    saving.put_away(audience, at=timezone.now())
    messages.success(request, _("“%(name)s” is put away. What was sent to it stays.") % {"name": audience.name})
    return redirect("audiences:list")
