import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from unittest import mock

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from residents import spreadsheet_safety
from residents.spreadsheets import UnreadableFile, open_table
from tests.residents.table_files import KIM, LEE, TITLES, repacked, write_csv, write_xlsx

SHEET = "xl__worksheets__sheet1_dot_xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def refusal(path: Path, filename: str = "", **limits: int) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused, open_table(path, filename=filename or path.name, **limits):
        pass
    assert str(refused.value.reason).endswith(".")
    return refused.value


def test_cells_come_with_the_row_numbers_of_the_spreadsheet(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [[], ["", "제목"], [], TITLES, KIM])
    with open_table(path, filename="a.xlsx") as table:
        rows = dict(table.rows())
    assert rows[2][1] == "제목"
    assert rows[4] == TITLES
    assert rows[5] == KIM
    assert table.row_count == 5


def test_dates_times_truths_and_errors_of_cells_are_values(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet, form = book.add_worksheet(), lambda text: book.add_format({"num_format": text})
    sheet.write_datetime(0, 0, datetime(2026, 7, 31), form("yyyy-mm-dd"))
    sheet.write_datetime(0, 1, datetime(2026, 12, 15, 14), form('yyyy"년" m"월" d"일" hh:mm'))
    sheet.write_boolean(0, 2, True)
    sheet.write_number(0, 3, 0.5, form("hh:mm"))
    sheet.write_number(0, 4, 929520, form('#,##0"원"'))
    sheet.write_formula(0, 5, "=1/0", None, "#DIV/0!")
    sheet.write_formula(0, 6, '=A1&"수"', None, "김철수")
    book.close()
    with open_table(tmp_path / "a.xlsx", filename="a.xlsx") as table:
        (_, cells), *_ = table.rows()
    assert cells == [
        date(2026, 7, 31),
        datetime(2026, 12, 15, 14),
        True,
        "12:00:00",
        929520.0,
        None,
        "김철수",
    ]


def test_a_formula_is_never_run_and_one_without_a_stored_value_is_an_empty_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["성명", "생년월일"])
    book.active.append(['=HYPERLINK("http://example.com")', "1985-02-17"])
    book.save(tmp_path / "a.xlsx")
    with open_table(tmp_path / "a.xlsx", filename="a.xlsx") as table:
        assert dict(table.rows())[2] == [None, "1985-02-17"]


def test_hidden_and_empty_sheets_are_not_looked_at(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [], [["secret"]], [TITLES], hidden=(1,))
    with open_table(path, filename="a.xlsx") as table:
        assert table.sheet_names == ("Sheet3",)


def test_coloured_but_empty_cells_far_away_do_not_count(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["성명", "생년월일"])
    for place in ("ZZ3", "B400000"):
        book.active[place].font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    with open_table(tmp_path / "a.xlsx", filename="a.xlsx") as table:
        assert table.row_count == 1


@pytest.mark.parametrize("name", ["register.csv", "register.xls", "register", "register.xlsm"])
def test_a_workbook_is_known_by_its_content_and_not_by_its_name(tmp_path: Path, name: str) -> None:
    with open_table(write_xlsx(tmp_path / "x", [TITLES]), filename=name) as table:
        assert list(table.rows()) == [(1, TITLES)]


def test_text_with_an_excel_name_is_read_as_text(tmp_path: Path) -> None:
    with open_table(write_csv(tmp_path / "a.xls", [TITLES]), filename="a.xls") as table:
        assert list(table.rows()) == [(1, TITLES)]


def test_uploads_are_read_from_memory_and_from_disk_and_stay_open(tmp_path: Path) -> None:
    content = write_xlsx(tmp_path / "a.xlsx", [TITLES, KIM]).read_bytes()
    on_disk = TemporaryUploadedFile("a.xlsx", "", len(content), None)
    on_disk.write(content)
    text = SimpleUploadedFile("a.csv", "성명,생년월일\n".encode())
    for upload in (SimpleUploadedFile("a.xlsx", content), on_disk, io.BytesIO(content), text):
        with open_table(upload, filename=getattr(upload, "name", "a.xlsx")) as table:
            assert sum(1 for _ in table.rows()) == table.row_count
        assert not upload.closed


def test_the_rows_can_be_read_again(tmp_path: Path) -> None:
    for path in (
        write_xlsx(tmp_path / "a.xlsx", [TITLES, KIM]),
        write_csv(tmp_path / "a.csv", [TITLES, KIM]),
    ):
        with open_table(path, filename=path.name) as table:
            assert table.head(1) == list(table.rows())[:1] == table.head(1)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "missing.xlsx").code == "missing_file"
    assert refusal(tmp_path, "folder.xlsx").code == "folder"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" , ,\n,,\n"])
