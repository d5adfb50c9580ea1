"""Where the dispatch of a batch is shown: named to who runs the sending, opened by its department."""

import pytest
from django.urls import reverse

from deliveries.pages import DispatchPage, pages_of
from tests.notices.taking import taken
from tests.people import approver, clerk, officer

pytestmark = pytest.mark.django_db


def page(user, batch) -> DispatchPage:
    (found,) = pages_of(user, [(batch.dispatch_id, batch.dispatch.source)]).values()
    return found


@pytest.mark.parametrize("who", [officer, approver])
def test_the_departments_own_people_open_it(who):
    batch = taken()
    assert page(who(), batch) == DispatchPage("세무1과", reverse("staff:batch", args=[batch.pk]))


def test_another_department_and_another_role_do_not():
    batch = taken("local_tax", {}, department="")
    assert page(officer(department="민방위팀"), batch).url == ""
    assert page(clerk(), batch).url == ""


def test_a_dispatch_that_is_no_batch_has_none():
    batch = taken()
    assert pages_of(officer(), [(batch.dispatch_id + 1, "notices"), (batch.dispatch_id, "nobody")]) == {}
