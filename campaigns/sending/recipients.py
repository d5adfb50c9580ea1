"""Who gets a campaign and over which channel, and who does not and why: said by one condition, for counting and planning.

What the audience asks is only the beginning. Consent, subscription, “not until then”, a contact that may be used,
suppression and the budget of the week are looked at in the tables of record, at the moment of the planning; and but for
the budget once more when a message is taken up (``deliveries.windows``).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from campaigns.audiences import asking
from campaigns.models import Campaign
from campaigns.sending import fatigue
from campaigns.sending.law import rules_of
from deliveries.states import DeliveryChannel
from residents.models import Channel

# Of somebody's channels the first by the campaign's order that may be used; what keeps back the best of them is the
# reason. The budget comes last: it is asked about those only who would get the message otherwise.
_JUDGED = """
WITH members AS MATERIALIZED ({members}), way AS (
  SELECT DISTINCT ON (s.resident_id) s.resident_id, o.channel, k.id AS contact_id, x.id AS suppressed
    FROM members AS m
    JOIN residents_subscription AS s ON s.resident_id = m.resident_id AND s.service = %(snd_service)s
    JOIN unnest(%(snd_channels)s::text[], %(snd_reach)s::text[]) WITH ORDINALITY AS o (channel, reach, place)
      ON o.reach = s.channel
    LEFT JOIN residents_contactpoint AS k
      ON k.resident_id = m.resident_id AND k.channel = o.reach AND k.verified_at IS NOT NULL AND k.stopped_at IS NULL
    LEFT JOIN deliveries_suppression AS x ON x.channel = k.channel AND x.address_hash = k.address_hash
   ORDER BY s.resident_id, k.id IS NULL, x.id IS NOT NULL, o.place
)
SELECT r.id AS resident_id, way.channel, way.contact_id,
       CASE WHEN r.left_at IS NOT NULL THEN 'left'
            WHEN r.consents & %(snd_consents)s <> %(snd_consents)s THEN 'no_consent'
            WHEN way.resident_id IS NULL THEN 'not_subscribed'
            WHEN r.quiet_until > %(snd_day)s THEN 'quiet_until'
            WHEN way.contact_id IS NULL THEN 'no_verified_contact'
            WHEN way.suppressed IS NOT NULL THEN 'suppressed'
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
        matching=sum(count for _reason, _channel, count in rows),
        by_channel={channel: count for reason, channel, count in sorted(rows) if not reason},
        excluded={reason: count for reason, _channel, count in sorted(rows) if reason},
    )


def recipients(campaign: Campaign, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return SQL of (channel, recipient, resident, contact), one row for each who gets it, and its parameters."""
    sql, parameters = judged(campaign, at=at)
    return _RECIPIENTS.format(judged=sql), parameters


def judged(campaign: Campaign, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return SQL of (resident, channel, contact, reason) for everybody asked for; the reason is NULL for who gets it."""
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
