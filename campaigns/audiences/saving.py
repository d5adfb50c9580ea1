"""Saving an audience: named, and each change of what it asks a version that stays."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from campaigns.audiences.counting import Count, count
from campaigns.audiences.tree import as_json, parse
from campaigns.models import Audience, AudienceVersion
from residents.models import Channel

CHANNELS = (Channel.EMAIL.value, Channel.SMS.value)


class TooSmall(Exception):
    """Fewer are written to than ``AUDIENCE_SMALL``, and no reason was given; ``count`` says how many."""

    def __init__(self, counted: Count) -> None:
        super().__init__(counted.reachable)
        self.count = counted


class NameTaken(Exception):
    """The department has another audience of this name."""


@transaction.atomic
def save(
    tree: object,
    *,
    by: User,
    at: datetime,
    name: str = "",
    audience: Audience | None = None,
    because: str = "",
    channels: tuple[str, ...] = CHANNELS,
) -> AudienceVersion:
    """Save what ``tree`` asks as a new version of ``audience``, of a new one called ``name``, or of none.

    What asks the same as the last version is that one. Raise TreeRefused, NameTaken, and TooSmall without ``because``.
    Whoever calls notes a small audience in the log of access (``noting.note_if_small``).
    """
    node = parse(tree)
    counted = count(node, channels=channels, at=at)
    because = because.strip()
    if counted.is_small and not because:
        raise TooSmall(counted)
    last = None
    if audience is not None:
        audience = Audience.objects.select_for_update().get(pk=audience.pk)
        _rename(audience, name or audience.name)
        last = audience.versions.order_by("-number").first()
        if last and last.tree == as_json(node) and last.small_because == (because if counted.is_small else ""):
            return last
    elif name:
        audience = _begin(name, by)
    return AudienceVersion.objects.create(
        audience=audience,
        number=last.number + 1 if last else 1,
        tree=as_json(node),
        counted=counted.stored(),
        small_because=because[:200] if counted.is_small else "",
        by=by,
    )


def put_away(audience: Audience, *, at: datetime) -> bool:
    """Offer an audience no more; return whether it was offered until now."""
    return bool(Audience.objects.filter(pk=audience.pk, put_away_at=None).update(put_away_at=at))


def _begin(name: str, by: User) -> Audience:
    try:
        with transaction.atomic():
            return Audience.objects.create(name=name, department=by.department, created_by=by)
    except IntegrityError:
        raise NameTaken from None


def _rename(audience: Audience, name: str) -> None:
    if name == audience.name:
        return
    try:
        with transaction.atomic():
            Audience.objects.filter(pk=audience.pk).update(name=name)
    except IntegrityError:
        raise NameTaken from None
