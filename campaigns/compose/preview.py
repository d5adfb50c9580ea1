"""What a draft looks like as it arrives, with what the law adds told apart from what the officer wrote."""

import copy
from dataclasses import dataclass
from typing import Any

from campaigns.models import Campaign
from campaigns.sending.law import Rules, rules_of, sounds_like_an_advertisement
from campaigns.sending.letters import Preview, preview
from deliveries.sms import LMS_BYTES, SMS_BYTES, unencodable
from residents.models import Channel

# Stand around what was typed, so that what is before and behind them is what the machine adds.
_FROM, _TO = "\ue123", "\ue124"


@dataclass(frozen=True, slots=True)
class Added:
    """A text in three parts: added before, typed, added behind."""

    before: str
    typed: str
    behind: str

    @property
    def is_empty(self) -> bool:
        return not self.typed.strip()


@dataclass(frozen=True, slots=True)
class Meter:
    """How much of an SMS or LMS is used up; ``lost`` are characters that neither can carry."""

    bytes: int
    most: int
    kind: str
    lost: str

    @property
    def percent(self) -> int:
        return min(100 * self.bytes // self.most, 100)

    @property
    def tone(self) -> str:
        if self.lost or self.bytes > LMS_BYTES:
            return "danger"
        return "success" if self.bytes <= SMS_BYTES else "warning"


@dataclass(frozen=True, slots=True)
class Shown:
    """All previews of a draft."""

    sms: Added
    meter: Meter
    subject: Added
    mail: Preview
    rules: Rules
    sounds: list[str]
    warnings: list[Any]
    by_email: bool
    by_sms: bool


def shown(campaign: Campaign) -> Shown:
    """Draw a draft over each of its channels, with sample values in the place of its fields."""
    by_sms, mail = preview(campaign, Channel.SMS), preview(campaign, Channel.EMAIL)
    channels = campaign.channels
    return Shown(
        sms=_apart(by_sms.text, _around(campaign, Channel.SMS), campaign.sms),
        meter=_meter(campaign, by_sms),
        subject=_apart(mail.subject, _around(campaign, Channel.EMAIL), campaign.subject),
        mail=mail,
        rules=rules_of(campaign.is_advertisement),
        sounds=sounds_like_an_advertisement(campaign.subject, campaign.body, campaign.sms),
        warnings=list(dict.fromkeys([*mail.warnings, *(by_sms.warnings if campaign.sms.strip() else ())])),
        by_email=Channel.EMAIL in channels,
        by_sms=bool({"sms", "alimtalk"} & set(channels)),
    )


def _around(campaign: Campaign, channel: Channel) -> str:
    """Return the text or subject with signs around what was typed."""
    marked = copy.copy(campaign)
    marked.sms, marked.subject = f"{_FROM}{campaign.sms.strip()}{_TO}", f"{_FROM}{campaign.subject.strip()}{_TO}"
    drawn = preview(marked, channel)
    return drawn.text if channel == Channel.SMS else drawn.subject


def _apart(text: str, around: str, typed: str) -> Added:
    """Divide ``text``; where the machine took something out of what was typed, all of it counts as typed."""
    before, _from, rest = around.partition(_FROM)
    inside, _to, behind = rest.partition(_TO)
    if not typed.strip():
        return Added(before, "", behind)
    return Added(before, inside, behind) if before + inside + behind == text else Added("", text, "")


def _meter(campaign: Campaign, by_sms: Preview) -> Meter:
    size = by_sms.bytes if campaign.sms.strip() else 0
    return Meter(
        bytes=size,
        most=SMS_BYTES if size <= SMS_BYTES else LMS_BYTES,
        kind="SMS" if size <= SMS_BYTES else "LMS",
        lost=unencodable(campaign.sms),
    )
