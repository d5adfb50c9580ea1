"""Outside equals inside: what the simulators received, by the deliveries that our references name."""

import re
from collections import Counter

from deliveries.models import Delivery, Dispatch
from deliveries.states import WENT_OUT
from tests.stage import Stage


def received(stage: Stage, channel: str) -> Counter[int]:
    """Count what a simulator holds by delivery: the Message-ID of a mail, the ``customFields`` of an SMS."""
    if channel == "email":
        references = [dict(mail["headers"])["Message-ID"].strip("<>").split("@")[0] for mail in stage.mails()]
    else:
        references = [sms["customFields"]["reference"] for sms in stage.sms()]
    tokens = set(Dispatch.objects.values_list("token", flat=True))
    assert {reference.split(".")[0] for reference in references} <= tokens
    return Counter(int(reference.split(".")[1]) for reference in references)


def went_to(stage: Stage) -> dict[int, str]:
    """Return to whom each delivery went, as the simulators saw it."""
    mails = {_delivery(dict(mail["headers"])["Message-ID"]): mail["to"][0] for mail in stage.mails()}
    return mails | {_delivery(sms["customFields"]["reference"]): sms["to"] for sms in stage.sms()}


def _delivery(reference: str) -> int:
    found = re.search(r"\.(\d+)", reference)
    assert found
    return int(found[1])


def assert_outside_equals_inside(stage: Stage, *, doubtful: int = 0) -> None:
    """Hold that each delivery that went out was received once, that nothing else was, and how many are in doubt.

    A doubtful one may have been received or not, but once at most.
    """
    for channel in ("email", "sms"):
        outside = received(stage, channel)
        rows = dict(Delivery.objects.filter(channel=channel).values_list("id", "state"))
        went_out = {pk for pk, state in rows.items() if state in WENT_OUT}
        unknown = {pk for pk, state in rows.items() if state == "unknown"}
        assert set(outside.values()) <= {1}, "something went out twice"
        assert went_out <= set(outside), "something is recorded that was never received"
        assert set(outside) - went_out <= unknown, "something was received that is not recorded"
    assert Delivery.objects.filter(state="unknown").count() <= doubtful
