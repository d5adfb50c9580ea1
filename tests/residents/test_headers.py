from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from residents.headers import BodyRow, Header, body, find_header
from residents.spreadsheets import Table, UnreadableFile, open_table
from tests.residents.table_files import KIM, KNOWN, LEE, REQUIRED, TITLES, write_csv, write_xlsx

Rows = Sequence[Sequence[Any]]


def table_of(path: Path, *sheets: Rows) -> Table:
    return open_table(write_xlsx(path / "a.xlsx", *sheets), filename="a.xlsx")


def header_of(path: Path, *sheets: Rows, **options: Any) -> Header:
    with table_of(path, *sheets) as table:
        return find_header(table, KNOWN, required=REQUIRED, **options)


def entries(path: Path, rows: Rows) -> tuple[list[BodyRow], int]:
    with table_of(path, rows) as table:
        found = list(body(table, find_header(table, KNOWN, required=REQUIRED)))
        return found, table.footer_rows


def refusal(path: Path, *sheets: Rows) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused, table_of(path, *sheets) as table:
        header = find_header(table, KNOWN, required=REQUIRED)
        header.demand_complete({name: titles[0] for name, titles in KNOWN.items()})
        list(body(table, header))
    return refused.value


def test_the_header_is_found_below_titles_and_merged_cells(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.merge_range("A1:F1", "2026년 7월 재산세 고지 대장")
    sheet.write_row(1, 0, ["작성부서: 세무과", None, "작성일: 2026-07-01"])
    sheet.write_row(3, 0, TITLES)
    sheet.write_row(4, 0, KIM)
    book.close()
    with open_table(tmp_path / "a.xlsx", filename="a.xlsx") as table:
        header = find_header(table, KNOWN, required=REQUIRED)
        assert (header.row_number, header.missing, header.score) == (4, (), 5)
        assert [row.values["name"] for row in body(table, header)] == ["김철수"]


@pytest.mark.parametrize(
    "titles",
    [
        ["성 명", "생년\n월일", "납기내 금액(원)"],
        ["*성명", "생년월일(YYYY-MM-DD)", "납기내금액 [원]"],
        ["납세자", "생 년 월 일", "납기내금액"],
        ["성명(필수)", "생년월일 ※", "납기내금액\r\n(단위: 원)"],
        ["성명", "생년월일", "납기내금액"],
        ["　성명　", "\ufeff생년월일", "납기내금액:"],
    ],
)
def test_titles_are_known_in_many_spellings(tmp_path: Path, titles: list[str]) -> None:
    assert header_of(tmp_path, [titles, KIM[1:4]]).fields == {"name": 0, "birth_date": 1, "amount": 2}


def test_columns_come_in_any_order_and_unknown_ones_are_kept(tmp_path: Path) -> None:
    rows = [["비고", "납기내금액", "성명", "담당", "생년월일"], ["급", 5, "김철수", "박", "1985-02-17"]]
    (row,), _ = entries(tmp_path, rows)
    assert row.values == {"name": "김철수", "birth_date": "1985-02-17", "amount": 5}
    assert row.extras == {"비고": "급", "담당": "박"}
    assert next(row.titled()) == ("비고", "급")


def test_a_column_that_starts_further_right_is_numbered_from_the_left_edge(tmp_path: Path) -> None:
    (row,), _ = entries(tmp_path, [["", "", "성명", "생년월일", "납기내금액"], ["", "", "김철수", "1985-02-17", 5]])
    assert row.values["name"] == "김철수"


def test_a_header_of_two_lines_is_joined(tmp_path: Path) -> None:
    rows = [
        ["대장"],
        ["연번", "성명", "생년월일", "납기내", "", "납기후", ""],
        ["", "", "", "금액", "기한", "금액", "기한"],
        [1, "김철수", "1985-02-17", 929520, "2026-07-31", 957405, "2026-08-31"],
    ]
    header = header_of(tmp_path, rows)
    assert header.fields == {"name": 1, "birth_date": 2, "amount": 3, "due_date": 4}
    assert header.row_number == 3
    found, _ = entries(tmp_path, rows)
    assert [row.number for row in found] == [4]


def test_the_first_sheet_with_a_fitting_header_is_used(tmp_path: Path) -> None:
    notes = [["작성 요령"], ["성명", "생년월일"]]
    header = header_of(tmp_path, notes, [TITLES, KIM], [TITLES, LEE])
    assert (header.sheet, header.missing) == ("Sheet2", ())


def test_the_usual_title_wins_over_another_name_for_the_same_field(tmp_path: Path) -> None:
    header = header_of(tmp_path, [["납세자", "성명", "생년월일", "성명(한자)", "납기내금액"], ["a", "b", "c", "d", 1]])
    assert header.fields["name"] == 1


def test_a_chosen_column_goes_before_the_known_titles(tmp_path: Path) -> None:
    titles = ["성명", "소유자", "생년월일", "납기내금액"]
    header = header_of(tmp_path, [titles, ["김", "이", "1985-02-17", 1]], mapping={"name": "소유자"})
    assert header.fields["name"] == 1
    other = header_of(tmp_path, [titles, ["김", "이", "1985-02-17", 1]], mapping={"due_date": "성명"})
    assert (other.fields["due_date"], other.missing) == (0, ("name",))


def test_no_header_says_which_titles_are_expected(tmp_path: Path) -> None:
    refused = refusal(tmp_path, [["2026년 7월 재산세"], ["아무", "제목"], [1, 2]])
    assert refused.code == "no_header"
    assert all(KNOWN[field][0] in str(refused.reason) for field in REQUIRED)


def test_a_text_file_without_a_header_is_asked_about_its_letters(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["氏名", "生年月日"], ["あ", "い"]], "shift_jis")
    with (
        pytest.raises(UnreadableFile, match=r"letters|characters"),
        open_table(path, filename="a.csv") as table,
    ):
        find_header(table, KNOWN, required=REQUIRED)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    refused = refusal(tmp_path, [["성명", "행정동"], ["김철수", "마장동"]])
    assert refused.code == "missing_columns"
    assert "생년월일, 납기내금액" in str(refused.reason)


