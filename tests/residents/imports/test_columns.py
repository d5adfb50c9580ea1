from datetime import date, datetime

import pytest

from residents.enrolment_files import TITLES, Rejected
from residents.imports.columns import LABELS, REQUIRED, masked
from residents.imports.sealed_rows import (
    StagedRow,
    close_rejected,
    close_rows,
    open_rejected,
    open_rows,
)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("홍길동", "홍**"),
        ("김현", "김*"),
        ("Y", "Y"),
        (17.0, "17"),
        ("010-1234-5678", "0**-****-****"),
        (date(1980, 1, 31), "1***-**-**"),
        ("hong@example.com", "h***@*******.***"),
        ("마장로 209, 118동", "마** 2**, 1***"),
    ],
)
def test_an_example_shows_what_kind_it_is_and_not_whose(cell, shown):
    assert masked(cell) == shown


def test_every_field_has_a_name_and_what_is_required_is_one():
    assert set(LABELS) == set(TITLES)
    assert set(REQUIRED) <= set(LABELS)


def test_rows_come_out_of_the_seal_as_they_went_in():
    cells = ["홍길동", 1.5, 17, True, None, date(1980, 1, 31), datetime(2026, 11, 24, 9, 30)]
    rows = [StagedRow(2, cells), StagedRow(3, ["-"], held_rrn=True, is_shifted=True)]
    assert open_rows(close_rows(rows)) == rows
    rejected = [Rejected(2, "bad_name", "why", cells)]
    assert open_rejected(close_rejected(rejected)) == rejected
    assert (close_rejected([]), open_rejected(None)) == (None, [])
