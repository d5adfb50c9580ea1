"""The dispatches under way, with how far each is."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from accounts.models import Role, User
from accounts.roles import grant
from deliveries import under_way as module
from deliveries.pages import DispatchPage, register_pages
from deliveries.under_way import under_way
from tests.deliveries.rows import accepted, before, delivery, dispatch
from tests.people import officer

pytestmark = pytest.mark.django_db


class OwnPages:
    """Pages of the source ``pages``: an officer opens those of dispatches with an even number of letters."""

    def pages_for(self, user, dispatch_ids):
        return {pk: DispatchPage("세무1과", f"/d/{pk}" if pk in self.opened else "") for pk in dispatch_ids}

    opened: frozenset[int] = frozenset()


PAGES = OwnPages()
register_pages("pages", PAGES)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def administrator() -> User:
    user = User.objects.create_user(username="admin", password="a-long-password", name="최전산")
    grant(user=user, role=Role.ADMINISTRATOR, by=None)
    return user


def test_rate_and_time_left_come_from_the_last_minute(administrator):
    row = dispatch(started_at=before(minutes=10))
    for seq in range(20):
        accepted(row, seq=seq, ago=timedelta(seconds=40))
    accepted(row, seq=20, ago=timedelta(minutes=5))
    for seq in range(30, 49):
        delivery(row, "queued", seq=seq)
    ((shown,), _) = under_way(administrator)
    assert (shown.total, shown.done, shown.percent) == (40, 21, 52)
    assert shown.per_minute == pytest.approx(30, abs=2)
    assert shown.time_left == "about 40 seconds left"


def test_a_paused_one_has_neither_rate_nor_end(administrator):
    row = dispatch(state="paused", held_because="canary")
    accepted(row, ago=timedelta(seconds=5))
    delivery(row, "queued", seq=2)
    ((shown,), _) = under_way(administrator)
    assert (shown.per_minute, shown.time_left) == (0, "")


def test_what_goes_out_now_comes_before_what_waits(administrator):
    later = dispatch(state="scheduled", scheduled_at=timezone.now() + timedelta(days=1))
    held, sending = dispatch(state="paused"), dispatch()
    for state in ("draft", "awaiting", "finished", "cancelled"):
        dispatch(state=state)
    assert [one.dispatch for one in under_way(administrator)[0]] == [sending, held, later]


def test_an_administrator_knows_of_all_and_opens_what_is_theirs(administrator):
    row = dispatch(source="pages")
    ((shown,), total) = under_way(administrator)
    assert (shown.dispatch, shown.page, total) == (row, DispatchPage("세무1과", ""), 1)


def test_an_officer_knows_only_of_those_that_they_may_open(monkeypatch):
    mine, _other, _nobodys = dispatch(source="pages"), dispatch(source="pages"), dispatch(source="none")
    monkeypatch.setattr(PAGES, "opened", frozenset({mine.pk}))
    found, total = under_way(officer())
    assert [(one.dispatch, one.page.url) for one in found] == [(mine, f"/d/{mine.pk}")]
    assert total == 1


def test_of_very_many_the_first_are_shown_and_the_rest_counted(administrator):
    for _ in range(module.SHOWN + 3):
        dispatch()
    found, total = under_way(administrator)
    assert (len(found), total) == (module.SHOWN, module.SHOWN + 3)
