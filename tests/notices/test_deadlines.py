from datetime import datetime, timedelta

import pytest
import time_machine

from notices.deadlines import is_past, late_rows, latest_of
from residents.models import Channel, ConsentKind
from tests.notices.taking import taken
from tests.people import KST, resident


@time_machine.travel(datetime(2026, 12, 31, 23, 59, tzinfo=KST), tick=False)
def test_a_due_day_is_over_when_its_last_minute_is():
    assert not is_past("2026-12-31")
    assert is_past("2026-12-30")
    assert is_past("2026-12-30T23:00:00+09:00")


@time_machine.travel(datetime(2027, 1, 1, 0, 1, tzinfo=KST), tick=False)
def test_the_day_changes_at_midnight_in_korea():
    assert is_past("2026-12-31")


@pytest.fixture
def member(db):
    kinds = {ConsentKind.COLLECTION_USE, ConsentKind.CIVIL_DEFENSE}
    return resident(services={"civil_defense": {Channel.SMS}}, consents=kinds)


TRAINING = datetime(2027, 12, 15, 14, tzinfo=KST)


@pytest.mark.parametrize(
    ("kind", "before"),
    [("기본", timedelta(days=7)), ("보충 1차", timedelta(hours=48)), ("보충 2차", timedelta(hours=48))],
)
def test_the_last_moment_of_a_training_notice_depends_on_its_kind(member, kind, before):
    batch = taken("civil_defense", {"교육일시": "2027-12-15 14:00", "교육구분": kind})
    assert latest_of(batch) == TRAINING - before
    assert late_rows(batch, TRAINING - before) == 0
    assert late_rows(batch, TRAINING - before + timedelta(seconds=1)) == 1


def test_the_periods_are_settings(member, settings):
    settings.CIVIL_DEFENSE_NOTICE_HOURS = 24
    assert latest_of(taken("civil_defense", {"교육일시": "2027-12-15 14:00"})) == TRAINING - timedelta(days=1)


def test_the_earliest_last_moment_of_the_recipients_counts_and_paper_does_not(member):
    batch = taken(
        "civil_defense",
        {"교육일시": "2027-12-20 14:00"},
        {"교육일시": "2027-12-15 14:00"},
        {"교육일시": "2027-01-15 14:00", "성명": "임꺽정"},
    )
    assert latest_of(batch) == TRAINING - timedelta(days=7)
    assert late_rows(batch, TRAINING) == 2


def test_a_school_entry_notice_is_due_on_the_twentieth_of_december_and_a_late_one_still_goes_out(db):
    resident(services={"school_entry": {Channel.SMS}})
    batch = taken("school_entry", {"입학일": "2027-03-02"})
    assert latest_of(batch) == datetime(2026, 12, 20, 23, 59, 59, tzinfo=KST)
    assert late_rows(batch, datetime(2026, 12, 21, tzinfo=KST)) == 0


def test_where_no_law_sets_a_last_moment_there_is_none(db):
    resident()
    batch = taken("local_tax")
    assert (latest_of(batch), late_rows(batch, TRAINING)) == (None, 0)


def test_a_batch_without_recipients_has_no_last_moment(db):
    assert latest_of(taken("civil_defense")) is None
