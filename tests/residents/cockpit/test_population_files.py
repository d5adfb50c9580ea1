"""Figures out of a file: right in every row, or refused with the row and what would be right."""

import pytest

from accounts.models import Dong
from residents.cockpit.population_files import WrongRows, read_lines
from residents.spreadsheets import open_table
from residents.unreadable import UnreadableFile
from tests.sheets import separated, workbook

pytestmark = pytest.mark.django_db
HEAD = ["행정동", "통", "인구", "세대"]


def everywhere(tongs=(1, 2)):
    return [
        [name, tong, 100 + tong, 50 + tong] for name in Dong.objects.values_list("name", flat=True) for tong in tongs
    ]


def read(tmp_path, *rows, from_age=19):
    path = workbook(tmp_path / "인구.xlsx", list(rows))
    with open_table(path, filename=path.name) as table:
        return read_lines(table, from_age=from_age)


def faults(tmp_path, *rows):
    with pytest.raises(WrongRows) as caught:
        read(tmp_path, *rows)
    return [(number, str(reason)) for number, reason in caught.value.faults]


def test_title_rows_and_right_totals_are_no_rows(tmp_path):
    rows = everywhere()
    total = ["합계", "", sum(row[2] for row in rows), sum(row[3] for row in rows)]
    lines = read(tmp_path, ["성동구 주민등록 인구 현황"], ["(2026. 10. 31. 기준)"], HEAD, *rows, total)

    assert len(lines) == 34
    assert {(line.residents, line.households) for line in lines} == {(101, 51), (102, 52)}
    assert (lines[0].number, lines[0].tong) == (4, 1)


def test_a_csv_of_the_windows_kind_with_separators_is_read(tmp_path):
    rows = [[str(row[0]), f"{row[1]}통", '"1,234"', "567세대"] for row in everywhere(tongs=(1,))]
    path = separated(tmp_path / "인구.csv", [HEAD, *rows], encoding="cp949")
    with open_table(path, filename=path.name) as table:
        assert {(one.tong, one.residents, one.households) for one in read_lines(table, from_age=19)} == {(1, 1234, 567)}


def test_whole_dongs_need_no_tong(tmp_path):
    rows = [[name, 1000, 500] for name in Dong.objects.values_list("name", flat=True)]
    assert {line.tong for line in read(tmp_path, ["행정동", "인구수", "세대수"], *rows)} == {None}


def test_a_row_of_a_whole_dong_above_its_tongs_is_a_total_and_checked(tmp_path):
    rows = everywhere()
    name = rows[0][0]
    assert len(read(tmp_path, HEAD, [name, "", 203, 103], *rows)) == 34
    ((number, reason),) = faults(tmp_path, HEAD, [name, "", 204, 103], *rows)
    assert number == 2 and "204" in reason and "203" in reason


def test_a_wrong_total_is_said_with_what_the_rows_make(tmp_path):
    rows = everywhere()
    ((number, reason),) = faults(tmp_path, HEAD, *rows, ["합계", "", 1, 2])
    assert number == 36 and f"{sum(row[2] for row in rows):,}" in reason


def test_each_dongs_subtotal_is_checked(tmp_path):
    rows = everywhere()
    with_subtotals = [line for at in range(0, 34, 2) for line in (*rows[at : at + 2], ["소계", "", 203, 103])]
    assert len(read(tmp_path, HEAD, *with_subtotals)) == 34
    with_subtotals[2] = ["소계", "", 203, 999]
    assert [number for number, _ in faults(tmp_path, HEAD, *with_subtotals)] == [4]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({0: "성동구 어딘가"}, "행정동|dong"),
        ({2: "백"}, "1,234"),
        ({2: -3}, "1,234"),
        ({2: 10.5}, "1,234"),
        ({1: 0}, "1"),
    ],
)
def test_a_wrong_row_is_named_with_what_would_be_right(tmp_path, change, word):
    rows = everywhere()
    for column, value in change.items():
        rows[3][column] = value
    ((number, reason),) = faults(tmp_path, HEAD, *rows)
    assert number == 5 and any(one in reason for one in word.split("|"))


def test_all_wrong_rows_are_named_at_once_and_the_same_tong_twice_is_one(tmp_path):
    rows = everywhere()
    rows[2][3] = "?"
    assert [number for number, _ in faults(tmp_path, HEAD, *rows, rows[0])] == [4, 36]


def test_a_dong_that_is_missing_is_named(tmp_path):
    with pytest.raises(UnreadableFile, match="용답동"):
        read(tmp_path, HEAD, *everywhere()[:-2])


def test_a_column_that_names_another_age_than_the_form_is_refused(tmp_path):
    head = ["행정동", "통", "18세 이상 인구", "세대수"]
    with pytest.raises(UnreadableFile, match="18"):
        read(tmp_path, head, *everywhere(), from_age=19)
    assert len(read(tmp_path, head, *everywhere(), from_age=18)) == 34


def test_a_missing_column_is_named(tmp_path):
    with pytest.raises(UnreadableFile, match="세대"):
        read(tmp_path, ["행정동", "통", "인구"], *[row[:3] for row in everywhere()])
