"""What the law asks of a message cannot be got wrong by accident: the machine adds it, once."""

import pytest

from campaigns.sending import approval, law
from campaigns.sending.faults import faults_of
from campaigns.sending.letters import preview
from campaigns.sending.refusals import CampaignRefused
from deliveries.sms import sms_size
from tests.campaigns.sending.writing import draft
from tests.people import subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _number_and_address(settings):
    settings.OPT_OUT_PHONE, settings.OFFICE_ADDRESS = "080-000-5000", "성동구 시범로 1"


def fields(campaign):
    return [fault.field for fault in faults_of(campaign)]


def test_nobody_forgets_to_say_whether_it_is_an_advertisement():
    assert "is_advertisement" in fields(draft(is_advertisement=None))
    assert fields(draft()) == []


@pytest.mark.parametrize(
    "typed",
    [
        "음악회",
        "(광고) 음악회",
        "（광고）음악회",
        "[광고] 음악회",
        "( 광 고 )음악회",
        "(광/고)음악회",
        "(광고)[성동구청] 음악회",
        "[성동구청] 음악회",
    ],
)
def test_label_and_sender_stand_once_at_the_beginning(typed):
    campaign = draft(is_advertisement=True, subject=typed, sms=typed)
    assert preview(campaign, "email").subject == "(광고) [성동구청] 음악회"
    assert preview(campaign, "sms").text.startswith("(광고)[성동구청] 음악회\n")
    assert preview(campaign, "sms").text.count("광고") == 1


@pytest.mark.parametrize(
    "ending",
    [
        "",
        "\n무료수신거부 080-111-2222",
        "\n무료거부 0801112222",
        "\n\n수신거부: 080-000-5000\n",
        "\n[무료 수신거부] 080",
    ],
)
def test_the_way_out_is_the_last_line_and_stands_once(ending):
    text = preview(draft(is_advertisement=True, sms=f"음악회에 오세요{ending}"), "sms").text
    assert text.splitlines()[-1] == "무료수신거부 080-000-5000 또는 '수신거부'라고 답장"
    assert text.count("무료수신거부") == 1
    assert "080-111-2222" not in text
    assert "문의 문화과 02-0000-5100" in text


def test_what_is_no_advertisement_says_how_to_opt_out_all_the_same():
    campaign = draft()
    assert preview(campaign, "sms").text.splitlines()[-1] == "수신거부 080-000-5000"
    mail = preview(campaign, "email")
    assert "/my/news/" in mail.text
    assert "/my/news/" in mail.html
    assert "/u/" in mail.text and "/u/" in mail.html  # without signing in
    assert "광고" not in mail.subject


def test_a_line_about_refusing_in_the_midst_of_a_text_stays():
    text = preview(draft(sms="거부할 수 없는 음악\n수신거부는 아래로\n꼭 오세요"), "sms").text
    assert "수신거부는 아래로\n꼭 오세요" in text


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("수강료 3만 원", ["수강료", "3만 원"]),
        ("입장권 10,000원 할인", ["10,000원", "할인"]),
        ("특가 판매", ["특가", "판매"]),
        ("무료로 오세요", []),
        ("구청 3층 원탁회의", []),
        ("도서관 2026원고 모집", []),
    ],
)
def test_words_of_advertisements_are_found(words, found):
    assert law.sounds_like_an_advertisement(words)[: len(found)] == found or not found
    assert bool(law.sounds_like_an_advertisement(words)) == bool(found)


def test_words_of_advertisements_raise_a_question_whose_answer_is_kept():
    campaign = draft(sms="수강료 3만 원, 지금 신청하세요")
    assert fields(campaign) == ["information_because"]
    answered = draft(sms="수강료 3만 원, 지금 신청하세요", information_because="구청이 여는 비영리 강좌입니다.")
    assert fields(answered) == []
    assert [(step.kind, step.text) for step in answered.steps.all()] == [("answered", "구청이 여는 비영리 강좌입니다.")]
    assert fields(draft(sms="수강료 3만 원", is_advertisement=True)) == []


def test_a_text_that_calls_itself_an_advertisement_is_one():
    assert fields(draft(subject="(광고) 음악회")) == ["is_advertisement"]


def test_an_advertisement_goes_neither_by_alimtalk_nor_without_a_free_number(settings):
    assert "channels" in fields(draft(is_advertisement=True, channels=["alimtalk", "email"], alimtalk_template="T1"))
    assert fields(draft(channels=["alimtalk", "email"], alimtalk_template="T1")) == []
    settings.OPT_OUT_PHONE = ""
    assert fields(draft(is_advertisement=True)) == ["channels"]
    assert fields(draft(is_advertisement=True, channels=["email"])) == []


def test_an_advertisement_by_email_does_not_go_without_the_offices_address(settings):
    settings.OFFICE_ADDRESS = ""
    (fault,) = faults_of(draft(is_advertisement=True))
    assert fault.field == "channels" and "OFFICE_ADDRESS" in str(fault.text)
    assert fields(draft(is_advertisement=True, channels=["sms"])) == []
    assert fields(draft()) == []
    subscriber()
    with pytest.raises(CampaignRefused, match="OFFICE_ADDRESS"):
        approval.submit(draft(is_advertisement=True), by=None)


def test_all_news_rest_on_the_consent_and_keep_quiet_hours():
    for rules in (law.rules_of(True), law.rules_of(False), law.rules_of(None)):
        assert rules.required_consents == 1 + 4
        assert rules.quiet_hours
        assert rules.service == "events"
    assert law.rules_of(None).is_advertisement


def test_an_sms_is_counted_with_all_that_is_added():
    shown = preview(draft(sms="가" * 20, contact="문화과"), "sms")
    assert (shown.kind, shown.bytes) == ("SMS", sms_size(shown.text))
    assert preview(draft(sms="가" * 32), "sms").warnings
    assert preview(draft(sms="가" * 1200), "sms").kind == ""
    assert "😀" in str(preview(draft(sms="축하 😀"), "sms").warnings[0])
    assert fields(draft(sms="축하 😀")) == ["sms"]


def test_an_advertisement_by_email_names_the_postal_address(settings):
    settings.OFFICE_ADDRESS = "성동구 시범로 1"
    advertisement, information = (preview(draft(is_advertisement=one), "email") for one in (True, False))
    assert "성동구 시범로 1" in advertisement.text and "성동구 시범로 1" in advertisement.html
    assert "성동구 시범로 1" not in information.text + information.html
