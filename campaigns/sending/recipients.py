"""Who gets a campaign and over which channel, and who does not and why: the condition that counts also plans.

Everything is asked of ``campaigns_reach``, which says at every moment what the tables of record say, but for the budget
of the week. When a message is taken up, the tables of record are asked once more (``deliveries.windows``).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from campaigns.audiences import counting
from campaigns.audiences.asking import where
from campaigns.audiences.counting import REACHED, REASONS, Reason, reach_of
from campaigns.models import Campaign, Way
from campaigns.sending import fatigue
from campaigns.sending.fatigue import Tired
from campaigns.sending.law import rules_of
from deliveries.states import DeliveryChannel

# The first of the campaign's channels that is open, and its contact; who is reached has both.
_JUDGED = """
SELECT {resident} AS resident_id, {reason} AS reason, CASE {channel} END AS channel, CASE {contact} END AS contact_id
  FROM {people}
"""

_COUNT = """
SELECT reason, CASE WHEN reason = {reached} THEN channel END, count(*) FROM ({judged}) AS judged GROUP BY 1, 2
"""

_RECIPIENTS = """
SELECT channel, resident_id, resident_id, contact_id FROM ({judged}) AS judged WHERE reason = {reached}
"""

# Who got what is corrected, or may have got it: nobody else has to hear of the mistake.
_WHO_GOT = """
(SELECT DISTINCT v.recipient AS resident_id
   FROM deliveries_delivery AS v
   JOIN campaigns_campaigndispatch AS c ON c.dispatch_id = v.dispatch_id
  WHERE c.campaign_id = %(snd_corrected)s AND v.state IN ('accepted', 'delivered', 'sending', 'unknown')) AS got
  LEFT JOIN campaigns_reach AS r ON r.resident_id = got.resident_id
"""

LEFT = "left"  # since they got what is corrected; no audience asks for them
_LEFT = -1


def reason_words(reason: str) -> str:
    """Say why somebody does not get it, as the count of an audience says it."""
    return str(Reason(reason).label) if reason in Reason.values else str(_("Have left"))


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How many people the audience asks for, how many get it over which channel, and why the others do not."""

    matching: int
    by_channel: dict[str, int]
    excluded: dict[str, int]

    @property
    def recipients(self) -> int:
        return sum(self.by_channel.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "matching": self.matching,
            "recipients": self.recipients,
            "by_channel": self.by_channel,
            "excluded": self.excluded,
        }


def reckon(campaign: Campaign, *, at: datetime) -> Reckoning:
    """Count who would get ``campaign`` if it were planned now to go out at ``at``."""
    sql, parameters = _judged(campaign, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(judged=sql, reached=REACHED), parameters)
        rows = cursor.fetchall()
    return Reckoning(
        matching=sum(people for *_why, people in rows),
        by_channel={channel: people for reason, channel, people in rows if reason == REACHED},
        excluded={_name(reason): people for reason, _none, people in sorted(rows) if reason != REACHED},
    )


def recipients(campaign: Campaign, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return SQL of (channel, recipient, resident, contact), one row for each who gets it, and its parameters."""
    sql, parameters = _judged(campaign, at=at)
    return _RECIPIENTS.format(judged=sql, reached=REACHED), parameters


def _judged(campaign: Campaign, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return SQL of (resident, reason, channel, contact) for all who are asked for, and its parameters."""
    if not campaign.channels:
        raise ValueError("a campaign without channels reaches nobody")
    reason, parameters = counting.reason(
        campaign.channels,
        at=at,
        tired=fatigue.tired(at, but=campaign.pk) if campaign.corrects_id is None else Tired(),
        consents=rules_of(campaign.is_advertisement).required_consents,
    )
    ways = [(DeliveryChannel(channel).value, reach_of(channel).value) for channel in campaign.channels]
    said = {
        "reason": reason,
        "channel": " ".join(f"WHEN r.{way} = {int(Way.OPEN)} THEN '{channel}'" for channel, way in ways),
        "contact": " ".join(f"WHEN r.{way} = {int(Way.OPEN)} THEN r.{way}_contact_id" for _channel, way in ways),
    }
    if campaign.corrects_id is not None:
        said["reason"] = f"CASE WHEN r.resident_id IS NULL THEN {_LEFT} ELSE {reason} END"
        sql = _JUDGED.format(**said, resident="got.resident_id", people=_WHO_GOT)
        return sql, parameters | {"snd_corrected": campaign.corrects_id}
    if campaign.audience is None:
        raise ValueError("a campaign without an audience has no members")
    condition, asked = where(campaign.audience.tree, at=at)
    sql = _JUDGED.format(**said, resident="r.resident_id", people=f"campaigns_reach AS r WHERE {condition}")
    return sql, parameters | asked


def _name(reason: int) -> str:
    return LEFT if reason == _LEFT else REASONS[reason].value
