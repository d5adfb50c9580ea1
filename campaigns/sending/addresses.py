"""The addresses that a campaign names: which are counted under short ones of ours, and where they stand."""

import re
from functools import lru_cache
from html import escape
from string import ascii_lowercase

from django.conf import settings
from django.utils.encoding import iri_to_uri

from campaigns.links import link_to
from campaigns.models import Campaign, Event, Link, Survey
from campaigns.sending.fields import filled
from campaigns.writing import links_in
from deliveries.content import place
from deliveries.states import DeliveryChannel

MOST_LINKS = 26 * 26  # as many as have a name among the places (``field_of``)
_IN_A_TEXT = re.compile(r"https?://[^\s<>\"'{}()\[\]]+[^\s<>\"'{}()\[\].,;:!?·…]")
_OF_OUR_SITE = re.compile(r"(\]\()(/(?!/))")  # “](/events/…)” of the markup
_FIELD_AS_LINK = re.compile(r"(\]\(<?)\s*(\{[^{}\n]{1,20}\})\s*(>?\))")  # “]({행사링크})”


def body_of(campaign: Campaign) -> str:
    """Return the composer's markup with every address in full, for a mail stands on no site."""
    known = {
        "event_link": event_address(campaign.event) if campaign.event is not None else "",
        "survey_link": survey_address(campaign.survey) if campaign.survey is not None else "",
    }

    def address(match: re.Match[str]) -> str:
        return f"{match[1]}{filled(match[2], known) or match[2]}{match[3]}"

    body = _FIELD_AS_LINK.sub(address, campaign.body)
    return _OF_OUR_SITE.sub(rf"\1{settings.SITE_URL}\2", body)


def event_address(event: Event) -> str:
    """Return the address of an event's public page."""
    return iri_to_uri(f"{settings.SITE_URL}/events/{event.slug}")


def survey_address(survey: Survey) -> str:
    """Return the address of a survey's public page; in a message stands each reader's own in its place."""
    return iri_to_uri(f"{settings.SITE_URL}/surveys/{survey.slug}")


def targets_of(campaign: Campaign) -> list[str]:
    """Return the addresses that are counted, each once; of a submitted campaign they stay the same in their order.

    The survey's is not among them: who followed it shows in the answers, and an anonymous one has no clicks.
    """
    survey = {survey_address(campaign.survey)} if campaign.survey is not None else set()
    found = dict.fromkeys([*email_targets_of(campaign), *addresses_in(campaign.sms)])
    return [target for target in found if target not in survey]


def email_targets_of(campaign: Campaign) -> list[str]:
    """Return those of them that the email holds."""
    event = [event_address(campaign.event)] if campaign.event is not None else []
    survey = {survey_address(campaign.survey)} if campaign.survey is not None else set()
    found = dict.fromkeys([*links_in(body_of(campaign)), *event])
    return [target for target in found if target not in survey]


def addresses_in(text: str) -> list[str]:
    """Return the addresses of the web in a plain text, each once."""
    return list(dict.fromkeys(_IN_A_TEXT.findall(text)))


def field_of(number: int, channel: str) -> str:
    """Return the name of the value that is a reader's own address of the link of this number, over ``channel``."""
    high, low = divmod(number, len(ascii_lowercase))
    return f"link_{channel}_{ascii_lowercase[high]}{ascii_lowercase[low]}"


def put_in_html(campaign: Campaign, html: str, channel: str) -> str:
    """Return ``html`` with the places of each reader's addresses in its links; what people read of a link stays."""
    for target, mark in _places(campaign, channel):
        spelled = escape(target, quote=False).replace('"', "&quot;")  # as markdown-it spells it
        html = html.replace(f'href="{spelled}"', f'href="{mark}"')
    return html


def put_in_text(campaign: Campaign, text: str, channel: str) -> str:
    """Return ``text`` with the places of each reader's addresses; of two that begin alike the longer is seen first."""
    for target, mark in sorted(_places(campaign, channel), key=lambda one: -len(one[0])):
        text = text.replace(target, mark)
    return text


def event_place(campaign: Campaign, channel: str) -> str:
    """Return the place of the reader's own address of the event's page; empty where the campaign has no event."""
    return dict(_places(campaign, channel))[event_address(campaign.event)] if campaign.event is not None else ""


def _places(campaign: Campaign, channel: str) -> list[tuple[str, str]]:
    found = [(target, place(field_of(number, channel))) for number, target in enumerate(targets_of(campaign))]
    if campaign.survey is not None:
        found.append((survey_address(campaign.survey), place("survey_link")))
    return found


def keep_links(campaign: Campaign) -> None:
    """Make a link of every address that is counted, in their order (``keys_of``)."""
    for target in targets_of(campaign):
        link_to(campaign, target)


@lru_cache(maxsize=64)
def keys_of(campaign_id: int) -> dict[str, tuple[str, str]]:
    """Return (key of the link, channel) of each value that is a short address, of a planned campaign.

    A link's number is its place among those kept: what a target is called may change (the site's address, an event's).
    """
    keys = Link.objects.filter(campaign=campaign_id).order_by("pk").values_list("key", flat=True)
    return {
        field_of(number, channel): (key, channel)
        for number, key in enumerate(keys[:MOST_LINKS])
        for channel in (DeliveryChannel.EMAIL.value, DeliveryChannel.SMS.value, DeliveryChannel.ALIMTALK.value)
    }


def preferences_address() -> str:
    """Return where a reader chooses what news to get."""
    return f"{settings.SITE_URL}/my/news/"