def test_an_empty_text_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    assert refusal(tmp_path / "a.csv").code == "empty_file"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert refusal(write_xlsx(tmp_path / "a.xlsx", [])).code == "empty_file"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.hwp", OLE + "HwpSummaryInformation".encode("utf-16-le"), "hwp"),
        ("a.hwp", b"anything", "hwp"),
        ("a.xlsx", b"HWP Document File V3.00", "hwp"),
        ("a.xlsx", OLE + "HwpSummaryInformation".encode("utf-16-le"), "hwp"),
        ("a.pdf", b"%PDF-1.7", "pdf"),
        ("a.csv", b"%PDF-1.7", "pdf"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "image"),
        ("a.xlsx", b"\xff\xd8\xff\xe0", "image"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xls", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "broken_file"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "document"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "archive"),
        ("a.xlsx", b"<## NASCA DRM FILE - VER1.00 ##>", "drm"),
        ("a.xls", b"<html><table><tr><td>\xec\x84\xb1</td></tr></table></html>", "web_page"),
        ("a.xls", b"\xef\xbb\xbf <!DOCTYPE html>", "web_page"),
        ("a.xlsx", b"PK\x03\x04 not really", "broken_file"),
        ("a.xlsx", b"PK\x05\x06" + b"\0" * 18, "archive"),
    ],
)
def test_what_is_no_table_is_refused_by_its_kind(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / "file").write_bytes(content)
    assert refusal(tmp_path / "file", name).code == code


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"readme.txt": b"text"}, "archive"),
        ({"mimetype": b"application/hwp+zip", "Contents/section0.xml": b""}, "hwp"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}, "other_sheet"),
        ({"word/document.xml": b""}, "document"),
        ({"xl/workbook.bin": b""}, "other_sheet"),
        ({"xl/workbook.xml": b"<workbook/>"}, "broken_file"),
        ({"xl/workbook.xml": b"not xml <<<"}, "broken_file"),
    ],
)
def test_other_archives_are_refused_by_their_kind(tmp_path: Path, members: dict[str, bytes], code: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert refusal(tmp_path / "a.xlsx").code == code


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_workbook_is_refused(tmp_path: Path, share: float) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [TITLES, *[KIM] * 200])
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert refusal(path).code == "broken_file"


@pytest.mark.parametrize("at", range(40, 5000, 331))
def test_a_workbook_with_a_broken_byte_is_read_or_refused_and_never_crashes(tmp_path: Path, at: int) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [TITLES, *[KIM] * 50])
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 0xFF
    path.write_bytes(content)
    try:
        with open_table(path, filename="a.xlsx") as table:
            list(table.rows())
    except UnreadableFile as error:
        assert error.code in ("broken_file", "password", "archive", "empty_file", "bad_encoding")


def test_a_file_over_the_limit_is_refused_before_a_byte_of_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with mock.patch.object(spreadsheet_safety, "kind_of", side_effect=AssertionError):
        assert refusal(path).code == "too_large"
    assert refusal(write_xlsx(tmp_path / "b.xlsx", [TITLES]), max_bytes=100).code == "too_large"


def test_a_zip_bomb_dressed_as_a_workbook_is_refused(tmp_path: Path) -> None:
    path = repacked(write_xlsx(tmp_path / "a.xlsx", [TITLES]), xl__media__x_dot_xml=b"0" * 40 * 1024 * 1024)
    assert path.stat().st_size < 100_000
    assert refusal(path).code == "bomb"


def test_declared_sizes_are_not_believed(tmp_path: Path) -> None:
    path = repacked(write_xlsx(tmp_path / "a.xlsx", [TITLES]), xl__media__x_dot_xml=b"0" * 40 * 1024 * 1024)
    content = path.read_bytes().replace((40 * 1024 * 1024).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    path.write_bytes(content)
    assert refusal(path).code in ("bomb", "broken_file")


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ('<row r="1"><c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>', "too_many_columns"),
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "too_many_rows"),
        ('<row r="1"><c s="1" r="XFD1"><v>1</v></c></row>', "too_many_columns"),
        ("<row r='1'><c  r = 'gs1'><v>1</v></c></row>", "too_many_columns"),
        ('<x:row r="1"><x:c r="ZZ1"><x:v>1</x:v></x:c></x:row>', "too_many_columns"),
        ('<row r="1048576"><c><v>1</v></c></row>', "too_many_rows"),
        ("<row>" + "<c/>" * 300 + "<c><v>1</v></c></row>", "too_many_columns"),
    ],
)
def test_a_cell_far_off_is_refused_before_it_fills_the_memory(tmp_path: Path, sheet: str, code: str) -> None:
    xml = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>'
    assert refusal(repacked(write_xlsx(tmp_path / "a.xlsx", [TITLES]), **{SHEET: xml.encode()})).code == code


def test_a_long_text_shown_by_very_many_cells_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["x"], ["y"]])
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 40_000))
    strings = f"<sst><si><t>{'긴 글 ' * 10_000}</t></si><si><t>y</t></si></sst>"
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet = f"{head}{cells}</sheetData></worksheet>"
    repacked(path, **{SHEET: sheet.encode()}, xl__sharedStrings_dot_xml=strings.encode())
    assert refusal(path).code == "bomb"


def test_three_hundred_columns_are_refused(tmp_path: Path) -> None:
    titles = [f"열{number}" for number in range(300)]
    for path in (write_xlsx(tmp_path / "a.xlsx", [titles]), write_csv(tmp_path / "a.csv", [titles])):
        refused = refusal(path)
        assert refused.code == "too_many_columns"
        assert "200" in str(refused.reason)


def test_more_rows_than_a_district_has_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" * 300_001)
    assert refusal(path).code == "too_many_rows"


def test_an_archive_that_names_a_sheet_twice_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [TITLES])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/Worksheets/sheet1.xml", b"<worksheet/>")
    assert refusal(path).code == "broken_file"


def test_macro_workbooks_are_read_as_data(tmp_path: Path) -> None:
    path = repacked(write_xlsx(tmp_path / "a.xlsm", [TITLES, LEE]), xl__vbaProject_dot_bin=b"Sub Auto_Open()")
    with open_table(path, filename="a.xlsm") as table:
        assert [cells for _, cells in table.rows()] == [TITLES, LEE]
