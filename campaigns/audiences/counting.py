"""Counting an audience: whom it matches, who of them is reached over which channel, and why the others are not.

One statement goes once over ``campaigns_reach`` and returns a few hundred groups; everything said is a sum over them,
so the parts add up to the whole exactly. Each person has one reason, the first in the order of ``Reason``.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Dong
from campaigns.audiences.asking import where
from campaigns.models import Way
from campaigns.sending import fatigue
from campaigns.sending.fatigue import Tired
from deliveries.states import DeliveryChannel
from residents.cockpit.masking import is_small, masked
from residents.consent import mask_of
from residents.models import Channel, Sex
from residents.offered_services import services

SERVICE = "events"


class Reason(models.TextChoices):
    """Why somebody who matches is not written to, in the order in which it is asked."""

    NO_CONSENT = "no_consent", _("Have not given the consent")
    NOT_SUBSCRIBED = "not_subscribed", _("Have not subscribed to news over these channels")
    NO_CONTACT = "no_contact", _("Have no address or number")
    STOPPED = "stopped", _("Have an address or number that is no longer in use")
    UNVERIFIED = "unverified", _("Have not confirmed their address or number")
    SUPPRESSED = "suppressed", _("Have an address or number that takes nothing more")
    QUIET = "quiet", _("Do not want to be written to for now")
    TIRED = "tired", _("Have had this week’s messages already")


REASONS: Mapping[int, Reason] = {
    0: Reason.NO_CONSENT,
    Way.NOT_SUBSCRIBED: Reason.NOT_SUBSCRIBED,
    Way.NO_CONTACT: Reason.NO_CONTACT,
    Way.STOPPED: Reason.STOPPED,
    Way.UNVERIFIED: Reason.UNVERIFIED,
    Way.SUPPRESSED: Reason.SUPPRESSED,
    10: Reason.QUIET,
    11: Reason.TIRED,
}
REACHED = 99

# Over everybody most of the time goes into telling groups apart, so all but the dong is packed into one number: band of
# age, sex (its place in _SEXES), over which of the two channels, reason. Dongs are compared by their bytes.
_COUNT = """
SELECT r.dong_id COLLATE "C",
       (((CASE WHEN r.birth_year = 0 THEN -1 ELSE width_bucket(%(cnt_year)s - r.birth_year, %(cnt_bands)s::int[]) END
          + 1) * 4 + CASE r.sex WHEN 'M' THEN 1 WHEN 'F' THEN 2 ELSE 0 END) * 4
        + (r.email = {open})::int * 2 + (r.sms = {open})::int) * 128 + {reason},
       count(*)
  FROM campaigns_reach AS r
 WHERE {where}
 GROUP BY 1, 2
"""
_SEXES = ("", Sex.MALE.value, Sex.FEMALE.value)


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted. ``matching`` is ``reachable`` and all of ``excluded``; who has two ways is in each channel.

    The breakdowns are of those who match, label → number; None is a number too small to be shown.
    """

    matching: int
    reachable: int
    by_channel: dict[str, int]
    excluded: dict[str, int]
    by_dong: dict[str, int | None] = field(default_factory=dict)
    by_age: dict[str, int | None] = field(default_factory=dict)
    by_sex: dict[str, int | None] = field(default_factory=dict)

    @property
    def is_tiny(self) -> bool:
        """Whether so few match that no number is shown."""
        return is_small(self.matching)

    @property
    def is_small(self) -> bool:
        """Whether so few are written to that a reason has to be given."""
        return self.reachable < int(settings.AUDIENCE_SMALL)

    def stored(self) -> dict[str, Any]:
        """Return what is kept with a version."""
        return {
            "matching": self.matching,
            "reachable": self.reachable,
            "by_channel": self.by_channel,
            "excluded": self.excluded,
        }


def reach_of(channel: str) -> Channel:
    """Return the resident's channel behind a message's: 알림톡 goes to the mobile number."""
    return Channel.EMAIL if channel == DeliveryChannel.EMAIL else Channel.SMS


def needed_consents() -> int:
    """Return the mask of the consents on which news rest."""
    return mask_of(next(service.consents for service in services() if service.slug == SERVICE))


