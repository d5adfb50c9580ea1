"""A campaign while it is written: begun, changed, taken again from an older one. What was submitted changes no more."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Campaign, CampaignState, CampaignStep
from campaigns.sending.refusals import CampaignRefused
from campaigns.sending.steps import note
from residents.rrn import looks_like_rrn

FIELDS = frozenset(
    {
        "title", "is_advertisement", "information_because", "interest", "event", "survey", "audience", "subject",
        "subject_b", "body", "sms", "alimtalk_template", "channels", "contact", "send_at", "at_best_hour", "canary",
        "trial_percent",
    }
)  # fmt: skip
# What a second sending of the same takes over; when it goes out is thought over anew.
_COPIED = FIELDS - {"send_at", "at_best_hour", "trial_percent", "subject_b"}


def begin(by: User | None, *, department: str | None = None, **values: Any) -> Campaign:
    """Begin a draft of ``by``'s department; ``values`` as in ``change``."""
    _refuse(values)
    campaign = Campaign.objects.create(
        department=(by.department if by else "") if department is None else department, created_by=by, **values
    )
    _note_answer(campaign, "", by=by)
    return campaign


@transaction.atomic
def change(campaign: Campaign, *, by: User | None = None, **values: Any) -> None:
    """Change a draft. Raise CampaignRefused once it is submitted, or for what looks like a registration number."""
    _refuse(values)
    before = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if before.state != CampaignState.DRAFT:
        raise CampaignRefused("not_a_draft", _("This was submitted and changes no more. Have it sent back first."))
    Campaign.objects.filter(pk=campaign.pk).update(
        **{name: getattr(value, "pk", value) for name, value in values.items()}
    )
    campaign.refresh_from_db()
    _note_answer(campaign, before.information_because, by=by)


def again(campaign: Campaign, *, by: User | None, **values: Any) -> Campaign:
    """Begin a draft with what ``campaign`` says, to whom it was for; ``values`` in place of some of it."""
    copied = {name: getattr(campaign, name) for name in sorted(_COPIED)}
    return Campaign.objects.create(department=campaign.department, created_by=by, **{**copied, **values})


def _refuse(values: dict[str, Any]) -> None:
    if unknown := sorted(values.keys() - FIELDS):
        raise TypeError(f"no field of a draft: {', '.join(unknown)}")
    if any(looks_like_rrn(value) for value in values.values()):
        raise CampaignRefused("rrn", _("This holds what looks like a resident registration number. Take it out."))


def _note_answer(campaign: Campaign, before: str, *, by: User | None) -> None:
    if campaign.information_because and campaign.information_because != before:
        note(campaign, CampaignStep.Kind.ANSWERED, by=by, text=campaign.information_because)
