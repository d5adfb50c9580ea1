"""The count beside the builder: fetched with each change, a moment after the last key."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.gate import requires
from accounts.models import Role
from campaigns.audiences.counting import count
from campaigns.audiences.picture import picture_of
from campaigns.audiences.saving import CHANNELS
from campaigns.audiences.tree import TreeRefused, parse, words
from deliveries.states import DeliveryChannel


@require_POST
@requires(Role.OFFICER)
def live(request: HttpRequest) -> HttpResponse:
    """Count what is composed, or say what it still lacks; numbers only, nobody's data."""
    text = request.POST.get(request.POST.get("field", "audience"), "")
    if not text:
        return render(request, "campaigns/audiences/_count.html", {})
    asked = request.POST.getlist(request.POST.get("channels_field", "channels"))
    channels = [channel for channel in asked if channel in DeliveryChannel.values] or list(CHANNELS)
    try:
        tree = parse(text)
    except TreeRefused as error:
        return render(request, "campaigns/audiences/_count.html", {"refused": error})
    counted = count(tree, channels=channels, at=timezone.now())
    context = {"picture": picture_of(counted), "said": words(tree)}
    return render(request, "campaigns/audiences/_count.html", context)