def reason(
    channels: Collection[str], *, at: datetime, tired: Tired, consents: int | None = None
) -> tuple[str, dict[str, Any]]:
    """Return SQL for why a row ``r`` is not written to over any of ``channels`` (a number; 99: it is), with parameters.

    ``tired``: whose budget of the week is used up.
    """
    columns = sorted({f"r.{reach_of(channel)}" for channel in channels})
    way = f"greatest({', '.join(columns)})" if columns else "0"
    need = needed_consents() if consents is None else consents
    is_tired, parameters = tired.condition("r.resident_id")
    return (
        f"CASE WHEN r.consents & {need} <> {need} THEN 0 WHEN {way} < {int(Way.OPEN)} THEN {way}"
        f" WHEN r.quiet_until > %(cnt_day)s THEN 10 WHEN {is_tired} THEN 11 ELSE {REACHED} END",
        {**parameters, "cnt_day": timezone.localtime(at).date()},
    )


def count(
    tree: object, *, channels: Collection[str], at: datetime, consents: int | None = None, budget: bool = True
) -> Count:
    """Count an audience.

    ``consents``: the mask that is needed, unless it is that of news. ``budget``: whether the week's budget, as it was
    ten minutes ago at most, keeps anybody back.
    """
    condition, parameters = where(tree, at=at)
    tired = fatigue.tired_lately(at) if budget else Tired()
    why, more = reason(channels, at=at, tired=tired, consents=consents)
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT.format(reason=why, where=condition, open=int(Way.OPEN)),
            {**parameters, **more, "cnt_year": timezone.localtime(at).year, "cnt_bands": settings.AGE_BANDS},
        )
        groups = cursor.fetchall()
    return _summed(groups, channels)


def _summed(groups: list[tuple[Any, ...]], channels: Collection[str]) -> Count:
    dongs: Counter[str] = Counter()
    ages: Counter[int] = Counter()
    sexes: Counter[str] = Counter()
    excluded: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    matching = reachable = 0
    for dong, packed, people in groups:
        band, sex, by_email, by_sms, why = _unpacked(packed)
        matching += people
        dongs[dong] += people
        sexes[sex] += people
        ages[band] += people
        if why != REACHED:
            excluded[REASONS[why].value] += people
            continue
        reachable += people
        for channel in channels:
            ways[channel] += people if (by_email if channel == Channel.EMAIL else by_sms) else 0
    return Count(
        matching=matching,
        reachable=reachable,
        by_channel={channel: ways[channel] for channel in channels},
        excluded={one.value: excluded[one.value] for one in Reason if excluded[one.value]},
        by_dong=_named(dongs, dict(Dong.objects.values_list("code", "name"))),
        by_age=_named(ages, {band: _band_words(band) for band in sorted(ages)}),
        by_sex=_named(sexes, {**{one.value: str(one.label) for one in Sex}, "": str(_("Sex not known"))}),
    )


def _unpacked(packed: int) -> tuple[int, str, bool, bool, int]:
    """Return band of age, sex, whether by email and by SMS, and the reason, out of the number of ``_COUNT``."""
    rest, why = divmod(packed, 128)
    rest, ways = divmod(rest, 4)
    band, sex = divmod(rest, 4)
    return band - 1, _SEXES[sex], bool(ways & 2), bool(ways & 1), why


def _band_words(band: int) -> str:
    """Return what a band of ages is called: 0 is below the first of ``AGE_BANDS``, -1 not known."""
    starts = settings.AGE_BANDS
    if band < 0:
        return str(_("Age not known"))
    if band == 0:
        return str(_("Under %(age)s") % {"age": starts[0]})
    if band == len(starts):
        return str(_("%(age)s and older") % {"age": starts[-1]})
    return str(pgettext_lazy("ages", "%(from)s to %(to)s") % {"from": starts[band - 1], "to": starts[band] - 1})


def _named(counts: Mapping[Any, int], names: Mapping[Any, str]) -> dict[str, int | None]:
    """Return counts by name, in the order of the names, the small ones masked."""
    shown = masked(counts)
    return {name: shown[key] for key, name in names.items() if key in counts}
