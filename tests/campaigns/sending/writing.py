"""A campaign that lacks nothing, an audience of everybody, and what tests say of them again and again."""

from datetime import datetime

from campaigns.models import AudienceVersion, Campaign
from campaigns.sending import approval, drafts
from deliveries.models import Delivery
from tests.people import DEPARTMENT

BODY = """# 겨울 음악회

{이름} 님, 구청 대강당에서 음악회가 열립니다.

![무대에 선 합창단](/files/p/1.jpg)

- 자세한 내용은 [행사 안내](https://culture.example/winter?a=1&b=2)를 보십시오.
"""


def everybody(**values):
    return AudienceVersion.objects.create(
        tree={"op": "and", "of": [{"is": "everybody"}]}, small_because="시험", **values
    )


def draft(by=None, **values) -> Campaign:
    """A draft that may be submitted as it is."""
    given = {
        "title": "겨울 음악회",
        "is_advertisement": False,
        "subject": "겨울 음악회에 초대합니다",
        "body": BODY,
        "sms": "{이름} 님, 12월 5일 겨울 음악회에 초대합니다. https://culture.example/winter?a=1&b=2",
        "channels": ["email", "sms"],
        "contact": "문화과 02-0000-5100",
        **values,
    }
    if "audience" not in given:
        given["audience"] = everybody()
    return drafts.begin(by, department=DEPARTMENT, **given)


def planned(by=None, approver=None, **values) -> Campaign:
    """A campaign that was submitted and approved."""
    campaign = draft(by, **values)
    approval.submit(campaign, by=by)
    approval.approve(campaign, by=approver, frozen=campaign.frozen_hash)
    return campaign


def who_gets(campaign) -> set[tuple[int, str]]:
    """Return (resident, channel) of every message of a campaign."""
    found = Delivery.objects.filter(dispatch__campaign_part__campaign=campaign)
    return set(found.values_list("recipient", "channel"))


def at(day: int, hour: int = 10) -> datetime:
    from tests.people import KST

    return datetime(2026, 11, day, hour, tzinfo=KST)
