"""Out of the news by one press in a mail program and by one word in an SMS, through real processes.

What the law wants told of it comes back over the same way, once, and the next news pass those by (정보통신망법 제50조).
"""

import httpx
import pytest
from django.utils import timezone

from campaigns.models import Campaign
from campaigns.sending import approval
from campaigns.sending.progress import progress_of
from deliveries.models import Dispatch
from residents.models import Channel, Resident
from tests.campaigns.sending.writing import draft
from tests.flows.test_conversations import answer_sms
from tests.people import approver, officer, subscriber
from tests.stage import Stage, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}  # what a mail provider posts (RFC 8058, 3.2)
RESULT_BY_MAIL, RESULT_BY_SMS = "[성동구청] 소식 수신거부 처리 결과", "문자 소식 수신거부가 처리되었습니다"


def reader(name: str, *, email: str | None = None, sms: str | None = None) -> Resident:
    channel = Channel.EMAIL if email else Channel.SMS
    return subscriber(name, email=email, sms=sms, address=f"마장로 {name}", channels=frozenset({channel}))


def send(campaign: Campaign) -> None:
    """Approve a campaign, and have it go out now."""
    approval.submit(campaign, by=campaign.created_by)
    approval.approve(campaign, by=approver(f"approver{campaign.pk}"), frozen=campaign.frozen_hash)
    # The clock of a worker is the real one, and at night no SMS would go.
    Dispatch.objects.filter(campaign_part__campaign=campaign).update(scheduled_at=timezone.now(), quiet_hours=False)
    wait_until(lambda: progress_of(campaign).state == "finished", "all went out")


def received(stage: Stage, words: str) -> set[str]:
    """Return who got something with these words in it; fail where somebody got it twice."""
    mails = [mail["to"][0] for mail in stage.mails() if words in f"{mail['subject']} {mail['text']}"]
    texts = [sms["to"] for sms in stage.sms() if words in sms["text"]]
    assert len({*mails, *texts}) == len(mails) + len(texts)
    return {*mails, *texts}


def test_who_opts_out_is_told_so_and_passed_by(stage: Stage) -> None:
    reader("가람", email="leaves@example.com")
    reader("나래", email="stays@example.com")
    reader("다온", sms="01055550001")
    reader("라온", sms="01055550002")
    office = officer()
    stage.start_simulators()
    stage.start_workers()
    stage.start_web()
    first, second = draft(office), draft(office, subject="봄 음악회에 초대합니다", sms="봄 음악회에 초대합니다.")
    send(first)
    everybody = {"leaves@example.com", "stays@example.com", "01055550001", "01055550002"}
    assert received(stage, "겨울 음악회") == everybody

    (mail,) = [mail for mail in stage.mails() if mail["to"] == ["leaves@example.com"]]
    headers = dict(mail["headers"])
    assert headers["List-Unsubscribe-Post"] == "=".join(*ONE_CLICK.items())
    way_out = headers["List-Unsubscribe"].strip("<>")
    assert f"수신거부(무료, 로그인 없이): {way_out}\n" in mail["text"]
    assert httpx.get(way_out).status_code == 200  # a scanner opens it, and nothing ends
    assert httpx.post(f"{way_out[:-1]}{'0' if way_out[-1] != '0' else '1'}", data=ONE_CLICK).status_code == 404
    assert received(stage, RESULT_BY_MAIL) == set()
    for _again in range(2):
        assert httpx.post(way_out, data=ONE_CLICK).status_code == 200
    answer_sms(stage, "01055550001", "수신거부")
    wait_until(lambda: received(stage, RESULT_BY_MAIL) and received(stage, RESULT_BY_SMS), "both results have come", 20)
    answer_sms(stage, "01055550001", "수신거부")
    wait_until(
        lambda: received(stage, "문자 소식이 없습니다") == {"01055550001"}, "the second one is answered, too", 20
    )

    send(second)
    assert received(stage, "봄 음악회") == {"stays@example.com", "01055550002"}
    assert received(stage, RESULT_BY_MAIL) == {"leaves@example.com"}
    assert received(stage, RESULT_BY_SMS) == {"01055550001"}
