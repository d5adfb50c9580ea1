from datetime import timedelta

import pytest
from django.utils import timezone, translation

from deliveries.sms import SmsKind, sms_size
from notices import letters
from notices.letters import link_of
from notices.preflight import SAMPLE_TOKEN, previews_of, warnings_of
from residents.models import Channel, ConsentKind
from tests.notices.taking import approved, only_notice, taken
from tests.people import resident

pytestmark = pytest.mark.django_db


def said(batch) -> str:
    return "\n".join(map(str, warnings_of(batch)))


def test_previews_are_the_messages_of_real_rows():
    resident()
    (preview,) = previews_of(taken())
    assert preview.number == 2
    assert "홍길동 님" in preview.text
    assert "홍길동 님" in preview.html
    assert link_of(SAMPLE_TOKEN) in preview.sms


def test_at_most_three_recipients_are_previewed_and_nobody_else():
    resident()
    batch = taken("local_tax", {"성명": "임꺽정"}, {}, {}, {}, {})
    assert [preview.number for preview in previews_of(batch)] == [3, 4, 5]


def test_a_row_without_a_channel_has_no_preview_of_it():
    resident(services={"local_tax": {Channel.SMS}})
    (preview,) = previews_of(taken())
    assert (preview.subject, preview.text, preview.html) == ("", "", "")
    assert preview.sms_kind is not None


def test_the_bytes_shown_are_those_that_will_be_sent():
    resident()
    batch = approved()
    (preview,) = previews_of(batch)
    sent = preview.sms.replace(SAMPLE_TOKEN, only_notice(batch).token)
    assert preview.sms_bytes == sms_size(sent) == len(sent.encode("cp949"))


def test_a_long_title_makes_it_an_lms():
    resident()
    (preview,) = previews_of(taken("local_tax", {}, title="가" * 80))
    assert (preview.sms_kind, preview.sms_bytes > 90) == (SmsKind.LMS, True)


def test_a_title_that_is_a_little_too_long_is_said_by_how_much(settings):
    settings.SITE_URL = "https://n.sd.go.kr"
    resident()
    batch = taken("local_tax", {}, title="2026년 9월 정기분 재산세 안내")
    over = letters.bytes_over_one_sms(batch.dispatch.contents.get(channel="sms").text)
    assert 0 < over <= 20
    with translation.override("en"):
        assert f"shorter by {over} bytes" in said(batch)
        fitting = taken("local_tax", {}, title="2026년 9월 정기분 재산세 안내"[: -(over + 1) // 2], again=True)
        assert "shorter by" not in said(fitting)
    assert [preview.sms_kind for preview in previews_of(fitting)] == [SmsKind.SMS]


def test_characters_that_no_sms_can_carry_are_warned_of_and_named():
    resident()
    warned = said(taken("local_tax", {}, title="재산세 😀 안내 – 12월"))
    assert "😀" in warned
    assert "–" in warned


def test_rare_syllables_of_cp949_need_no_warning():
    resident()
    assert said(taken("local_tax", {}, title="똠방각하 펲시")) == ""


def test_due_dates_that_are_over_are_counted():
    resident()
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    today = timezone.localdate().isoformat()
    assert "2" in said(taken("local_tax", {"납부기한": yesterday}, {"납부기한": yesterday}, {"납부기한": today}))
    assert said(taken("local_tax", {"납부기한": today})) == ""


def test_the_last_lawful_moment_is_said():
    kinds = {ConsentKind.COLLECTION_USE, ConsentKind.CIVIL_DEFENSE}
    resident(services={"civil_defense": {Channel.SMS}}, consents=kinds)
    batch = taken("civil_defense", {"교육일시": "2027-12-15 14:00"}, {"교육일시": "2027-12-16 14:00"})
    assert "2027-12-08 14:00" in said(batch)


def test_an_sms_that_cannot_be_sent_is_still_shown_with_its_warning():
    resident()
    batch = taken("local_tax", {}, title="재산세 😀")
    (preview,) = previews_of(batch)
    assert "😀" in preview.sms
    assert (preview.sms_bytes, preview.sms_kind) == (0, None)
