from datetime import datetime

import pytest

from deliveries.models import Dispatch
from deliveries.quiet_hours import KST, seconds_to_wait


@pytest.mark.parametrize(
    ("hour", "minute", "hours_to_wait"),
    [(8, 0, 0), (20, 59, 0), (21, 0, 11), (23, 30, 8.5), (0, 0, 8), (7, 0, 1)],
)
def test_an_sms_of_a_campaign_waits_from_nine_in_the_evening_until_eight(hour, minute, hours_to_wait):
    now = datetime(2026, 11, 24, hour, minute, tzinfo=KST)
    assert seconds_to_wait(Dispatch(quiet_hours=True), "sms", now=now) == hours_to_wait * 3600


def test_email_and_statutory_notices_do_not_wait():
    night = datetime(2026, 11, 24, 23, 0, tzinfo=KST)
    assert seconds_to_wait(Dispatch(quiet_hours=True), "email", now=night) == 0
    assert seconds_to_wait(Dispatch(quiet_hours=False), "sms", now=night) == 0
