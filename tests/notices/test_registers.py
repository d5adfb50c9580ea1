import json

import pytest
from django.db import connection

from notices import batches
from notices.batches import Intake
from notices.models import Batch, RegisterRow
from notices.types import NOTICE_TYPES
from residents.spreadsheets import open_table
from residents.unreadable import UnreadableFile
from tests.notices.taking import TAX, file_of, outcomes, taken
from tests.sheets import workbook

pytestmark = pytest.mark.django_db


def values_of(batch: Batch) -> dict[str, str]:
    return json.loads(batch.rows.get().values)


def test_a_row_is_kept_as_it_will_be_shown():
    batch = taken(
        "local_tax",
        {
            "생년월일": "1980. 1. 31.",
            "납기내금액": "929,520원",
            "납부기한": "2026년 12월 31일",
            "과세표준": 1234567.0,
            "행정동": "마장동주민센터",
        },
    )
    assert values_of(batch) == {
        "name": "홍길동",
        "birth_date": "1980-01-31",
        "dong": "1120054000",
        "address": "서울특별시 성동구 마장로 209, 118동 303호",
        "tax_item": "재산세",
        "tax_year": "2026",
        "payment_number": "0261126082900000000",
        "tax_base": "1234567",
        "amount": "929520",
        "due_date": "2026-12-31",
    }


def test_nothing_of_a_row_can_be_read_in_the_table():
    taken()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM notices_registerrow AS r")
        stored = cursor.fetchone()[0]
    for value in ("홍길동", "1980-01-31", "마장로 209", "0261126082900000000", "929520"):
        assert value not in stored
        assert value.encode().hex() not in stored


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"성명": None}, "missing", "성명"),
        ({"성명": "=홍길동"}, "bad_name", "성명"),
        ({"생년월일": "80-01-31"}, "bad_birth_date", "생년월일"),
        ({"납기내금액": "모름"}, "bad_amount", "납기내금액"),
        ({"납기내금액": None}, "missing", "납기내금액"),
        ({"납부기한": "말일"}, "bad_date", "납부기한"),
        ({"전자납부번호": 2611260829000123456}, "rounded_number", "전자납부번호"),
        ({"전자납부번호": "1.12608E+18"}, "rounded_number", "전자납부번호"),
        ({"비고": "800131-1234567"}, "rrn", "비고"),
        ({"생년월일": "8001311234567"}, "rrn", "생년월일"),
        ({"과세연도": "올해"}, "bad_number", "과세연도"),
    ],
)
def test_a_bad_row_is_invalid_with_reason_and_column_and_blocks_nobody(change, code, column):
    batch = taken("local_tax", change, {})
    bad, good = batch.rows.order_by("number")
    assert (bad.number, bad.outcome, bad.reason, bad.column) == (2, "invalid", code, column)
    assert good.outcome == "paper"


def test_of_a_row_that_looks_like_it_holds_an_rrn_nothing_is_kept():
    row = taken("local_tax", {"비고": "800131-1234567"}).rows.get()
    assert (json.loads(row.values), row.person_hashes, bytes(row.obligation_hash)) == ({}, [], b"")


def test_an_optional_cell_that_cannot_be_read_is_left_out_of_the_letter():
    assert "tax_base" not in values_of(taken("local_tax", {"과세표준": "별도 안내"}))


def test_a_dong_that_is_not_ours_decides_nothing():
    row = taken("local_tax", {"행정동": "역삼동"}).rows.get()
    assert row.dong_id is None


def test_a_payment_number_of_nineteen_digits_is_no_rrn():
    assert outcomes(taken("local_tax", {"전자납부번호": "1234561234567123456"})) == [("paper", "not_enrolled")]


def refusal(file, slug="local_tax"):
    """Take the file in for that type, and return why it was refused."""
    with open_table(file, filename="a.xlsx") as table, pytest.raises(UnreadableFile) as caught:
        batches.take_in(Intake(slug, "안내", "a.xlsx"), table)
    assert not Batch.objects.exists()
    assert not RegisterRow.objects.exists()
    return caught.value


@pytest.mark.parametrize(
    ("slug", "other"),
    [("local_tax", "civil_defense"), ("civil_defense", "local_tax"), ("school_entry", "local_tax"),
     ("local_tax", "school_entry")],
)  # fmt: skip
def test_a_register_of_another_type_is_recognised_and_named(slug, other):
    error = refusal(file_of(other, {}), slug)
    assert error.code == "other_type"
    assert str(NOTICE_TYPES[other].label) in str(error.reason)


def test_a_missing_column_is_named(tmp_path):
    titles = [title for title in TAX if title != "납부기한"]
    error = refusal(workbook(tmp_path / "a.xlsx", [titles, [TAX[title] for title in titles]]))
    assert error.code == "missing_columns"
    assert "납부기한" in str(error.reason)


def test_a_file_of_enrolments_is_no_register(samples):
    assert refusal(samples / "enrolments.xlsx").code in {"missing_columns", "no_header"}


def test_a_persons_choice_of_column_is_used():
    batch = taken("local_tax", {"납부기한": None, "기한일": "2026-12-31"}, mapping={"due_date": "기한일"})
    assert values_of(batch)["due_date"] == "2026-12-31"


def test_totals_are_counted_apart():
    batch = taken("local_tax", {}, {"성명": "합계", "생년월일": None, "전자납부번호": None, "납부기한": None})
    assert (batch.counts["rows"], batch.counts["footer_rows"]) == (1, 1)
