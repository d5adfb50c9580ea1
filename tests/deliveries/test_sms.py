"""Bytes as carriers count them."""

import pytest

from deliveries.sms import NotAnSms, SmsKind, lms_subject, sms_kind, sms_size, unencodable


def test_rare_syllables_count_two_bytes_each() -> None:
    assert sms_size("똠방각하 펲시") == 13


def test_a_line_break_counts_one_byte_however_it_is_written() -> None:
    assert sms_size("가\r\n나") == sms_size("가\n나") == sms_size("가\r나") == 5


@pytest.mark.parametrize(
    ("text", "kind"),
    [("가" * 45, SmsKind.SMS), ("가" * 45 + "a", SmsKind.LMS), ("가" * 1000, SmsKind.LMS), ("", SmsKind.SMS)],
)
def test_90_bytes_are_an_sms_and_2000_an_lms(text: str, kind: SmsKind) -> None:
    assert sms_kind(text) == kind


def test_more_than_2000_bytes_are_too_long() -> None:
    with pytest.raises(NotAnSms) as refusal:
        sms_kind("가" * 1000 + "a")
    assert refusal.value.code == "too_long"


@pytest.mark.parametrize("text", ["축하 🎉", "1–2동", "😀"])
def test_what_cp949_cannot_carry_is_refused_and_never_replaced(text: str) -> None:
    with pytest.raises(NotAnSms) as refusal:
        sms_kind(text)
    assert refusal.value.code == "not_cp949"


def test_the_characters_at_fault_are_named_once_and_in_order() -> None:
    assert unencodable("가–나🎉다–라") == "–🎉"
    assert unencodable("똠방각하 펲시 ·①㈜") == ""


def test_a_subject_is_cut_between_characters_at_40_bytes() -> None:
    assert lms_subject("가" * 20) == "가" * 20
    assert lms_subject("a" + "가" * 20) == "a" + "가" * 19
    assert lms_subject("재산세\r\n안내") == "재산세 안내"
