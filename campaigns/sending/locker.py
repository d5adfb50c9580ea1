"""News as papers of a resident's locker: what went out to them, with nothing left to do about it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Campaign, CampaignDispatch
from campaigns.sending.addresses import event_address, preferences_address
from campaigns.sending.fields import filled
from campaigns.sending.planning import SOURCE
from deliveries.models import Delivery
from deliveries.states import WENT_OUT
from residents.locker import Paper

SHOWN = 50  # the latest; news grow old


class NewsDrawer:
    """The campaigns of which a message went out to a resident, the latest first."""

    def papers_of(self, resident_id: int) -> Sequence[Paper]:
        sent = Delivery.objects.filter(
            resident=resident_id, state__in=WENT_OUT, dispatch__source=SOURCE, accepted_at__isnull=False
        )
        latest = dict(sent.order_by("-accepted_at").values_list("dispatch", "accepted_at")[:SHOWN])
        parts = CampaignDispatch.objects.filter(dispatch__in=latest).select_related("campaign__event", "dispatch")
        papers = [_paper(one.campaign, at) for one in parts if (at := latest[one.dispatch_id])]
        return sorted(papers, key=lambda paper: paper.received_at, reverse=True)


def _paper(campaign: Campaign, at: datetime) -> Paper:
    title = filled(campaign.subject or campaign.title, {"name": "", "dong": ""})
    return Paper(
        kind=pgettext_lazy("a paper", "News"),
        title=title,
        received_at=at,
        due=None,
        due_text="",
        state=_("Sent"),
        tone="neutral",
        needs_me=False,
        url=event_address(campaign.event) if campaign.event is not None else preferences_address(),
        data={str(_("Title")): title, str(_("Department")): campaign.department},
    )
