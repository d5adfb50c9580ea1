from datetime import date
from typing import Any

import pytest

from residents.footers import is_footer, is_lone_entry

WIDE = [""] * 10


@pytest.mark.parametrize(
    "label",
    ["합계", "합 계", "소계", "총계", "계", "누계", "총합계", "전체 합계", "[합계]", "합계:",
     "합계(713건)", "합 계 : 713건", "마장동 소계", "세무1과 계",
     "TOTAL", "Total 713", "Grand Total", "총 713건", "계 12명", "월계 합계", "총 액"],
)  # fmt: skip
@pytest.mark.parametrize("before", [[], [None, ""], [1.0]])
def test_totals_are_footers(label: str, before: list[Any]) -> None:
    assert is_footer([*before, label, *WIDE, 123456789.0, "1,234원"])


@pytest.mark.parametrize(
    "cells",
    [
        [1.0, "계영희", date(1985, 2, 17), "마장동", 5.0],
        ["계영희", "1985-02-17", "마장동", "합계"],
        ["소계", "1985. 2. 17.", "마장동", 5.0],
        [1.0, "총계", "19850217", "마장동", "5원"],
        ["김철수", "", "", ""],
        ["이상민", "1985-02-17"],
        ["끝순이", "1985-02-17", "송정동"],
        ["총각", "1985-02-17"],
        [None, ""],
        [],
    ],
)
def test_people_with_such_names_are_no_totals(cells: list[Any]) -> None:
    assert not is_footer(cells)


@pytest.mark.parametrize(
    "cells",
    [["※ 문의: 세무과 02-0000-5301"], ["",
     "끝."], ["- 끝 -"], ["이하 여백"], ["작성자: 홍길동"], ["작성부서: 세무과", "", "작성일: 2026-07-01"],
     ["주) 금액은 원 단위"], ["* 비고란 참조"], ["1/15"], ["Page 3"], ["(단위: 원)"]],
)  # fmt: skip
def test_notes_are_footers(cells: list[Any]) -> None:
    assert is_footer(cells)


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [
        ("김철수", True),
        ("Nguyen Van An", True),
        ("끝", False),
        ("2026년 7월 명부", False),
        (3.0, False),
        ("세무과 담당자 드림", False),
    ],
)
def test_a_lone_name_may_be_an_entry(cell: object, is_one: bool) -> None:
    assert is_lone_entry(cell) is is_one
