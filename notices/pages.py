"""Where the dispatch of a batch is shown, for the page of whoever runs the sending (``deliveries.pages``)."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from accounts.models import Role, User
from accounts.roles import roles_of
from deliveries.pages import DispatchPage
from notices.models import Batch


class BatchPages:
    """The pages of batches: named with their department to everybody, opened by the department's own people."""

    def pages_for(self, user: User, dispatch_ids: Sequence[int]) -> Mapping[int, DispatchPage]:
        opens = bool(roles_of(user) & {Role.OFFICER, Role.APPROVER})
        batches = Batch.objects.filter(dispatch__in=dispatch_ids)
        visible = set(Batch.objects.visible_to(user).filter(dispatch__in=dispatch_ids).values_list("pk", flat=True))
        return {
            dispatch_id: DispatchPage(department, reverse("staff:batch", args=[pk]) if opens and pk in visible else "")
            for pk, dispatch_id, department in batches.values_list("pk", "dispatch_id", "department")
        }


def departments_of(dispatch_ids: Sequence[int]) -> Mapping[int, str]:
    """Return whose the batches of these dispatches are, for what residents answer (``deliveries.pages``)."""
    return dict(Batch.objects.filter(dispatch__in=dispatch_ids).values_list("dispatch_id", "department"))
