"""The demo's box of paper: as many scanned pages as forms need, of people who are fictional."""

import pytest

from config.demo.district import people
from config.demo.paper import bring_box
from residents.paper_desk.bundles import sum_of
from tests.people import MAJANG, paper_desk

pytestmark = pytest.mark.django_db


def test_the_box_has_two_pages_for_each_form() -> None:
    bundle = bring_box(people(2), dong=MAJANG, by=paper_desk())

    assert bundle.pages.count() == 4
    assert sum_of(bundle).open == bundle.counted_in == 2
