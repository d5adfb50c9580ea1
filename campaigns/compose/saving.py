"""Keeping a draft while it is typed: no word is lost, and of two people who write at once neither is written over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from campaigns.models import Campaign, DraftSaving
from campaigns.sending import drafts


class WrittenMeanwhile(Exception):
    """Somebody else, or the same person on another page, kept the draft since this page was opened."""

    def __init__(self, saving: DraftSaving) -> None:
        super().__init__(str(saving))
        self.by, self.at, self.revision = saving.by, saving.at, saving.revision


@dataclass(frozen=True, slots=True)
class Page:
    """An open page of the composer: its name, and the saving that it had before it."""

    name: str
    seen: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom it shall reach, as it stands in the builder: it becomes a version of an audience when it is asked for."""

    tree: Any
    small_because: str = ""


@transaction.atomic
def begin(values: dict[str, Any], asked: Asked | None, *, by: User, page: Page) -> Campaign:
    """Begin a draft with the first words that were typed."""
    campaign = drafts.begin(by, **values)
    saving = DraftSaving.objects.create(campaign=campaign, revision=1, page=page.name, by=by, at=timezone.now())
    _keep_asked(saving, asked)
    campaign.saving = saving
    return campaign


@transaction.atomic
def keep(campaign: Campaign, values: dict[str, Any], asked: Asked | None, *, by: User, page: Page) -> DraftSaving:
    """Keep what a page holds. Raise WrittenMeanwhile where another page kept it since, CampaignRefused past draft.

    A page that kept it last may always keep it again: its requests may overtake each other. What is no change is kept
    by nobody.
    """
    Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    saving = _saving_of(campaign)
    asks = asked is not None and (asked.tree, asked.small_because) != (
        _asked_before(campaign, saving),
        saving.small_because,
    )
    changed = {name: value for name, value in values.items() if _differs(campaign, name, value)}
    if not changed and not asks:
        return saving
    if saving.page != page.name and saving.revision > page.seen:
        raise WrittenMeanwhile(saving)
    if changed:
        drafts.change(campaign, by=by, **changed)
    saving.revision += 1
    saving.page, saving.by, saving.at = page.name, by, timezone.now()
    _keep_asked(saving, asked)
    campaign.saving = saving
    return saving


def touched(campaign: Campaign, *, by: User) -> None:
    """Note a change that no open page has: each of them is warned before it keeps its own."""
    saving = _saving_of(campaign)
    DraftSaving.objects.filter(pk=saving.pk).update(revision=saving.revision + 1, page="", by=by, at=timezone.now())


def _saving_of(campaign: Campaign) -> DraftSaving:
    found, _new = DraftSaving.objects.select_related("by").get_or_create(
        campaign=campaign, defaults={"by": campaign.created_by, "at": timezone.now()}
    )
    return found


def _keep_asked(saving: DraftSaving, asked: Asked | None) -> None:
    if asked is not None:
        saving.tree, saving.small_because = asked.tree, asked.small_because
    saving.save()


def _asked_before(campaign: Campaign, saving: DraftSaving) -> Any:
    if saving.tree is not None:
        return saving.tree
    return campaign.audience.tree if campaign.audience else {}


def _differs(campaign: Campaign, name: str, value: Any) -> bool:
    now = getattr(campaign, name)
    if isinstance(now, datetime) and isinstance(value, datetime):
        return now.replace(second=0, microsecond=0) != value
    return bool(now != value)
