"""The addresses that a campaign names: which are counted under short ones of ours, and where they stand in a message."""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from string import ascii_lowercase

from django.conf import settings
from django.utils.encoding import iri_to_uri

from campaigns.links import link_to
from campaigns.models import Campaign, Event
from campaigns.writing import links_in
from deliveries.content import place
from deliveries.states import DeliveryChannel

_IN_A_TEXT = re.compile(r"https?://[^\s<>\"'{}()\[\]]+[^\s<>\"'{}()\[\].,;:!?·…]")
_OF_OUR_SITE = re.compile(r"(\]\()(/(?!/))")  # “](/events/…)” of the markup


def absolute(body: str) -> str:
    """Return the composer's markup with addresses of our own site in full, for a mail stands on no site."""
    return _OF_OUR_SITE.sub(rf"\1{settings.SITE_URL}\2", body)


def event_address(event: Event) -> str:
    """Return the address of an event's public page."""
    return iri_to_uri(f"{settings.SITE_URL}/events/{event.slug}")


def targets_of(campaign: Campaign) -> list[str]:
    """Return the addresses that are counted, each once; of a submitted campaign they stay the same in their order."""
    found = [*links_in(absolute(campaign.body)), *addresses_in(campaign.sms)]
    if campaign.event is not None:
        found.append(event_address(campaign.event))
    return list(dict.fromkeys(found))


def addresses_in(text: str) -> list[str]:
    """Return the addresses of the web in a plain text, each once."""
    return list(dict.fromkeys(_IN_A_TEXT.findall(text)))


def field_of(number: int, channel: str) -> str:
    """Return the name of the value that is a reader's own address of the link of this number, over ``channel``."""
    high, low = divmod(number, len(ascii_lowercase))
    return f"link_{channel}_{ascii_lowercase[high]}{ascii_lowercase[low]}"


def put_in_html(html: str, targets: Sequence[str], channel: str) -> str:
    """Return ``html`` with the places of short addresses in its links; what people read of a link stays."""
    for number, target in enumerate(targets):
        spelled = escape(target, quote=False).replace('"', "&quot;")  # as markdown-it spells it
        html = html.replace(f'href="{spelled}"', f'href="{place(field_of(number, channel))}"')
    return html


def put_in_text(text: str, targets: Sequence[str], channel: str) -> str:
    """Return ``text`` with the places of short addresses; of two that begin alike the longer is seen first."""
    for number, target in sorted(enumerate(targets), key=lambda one: -len(one[1])):
        text = text.replace(target, place(field_of(number, channel)))
    return text


def keep_links(campaign: Campaign) -> None:
    """Make a link of every address that is counted."""
    for target in targets_of(campaign):
        link_to(campaign, target)


@lru_cache(maxsize=64)
def keys_of(campaign_id: int) -> dict[str, tuple[str, str]]:
    """Return (key of the link, channel) of each value that is a short address; of a planned campaign, which is fixed."""
    campaign = Campaign.objects.select_related("event").get(pk=campaign_id)
    keys = dict(campaign.links.values_list("target", "key"))
    return {
        field_of(number, channel): (keys[target], channel)
        for number, target in enumerate(targets_of(campaign))
        for channel in (DeliveryChannel.EMAIL.value, DeliveryChannel.SMS.value, DeliveryChannel.ALIMTALK.value)
        if target in keys
    }


def preferences_address() -> str:
    """Return where a reader chooses what news to get."""
    return f"{settings.SITE_URL}/my/news/"
