from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from residents.spreadsheets import UnreadableFile, open_table
from tests.residents.table_files import write_csv

ROWS = [
    ["성명", "생년월일", "주소"],
    ["김철수", "1985-02-17", "서울특별시 성동구 왕십리로 263, 109동 804호"],
    ["똠방각하", "1990-03-10", "금호로 1"],
]


def read(path: Path) -> list[list[object]]:
    with open_table(path, filename=path.name) as table:
        return [cells for _, cells in table.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_usual_encodings_and_delimiters_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    assert read(write_csv(tmp_path / "a.csv", ROWS, encoding, delimiter)) == ROWS


def test_big_endian_utf_16_with_its_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeff성명\t생년월일\r\n".encode("utf-16-be"))
    assert read(tmp_path / "a.txt") == [["성명", "생년월일"]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_refused_saying_how_to_save(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(UnreadableFile, match="UTF-8") as refused:
        read(write_csv(tmp_path / "a.csv", ROWS, encoding))
    assert refused.value.code == "bad_encoding"


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", b"a,b\n\x00c,d\n", "김철수,".encode() + "이".encode("cp949"), b"\x80\x81\x82\xff\xff"],
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(UnreadableFile) as refused:
        read(tmp_path / "a.csv")
    assert refused.value.code == "bad_encoding"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_ends_a_row(tmp_path: Path, ending: str) -> None:
    (tmp_path / "a.csv").write_bytes(ending.join(["a,b", "c,d"]).encode())
    assert read(tmp_path / "a.csv") == [["a", "b"], ["c", "d"]]


def test_blank_lines_and_line_breaks_in_cells_keep_the_row_numbers_of_excel(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('a,b\n\n"c\nd",e\nf,g\n')
    with open_table(tmp_path / "a.csv", filename="a.csv") as table:
        assert list(table.rows()) == [(1, ["a", "b"]), (2, []), (3, ["c\nd", "e"]), (4, ["f", "g"])]
        assert table.row_count == 4


def test_cells_that_exports_guard_as_text_are_unwrapped(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('번호,식\n"=""0045124""",=1+1\n')
    assert read(tmp_path / "a.csv")[1] == ["0045124", "=1+1"]


def test_the_delimiter_hint_of_excel_is_no_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\na;b,c\n")
    assert read(tmp_path / "a.csv") == [["a", "b,c"]]


def test_commas_in_addresses_do_not_hide_the_tabs(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("성명\t주소\n김철수\t왕십리로 1, 2동, 3호\n이영희\t왕십리로 2, 3동, 4호\n")
    assert read(tmp_path / "a.txt")[1] == ["김철수", "왕십리로 1, 2동, 3호"]


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('성명,주소\n김철수,"왕십리로 1\n이영희,금호로 2\n박민수,금호로 3\n')
    with pytest.raises(UnreadableFile, match="row 2") as refused:
        read(tmp_path / "a.csv")
    assert refused.value.code == "open_quote"


def test_stray_quotation_marks_inside_cells_are_harmless(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('성명,비고\n김철수,5" 판\n이영희,"그는 ""예""라고"\n')
    assert read(tmp_path / "a.csv")[1:] == [["김철수", '5" 판'], ["이영희", '그는 "예"라고']]


CELLS = st.text("김a1,;\t\"'\n =|", min_size=1, max_size=6).filter(lambda text: not text.startswith('="'))


# The same examples each time: a delimiter is guessed, and some text can always be made that has a likelier one.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, derandomize=True)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=3, max_size=8))
def test_what_was_written_is_read(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    titled = [("성명", "생년월일", "주소", "행정동", "연락처", "통", "반", "세목"), *rows]
    if any(cell.strip() for row in rows for cell in row):
        assert read(write_csv(tmp_path / "a.csv", titled)) == [list(row) for row in titled]
