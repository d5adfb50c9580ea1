"""Who should get a campaign, counted plainly: every table read whole, and each person looked at by himself.

Nothing of it is the code that is tested; it follows the rules as they are written down.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from campaigns.models import CampaignDispatch
from deliveries.models import Delivery, Suppression
from residents.models import ContactPoint, Resident, Subscription

NEEDED = 1 + 4  # collection and use, promotional
NEAREST = ("open", "suppressed", "unverified", "stopped", "no_contact")
SPENT = {"queued", "sending", "accepted", "delivered", "unknown"}


class District:
    """All tables as they are now."""

    def __init__(self) -> None:
        self.people = {
            pk: (dong, consents, quiet, left)
            for pk, dong, consents, quiet, left in Resident.objects.values_list(
                "pk", "dong", "consents", "quiet_until", "left_at"
            )
        }
        self.subscribed = set(Subscription.objects.filter(service="events").values_list("resident", "channel"))
        suppressed = {
            (channel, bytes(found)) for channel, found in Suppression.objects.values_list("channel", "address_hash")
        }
        self.ways: dict[tuple[int, str], list[str]] = defaultdict(list)
        contacts = ContactPoint.objects.values_list("resident", "channel", "address_hash", "verified_at", "stopped_at")
        for resident, channel, found, verified, stopped in contacts:
            way = "open"
            if stopped:
                way = "stopped"
            elif not verified:
                way = "unverified"
            elif (channel, bytes(found)) in suppressed:
                way = "suppressed"
            self.ways[resident, channel].append(way)

    def way(self, resident: int, channel: str) -> str:
        """How near one comes to somebody over one channel; empty without a subscription."""
        if (resident, channel) not in self.subscribed:
            return ""
        ways = self.ways.get((resident, channel), ["no_contact"])
        return min(ways, key=NEAREST.index)

    def judge(self, resident: int, channels: list[str], day: date, tired: Iterable[int] = ()) -> tuple[str, str]:
        """The channel by which somebody gets it and "", or "" and why not."""
        _dong, consents, quiet, left = self.people[resident]
        if left:
            return "", "left"
        if consents & NEEDED != NEEDED:
            return "", "no_consent"
        ways = [(self.way(resident, channel), channel) for channel in channels if self.way(resident, channel)]
        if not ways:
            return "", "not_subscribed"
        way, channel = min(ways, key=lambda one: (NEAREST.index(one[0]), channels.index(one[1])))
        if way != "open":
            return "", way
        if quiet and quiet > day:
            return "", "quiet"
        return ("", "tired") if resident in tired else (channel, "")


def tired_on(day: date) -> set[int]:
    """Whose budget is used up in one of the seven windows of seven days that hold ``day``."""
    got: dict[int, set[tuple[int, date]]] = defaultdict(set)
    for part in CampaignDispatch.objects.filter(campaign__corrects=None).select_related("dispatch"):
        on = timezone.localtime(part.dispatch.scheduled_at).date()
        rows = Delivery.objects.filter(dispatch=part.dispatch, state__in=SPENT).values_list("recipient", flat=True)
        for resident in rows:
            got[resident].add((part.campaign_id, on))
    return {resident for resident, campaigns in got.items() if _is_spent(campaigns, day)}


def _is_spent(campaigns: set[tuple[int, date]], day: date) -> bool:
    for back in range(7):
        first = day - timedelta(days=back)
        within = {campaign for campaign, on in campaigns if first <= on <= first + timedelta(days=6)}
        if len(within) >= settings.CAMPAIGN_WEEKLY_BUDGET:
            return True
    return False


def reasons(verdicts: dict[int, tuple[str, str]]) -> dict[str, int]:
    return dict(Counter(why for _channel, why in verdicts.values() if why))
