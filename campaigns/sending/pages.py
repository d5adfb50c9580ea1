"""Where the dispatch of a campaign is shown, for the page of whoever runs the sending (``deliveries.pages``)."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from accounts.models import Role, User
from accounts.roles import roles_of
from campaigns.models import Campaign, CampaignDispatch
from deliveries.pages import DispatchPage


class CampaignPages:
    """The pages of campaigns: named with their department to everybody, opened by the department's own people."""

    def pages_for(self, user: User, dispatch_ids: Sequence[int]) -> Mapping[int, DispatchPage]:
        opens = bool(roles_of(user) & {Role.OFFICER, Role.APPROVER})
        parts = CampaignDispatch.objects.filter(dispatch__in=dispatch_ids)
        visible = set(
            Campaign.objects.visible_to(user).filter(dispatches__dispatch__in=dispatch_ids).values_list("pk", flat=True)
        )
        return {
            dispatch: DispatchPage(department, _url(campaign) if opens and campaign in visible else "")
            for dispatch, campaign, department in parts.values_list("dispatch", "campaign", "campaign__department")
        }


def _url(campaign: int) -> str:
    return reverse("campaigns:one", args=[campaign])
