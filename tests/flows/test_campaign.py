"""News from the approval to what arrived, through real servers and a real worker: what is taken back counts."""

import pytest
from django.utils import timezone

from campaigns.sending import acts, approval
from campaigns.sending.progress import progress_of
from deliveries.models import Delivery, Dispatch
from deliveries.suppressions import suppress
from residents import choices
from residents.enrolment import enrol
from residents.models import Channel, ConsentKind, Resident
from tests.campaigns.sending.writing import draft
from tests.people import approver, form, officer
from tests.stage import Stage, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
EACH = 30  # by email, and as many by SMS


@pytest.fixture
def readers(transactional_db) -> list[Resident]:
    ids = enrol(
        [
            form(
                f"사람{chr(0xAC00 + number)}",
                sms=f"0105555{number:04}" if number >= EACH else None,
                email=f"p{number}@example.com" if number < EACH else None,
                address=f"마장로 {number}",
                services={"events": {Channel.SMS if number >= EACH else Channel.EMAIL}},
                consents={ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL},
            )
            for number in range(2 * EACH)
        ]
    )
    return list(Resident.objects.filter(pk__in=ids).order_by("pk"))


def test_news_reach_who_still_wants_them_and_nobody_else(stage: Stage, readers: list[Resident]) -> None:
    campaign = draft(officer(), channels=["email", "sms"], canary=5)
    approval.submit(campaign, by=campaign.created_by)
    assert approval.approve(campaign, by=approver(), frozen=campaign.frozen_hash) == 2 * EACH
    # The clock of a worker is the real one, and at night no SMS would go.
    Dispatch.objects.filter(campaign_part__campaign=campaign).update(scheduled_at=timezone.now(), quiet_hours=False)

    # Planned, and not begun: one withdraws the consent, one's address is refused, one opts out of SMS.
    withdrew, refused, opted_out = readers[0], readers[1], readers[-1]
    choices.withdraw(withdrew, ConsentKind.PROMOTIONAL)
    suppress("email", bytes(refused.contacts.get(channel="email").address_hash), "complaint")
    opted_out.subscriptions.all().delete()

    stage.start_simulators()
    stage.start_workers()
    wait_until(lambda: progress_of(campaign).state == "paused", "the first part went out, and the rest waits")
    first = len(stage.mails()) + len(stage.sms())
    assert 0 < first <= 10
    acts.resume(campaign, by=None)
    wait_until(lambda: progress_of(campaign).state == "finished", "all went out")

    mails = [mail for mail in stage.mails() if "음악회" in mail["text"]]
    news = [sms for sms in stage.sms() if "음악회" in sms["text"]]
    assert len(mails) == EACH - 2
    assert len(news) == EACH - 1
    skipped = Delivery.objects.filter(state="skipped").order_by("recipient").values_list("recipient", "code")
    assert list(skipped) == [
        (withdrew.pk, "no_consent"),
        (refused.pk, "suppressed"),
        (opted_out.pk, "not_subscribed"),
    ]
    headers = dict(mails[0]["headers"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert all("/l/" in one["text"] and "수신거부" in one["text"] for one in [*mails, *news])
    assert len({one["text"].split("/l/")[1][:15] for one in [*mails, *news]}) == len(mails) + len(news)
