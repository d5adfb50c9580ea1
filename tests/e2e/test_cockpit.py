"""The cockpit in a browser: an officer hands in figures; the head of department reads, prints and drills down."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.models import Dong
from tests import people
from tests.e2e.browser import DESK, Visitor
from tests.e2e.soundness import Round
from tests.residents.cockpit.recount import district
from tests.sheets import workbook
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Visit = Callable[..., Visitor]


def _figures(folder: Path) -> Path:
    rows = [
        [name, tong, 40 + 3 * at, 20 + 2 * at + tong]
        for at, name in enumerate(Dong.objects.values_list("name", flat=True))
        for tong in (1, 2, 3)
    ]
    total = ["합계", "", sum(row[2] for row in rows), sum(row[3] for row in rows)]
    return workbook(folder / "인구.xlsx", [["성동구 인구"], ["행정동", "통", "19세 이상 인구", "세대"], *rows, total])


@pytest.mark.timeout(120)
def test_the_way_from_the_figures_to_a_printed_page(stage: Stage, visitor: Visit, tmp_path: Path) -> None:
    people.head()
    people.officer()
    district(7, residents=700)

    with Round() as held:
        officer = visitor(DESK)
        officer.sign_in(stage.site, "officer")
        page = officer.go(f"{stage.site}/staff/cockpit/population")
        page.fill("[name=as_of]", "2026-10-31")
        page.fill("[name=source]", "주민등록 인구통계, 2026년 10월 (가상)")
        page.set_input_files("[name=file]", _figures(tmp_path))
        officer.submit(page.locator("form:has([name=file])"))
        page.locator("table tbody tr").wait_for()
        held.look(officer, "cockpit-population")

        head = visitor(DESK)
        head.sign_in(stage.site, "head")
        page = head.go(f"{stage.site}/staff/cockpit")
        assert page.locator(".c-tile").count() == 17
        held.look(head, "cockpit")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 680, "height": 1000})
        head.keep_picture("cockpit-print")
        page.set_viewport_size({"width": DESK, "height": 900})
        assert page.locator(".c-map").is_visible() and not page.locator(".c-rest").first.is_visible()
        paper = page.pdf(format="A4")
        assert len(re.findall(rb"/Type */Page\b", paper)) == 1
        page.emulate_media(media="screen")

        if os.environ.get("SOTONG_SCREENS"):
            page.evaluate("document.documentElement.dataset.krdsMode = 'high-contrast'")
            head.keep_picture("cockpit-contrast")
        page.locator(".c-tile").nth(1).focus()
        page.keyboard.press("Enter")
        page.locator(".c-tongs").wait_for()
        assert page.locator("h1").inner_text() == "마장동"
        held.look(head, "cockpit-dong")
