"""Small registers on their way: written as xlsx, taken in, submitted, approved; for tests to begin where they like."""

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter

from accounts.models import User
from notices import batches
from notices.batches import Intake
from notices.models import Batch, Notice
from residents.spreadsheets import open_table
from tests.people import DEPARTMENT

TAX: dict[str, Any] = {
    "성명": "홍길동",
    "생년월일": "1980-01-31",
    "행정동": "마장동",
    "주소": "서울특별시 성동구 마장로 209, 118동 303호",
    "세목": "재산세",
    "과세연도": 2026,
    "전자납부번호": "0261126082900012345",
    "납기내금액": "929,520원",
    "납부기한": "2026-12-31",
}
TRAINING: dict[str, Any] = {
    "성명": "홍길동",
    "생년월일": "1980-01-31",
    "행정동": "마장동",
    "통": 3,
    "교육구분": "기본",
    "교육일시": "2026-12-15 14:00",
    "교육장소": "성동구민방위교육장",
}
SCHOOL: dict[str, Any] = {
    "아동성명": "홍아름",
    "아동생년월일": "2020-03-01",
    "보호자성명": "홍길동",
    "보호자생년월일": "1980-01-31",
    "행정동": "마장동",
    "배정학교": "마장초등학교",
    "예비소집일시": "2027-01-05 14:00",
    "입학일": "2027-03-02",
}
REGISTERS = {"local_tax": TAX, "civil_defense": TRAINING, "school_entry": SCHOOL}


def file_of(slug: str, *changes: Mapping[str, Any]) -> io.BytesIO:
    """A register of that type: a row for each change of the usual one; payment numbers count up by themselves."""
    usual = REGISTERS[slug]
    rows = [dict(usual) for _ in changes]
    for number, row in enumerate(rows):
        if slug == "local_tax":
            row["전자납부번호"] = f"02611260829{number:08}"
        row.update(changes[number])
    titles = list(dict.fromkeys(title for row in rows or [usual] for title in row))
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, titles)
    for number, row in enumerate(rows, start=1):
        for column, title in enumerate(titles):
            if row.get(title) is not None:
                sheet.write(number, column, row[title])
    book.close()
    file.seek(0)
    file.name = f"{slug}.xlsx"
    return file


def taken(slug: str = "local_tax", *changes: Mapping[str, Any], **intake: Any) -> Batch:
    """Take in a register of these rows."""
    usual = {"notice_type": slug, "title": "2026년 12월 안내", "file_name": f"{slug}.xlsx", "department": DEPARTMENT}
    with open_table(file_of(slug, *(changes or ({},))), filename="register.xlsx") as table:
        return batches.take_in(Intake(**(usual | intake)), table)


def approved(slug: str = "local_tax", *changes: Mapping[str, Any], by: User | None = None, **intake: Any) -> Batch:
    """Take in, submit and have a second person approve."""
    from tests.people import approver

    batch = taken(slug, *changes, **intake)
    batches.submit(batch, by=None)
    batches.approve(batch, by=by or approver(), audience=batch.audience_hash)
    return batch


def outcomes(batch: Batch) -> list[tuple[str, str]]:
    """What each row became and why, in the register's order."""
    return list(batch.rows.order_by("number").values_list("outcome", "reason"))


def only_notice(batch: Batch) -> Notice:
    return Notice.objects.get(batch=batch)
