"""A resident's side of news.

Who: a resident with a phone, who came from the foot of a message because it was one too many, or because it was good
and they want more of one kind. Once or twice a year. They want one of two things done: fewer or none, which is one
press at the top of the way out; or a box or two ticked differently, which is one form with one button.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.forms.news import NewsForm
from campaigns.news import choosing
from campaigns.news.choosing import Wishes
from campaigns.news.lately import received
from campaigns.news.reconfirming import last_reminder
from residents.choices import ConsentMissing
from residents.models import Channel, Resident
from residents.visits import residents_only

_UNDO = "news_before"


@residents_only
def home(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show and take what is wished; below it what came lately and why."""
    form = NewsForm(request.POST or None, resident=resident)
    if request.method == "POST" and form.is_valid():
        request.session.pop(_UNDO, None)
        choosing.choose(resident, form.wishes(), consents=form.agreed())
        messages.success(request, _("Saved. It holds from now on, and we confirm it where news begin or end."))
        return redirect("news:home")
    context = {
        "form": form,
        "resident": resident,
        "wishes": choosing.wishes_of(resident),
        "received": received(resident.pk),
        "reminded": last_reminder(resident.pk),
        "can_undo": _UNDO in request.session,
    }
    return render(request, "campaigns/news/home.html", context)


@residents_only
@require_POST
def leave(request: HttpRequest, resident: Resident) -> HttpResponse:
    """End all news in one press; what was wished is kept in the visit, to be taken up again."""
    before = choosing.leave_all(resident)
    if before.channels:
        request.session[_UNDO] = {"channels": sorted(before.channels), "weekly": before.weekly}
    return redirect("news:home")


@residents_only
@require_POST
def undo(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Take up again what was ended by one press."""
    before = request.session.pop(_UNDO, None)
    if before is not None:
        channels = frozenset(Channel(one) for one in before["channels"])
        try:
            choosing.choose(resident, Wishes(channels, choosing.wishes_of(resident).interests, before["weekly"]))
        except ConsentMissing:  # withdrawn meanwhile
            messages.warning(request, _("You have withdrawn the consent meanwhile. Tick below how news shall come."))
            return redirect("news:home")
        messages.success(request, _("News come to you again as before."))
    return redirect("news:home")
