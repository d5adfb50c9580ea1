"""Who gets a campaign and over which channel, and who does not and why: one condition counts and plans.

What the audience asks is only the beginning. Consent, subscription, “not until then”, a contact that may be used,
suppression and the budget of the week are looked at in the tables of record, at the moment of the planning; and but for
the budget once more when a message is taken up (``deliveries.windows``).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.audiences import asking
from campaigns.audiences.counting import Reason
from campaigns.models import Campaign
from campaigns.sending import fatigue
from campaigns.sending.law import rules_of
from deliveries.states import DeliveryChannel
from residents.models import Channel

# Of somebody's channels the first by the campaign's order that is open, else the one that comes nearest (``Way``), and
# what keeps it back is the reason. The budget comes last: it keeps back only who would get the message otherwise.
# Nearness, place and contact are packed into one number, the least of which is the way: a million are not sorted.
_JUDGED = """
WITH members AS MATERIALIZED ({members}), nearest AS (
  SELECT s.resident_id,
         min((CASE WHEN k.id IS NULL THEN 4::bigint WHEN k.stopped_at IS NOT NULL THEN 3
                   WHEN k.verified_at IS NULL THEN 2 WHEN x.id IS NOT NULL THEN 1 ELSE 0 END << 58)
             | (o.place << 54) | coalesce(k.id, 0)) AS packed
    FROM members AS m
    JOIN residents_subscription AS s ON s.resident_id = m.resident_id AND s.service = %(snd_service)s
    JOIN unnest(%(snd_reach)s::text[]) WITH ORDINALITY AS o (reach, place) ON o.reach = s.channel
    LEFT JOIN residents_contactpoint AS k ON k.resident_id = m.resident_id AND k.channel = o.reach
    LEFT JOIN deliveries_suppression AS x ON x.channel = k.channel AND x.address_hash = k.address_hash
   GROUP BY s.resident_id
), way AS (
  SELECT resident_id, (%(snd_channels)s::text[])[(packed >> 54 & 15)::int] AS channel,
         nullif(packed & ((1::bigint << 54) - 1), 0) AS contact_id,
         (ARRAY['open', 'suppressed', 'unverified', 'stopped', 'no_contact'])[(packed >> 58)::int + 1] AS nearness
    FROM nearest
)
SELECT r.id AS resident_id, way.channel, way.contact_id,
       CASE WHEN r.left_at IS NOT NULL THEN 'left'
            WHEN r.consents & %(snd_consents)s <> %(snd_consents)s THEN 'no_consent'
            WHEN way.resident_id IS NULL THEN 'not_subscribed'
            WHEN way.nearness <> 'open' THEN way.nearness
            WHEN r.quiet_until > %(snd_day)s THEN 'quiet'
            WHEN tired.resident_id IS NOT NULL THEN 'tired' END AS reason
  FROM members AS m
  JOIN residents_resident AS r ON r.id = m.resident_id
  LEFT JOIN way ON way.resident_id = r.id
  LEFT JOIN ({tired}) AS tired ON tired.resident_id = r.id
"""

_COUNT = """
SELECT coalesce(reason, ''), CASE WHEN reason IS NULL THEN channel ELSE '' END, count(*)
  FROM ({judged}) AS judged GROUP BY 1, 2
"""

_RECIPIENTS = """
SELECT judged.channel, judged.resident_id, judged.resident_id, judged.contact_id
  FROM ({judged}) AS judged WHERE judged.reason IS NULL
"""

# Who got what is corrected, or may have got it: nobody else has to hear of the mistake.
_WHO_GOT = """
SELECT DISTINCT v.recipient AS resident_id
  FROM deliveries_delivery AS v
  JOIN campaigns_campaigndispatch AS c ON c.dispatch_id = v.dispatch_id
 WHERE c.campaign_id = %(snd_corrected)s AND v.state IN ('accepted', 'delivered', 'sending', 'unknown')
"""


LEFT = "left"  # since the audience was asked for; a reason of sending alone


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
    sql, parameters = judged(campaign, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(judged=sql), parameters)
        rows = cursor.fetchall()
    return Reckoning(
        matching=sum(count for *_what, count in rows),
        by_channel={channel: count for reason, channel, count in sorted(rows) if not reason},
        excluded={reason: count for reason, _none, count in sorted(rows) if reason},
    )


def recipients(campaign: Campaign, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return SQL of (channel, recipient, resident, contact), one row for each who gets it, and its parameters."""
    sql, parameters = judged(campaign, at=at)
    return _RECIPIENTS.format(judged=sql), parameters


def judged(campaign: Campaign, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return SQL of (resident, channel, contact, reason) for all who are asked for; who gets it has no reason."""
    rules = rules_of(campaign.is_advertisement)
    members, asked = _members(campaign, at)
    tired, spent = fatigue.tired(at, but=campaign.pk) if campaign.corrects_id is None else fatigue.NOBODY
    parameters = {
        **asked,
        **spent,
        "snd_consents": rules.required_consents,
        "snd_service": rules.service,
        "snd_day": timezone.localtime(at).date(),
        "snd_channels": list(campaign.channels),
        "snd_reach": [reach_of(channel) for channel in campaign.channels],
    }
    return _JUDGED.format(members=members, tired=tired), parameters


def reach_of(channel: str) -> str:
    """Return the resident's channel behind a message's: 알림톡 goes to the mobile number."""
    return Channel.EMAIL if channel == DeliveryChannel.EMAIL else Channel.SMS


def _members(campaign: Campaign, at: datetime) -> tuple[str, dict[str, Any]]:
    if campaign.corrects_id is not None:
        return _WHO_GOT, {"snd_corrected": campaign.corrects_id}
    if campaign.audience is None:
        raise ValueError("a campaign without an audience has no members")
    return asking.members(campaign.audience.tree, at=at)
