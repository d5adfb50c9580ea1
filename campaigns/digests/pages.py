"""Where the dispatches of digests are shown, for the page of whoever runs the sending (``deliveries.pages``)."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.roles import roles_of
from campaigns.models import DigestDispatch
from deliveries.pages import DispatchPage


class DigestPages:
    """All digests have one page, which is every officer's."""

    def pages_for(self, user: User, dispatch_ids: Sequence[int]) -> Mapping[int, DispatchPage]:
        opens = bool(roles_of(user) & {Role.OFFICER, Role.APPROVER})
        page = DispatchPage(_("Weekly digest"), reverse("results:digest") if opens else "")
        return dict.fromkeys(
            DigestDispatch.objects.filter(dispatch__in=dispatch_ids).values_list("dispatch", flat=True), page
        )
