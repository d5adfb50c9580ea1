import io

import openpyxl
import pytest
from django.utils import timezone

from deliveries import reports
from deliveries.models import Delivery, Dispatch
from deliveries.states import DeliveryState
from deliveries.transports.base import Report
from notices import reading
from notices.models import Notice
from notices.paper import on_paper, write_paper_list, write_sheet
from notices.rows import write_rows_list
from tests.notices.taking import approved, taken
from tests.people import SONGJEONG, resident

pytestmark = pytest.mark.django_db


def listed(batch) -> list[int]:
    return [notice.row.number for notice in on_paper(batch)]


def sheet_of(write, batch):
    file = io.BytesIO()
    count = write(batch, file)
    header, *rows = openpyxl.load_workbook(file).active.iter_rows()
    assert len(rows) == count
    return [cell.value for cell in header], rows


def test_who_cannot_be_reached_electronically_is_on_paper_in_the_registers_order():
    resident()
    resident("성춘향", dong=SONGJEONG, sms="01077778888", email=None)
    batch = approved("local_tax", {}, {"성명": "임꺽정"}, {"성명": None}, {"성명": "성춘향"}, {"성명": "가나다"})
    assert listed(batch) == [3, 5, 6]


def test_a_recipient_whose_messages_all_came_to_nothing_goes_on_paper():
    resident()
    batch = approved()
    assert listed(batch) == []
    Delivery.objects.filter(channel="sms").update(state="failed")
    assert listed(batch) == []
    Delivery.objects.filter(channel="email").update(state="bounced")
    assert listed(batch) == [2]


def test_while_a_message_falls_over_to_another_channel_nothing_goes_on_paper():
    resident()
    batch = approved()
    Delivery.objects.filter(channel="sms").delete()  # as where only the first channel is planned
    Dispatch.objects.update(state="sending", started_at=timezone.now())
    Delivery.objects.update(state="accepted")
    seen = []
    while Delivery.objects.filter(state="accepted").exists():
        reports.apply([Report(row.pk, DeliveryState.FAILED) for row in Delivery.objects.filter(state="accepted")], "x")
        seen.append(listed(batch))
        Delivery.objects.filter(state="queued").update(state="accepted")
    assert seen == [[], [2]]


@pytest.mark.parametrize("state", ["queued", "sending", "accepted", "delivered", "unknown"])
def test_a_recipient_with_a_message_that_may_arrive_is_not_on_paper(state):
    resident()
    batch = approved()
    Delivery.objects.filter(channel="sms").update(state="failed")
    Delivery.objects.filter(channel="email").update(state=state)
    assert listed(batch) == []


def test_a_notice_that_was_read_leaves_the_paper_list():
    batch = approved()
    assert listed(batch) == [2]
    reading.record_opened(Notice.objects.get())
    assert listed(batch) == []


def test_a_notice_that_somebody_else_answered_for_goes_on_paper():
    resident()
    batch = approved()
    reading.not_me(Notice.objects.get().token, None)
    assert listed(batch) == [2]


def test_before_approval_nothing_is_on_paper():
    assert listed(taken()) == []


def test_the_list_says_why_and_shows_values_as_people_read_them():
    header, (row,) = sheet_of(write_paper_list, approved())
    shown = dict(zip(header, (cell.value for cell in row), strict=True))
    assert (shown["성명"], shown["행정동"], shown["전자납부번호"]) == ("홍길동", "마장동", "0261126082900000000")
    assert shown["납기내금액"].startswith("929,520")
    assert str(row[0].value) == "2"
    assert row[1].value


@pytest.mark.parametrize(
    "text", ["=cmd|'/c calc'!A0", "+1+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "http://example.com"]
)
def test_nothing_in_a_list_is_a_formula_or_a_link(text):
    file = io.BytesIO()
    write_sheet(file, [text], [[text]])
    cells = [cell for row in openpyxl.load_workbook(file).active.iter_rows() for cell in row]
    assert [cell.value for cell in cells] == [text, text]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


@pytest.mark.parametrize("write", [write_paper_list, write_rows_list])
def test_a_formula_handed_in_comes_back_as_text(write):
    formula = "=1+1"
    header, (row,) = sheet_of(write, approved("local_tax", {"과세대상": formula}))
    cell = row[header.index("과세대상")]
    assert (cell.value, cell.data_type) == (formula, "s")


def test_an_empty_list_has_its_header():
    resident()
    header, rows = sheet_of(write_paper_list, approved())
    assert "성명" in header
    assert rows == []


def test_the_rows_list_has_every_row_with_what_it_became_and_why():
    resident()
    header, rows = sheet_of(
        write_rows_list, taken("local_tax", {}, {"성명": "임꺽정"}, {"성명": None}, {"비고": "800131-1234567"})
    )
    assert [str(row[0].value) for row in rows] == ["2", "3", "4", "5"]
    assert [bool(row[2].value) for row in rows] == [False, True, True, True]
    assert rows[2][3].value == "성명"
    assert not any(row[header.index("성명")].value for row in rows[2:])
    assert not any("1234567" in str(cell.value) for cell in rows[3])