@pytest.mark.parametrize("double", ["성명", "성 명", "*성명"])
def test_the_same_title_twice_is_refused_by_name(tmp_path: Path, double: str) -> None:
    refused = refusal(tmp_path, [["성명", double, "생년월일", "납기내금액"], ["김철수", "이영희", "1985-02-17", 1]])
    assert refused.code == "duplicate_header"
    assert "성명" in str(refused.reason)


def test_unknown_titles_may_stand_twice(tmp_path: Path) -> None:
    assert not header_of(tmp_path, [[*TITLES, "비고", "비고"], KIM]).missing


@pytest.mark.parametrize("below", [[], [["합계", "", "", "", 5, ""]], [["※ 문의: 세무과"]], [["", "", "", "", "", ""]]])
def test_a_table_without_entries_is_refused(tmp_path: Path, below: Rows) -> None:
    assert refusal(tmp_path, [["대장"], TITLES, *below]).code == "no_rows"


def test_blank_rows_repeated_headers_totals_and_notes_are_no_entries(tmp_path: Path) -> None:
    rows = [
        ["2026년 7월 재산세 고지 대장"],
        TITLES,
        KIM,
        [],
        ["", " ", "\u3000"],
        [3],
        ["소 계", "", "", "", 929520, ""],
        ["2026년 7월 재산세 고지 대장"],
        TITLES,
        LEE,
        ["합계", "", "", "", 941520, ""],
        ["※ 금액은 원 단위임"],
        ["작성자: 박민수", "", "확인자: 최지우"],
        ["", "끝."],
    ]
    found, footers = entries(tmp_path, rows)
    assert [(row.number, row.values["name"]) for row in found] == [(3, "김철수"), (10, "이영희")]
    assert footers == 6


def test_a_row_with_little_in_it_is_still_a_row(tmp_path: Path) -> None:
    found, footers = entries(tmp_path, [TITLES, KIM, [2, "이영희"], ["", "박민수"], ["", "", "1985-02-17", "", 5]])
    assert [row.number for row in found] == [2, 3, 4, 5]
    assert footers == 0


def test_short_rows_are_filled_up_and_long_ones_keep_what_they_hold(tmp_path: Path) -> None:
    (short, long), _ = entries(tmp_path, [TITLES, KIM[:4], [*LEE, "", "덧붙임"]])
    assert len(short.cells) == len(long.cells)
    assert short.values["due_date"] is None
    assert "덧붙임" in long.cells
    assert long.values["name"] == "이영희"


def test_a_row_shifted_by_a_bare_comma_is_read_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "성명,주소,생년월일,납기내금액\n김철수,왕십리로 1, 2동,1985-02-17,5\n이영희,금호로 2,1990-03-10,7\n"
    )
    with open_table(tmp_path / "a.csv", filename="a.csv") as table:
        shifted, sound = body(table, find_header(table, KNOWN, required=REQUIRED))
    assert (shifted.is_shifted, dict(shifted.values)) == (True, {})
    assert (sound.is_shifted, sound.values["amount"]) == (False, "7")


def test_an_rrn_in_any_cell_is_masked_where_the_row_is_given_back(tmp_path: Path) -> None:
    (row,), _ = entries(tmp_path, [[*TITLES, "비고"], [*KIM, "880101-1234567 소유"]])
    assert row.masked_cells() == [*KIM, "880101-******* 소유"]


def test_titles_and_footers_are_known_to_the_table(tmp_path: Path) -> None:
    with table_of(tmp_path, [TITLES, KIM, ["합계"]]) as table:
        rows = body(table, find_header(table, KNOWN, required=REQUIRED))
        assert table.header_cells == TITLES
        assert len(list(rows)) == table.footer_rows == 1
