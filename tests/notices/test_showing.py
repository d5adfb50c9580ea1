import pytest
from django.utils import translation

from notices.showing import day, lines_of, moment, shown, won
from notices.types import NOTICE_TYPES

TAX = NOTICE_TYPES["local_tax"]
ROW = {
    "name": "홍길동",
    "amount": "929520",
    "due_date": "2026-11-23",
    "payment_number": "0261126082900012345",
    "tax_year": "2026",
}


@pytest.fixture(params=["ko", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def test_won_have_separators(language):
    assert won("929520").startswith("929,520")
    assert won("0").startswith("0")
    assert "1,234,567,890" in won("1234567890")


def test_a_day_has_its_year_and_its_weekday_and_no_padding(language):
    text = day("2026-07-01")
    assert "2026" in text
    assert "07" not in text


def test_a_moment_is_shown_in_kst_with_its_half_of_the_day():
    with translation.override("ko"):
        assert "오후 2:00" in moment("2026-12-15T14:00:00+09:00")
        assert moment("2026-12-15T05:00:00+00:00") == moment("2026-12-15T14:00:00+09:00")
        assert "오전 9:30" in moment("2026-12-15T09:30:00+09:00")


def test_a_time_after_midnight_in_korea_is_the_korean_day():
    with translation.override("ko"):
        assert day("2026-12-16") in moment("2026-12-15T15:30:00+00:00")


def test_a_number_that_is_a_name_is_shown_as_it_is():
    assert shown(TAX, ROW, "payment_number") == "0261126082900012345"


def test_what_the_register_does_not_say_is_left_out():
    assert [line.field for line in lines_of(TAX, ROW)] == ["amount", "due_date", "tax_year", "payment_number"]
    assert shown(TAX, ROW, "virtual_account") == ""


@pytest.mark.parametrize("slug", NOTICE_TYPES)
def test_a_letter_shows_only_fields_of_its_type_and_none_twice(slug):
    notice_type = NOTICE_TYPES[slug]
    names = [line.field for line in notice_type.lines]
    assert len(names) == len(set(names))
    assert set(names) <= {field.name for field in notice_type.fields}
    assert notice_type.birth_date not in names


@pytest.mark.parametrize("slug", NOTICE_TYPES)
def test_every_required_field_but_the_addressees_is_in_the_letter(slug):
    notice_type = NOTICE_TYPES[slug]
    private = {notice_type.person, notice_type.birth_date, "child_birth_date"}
    assert set(notice_type.required) - private <= {line.field for line in notice_type.lines}
