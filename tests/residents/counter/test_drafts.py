"""Drafts at the counter: found by their clerk alone, without registration numbers, forgotten in time."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from residents.counter import drafts
from residents.counter.search_words import fields_of
from residents.models import CounterDraft
from residents.tasks import forget_counter_drafts
from tests.people import clerk

pytestmark = pytest.mark.django_db


def test_what_was_typed_into_the_search_box_is_asked_for_no_second_time():
    found = fields_of("홍길동 1980-01-31 010-1234-5678 hong@example.com")
    assert found == {
        "name": "홍길동",
        "birth_date": "19800131",
        "mobile": "010-1234-5678",
        "email": "hong@example.com",
    }


@pytest.mark.parametrize("text", ["ㅎㄱㄷ", "5678", "800131", "홍ㄱㄷ", "01012", "@", "☎☎"])
def test_what_only_helped_to_search_fills_in_nothing(text):
    assert fields_of(text) == {}


def test_a_registration_number_never_enters_a_draft():
    somebody = clerk()
    assert drafts.begin(somebody, "홍길동 800131-1234567").found_by() == {}
    draft = drafts.begin(somebody, "홍길동")
    with drafts.changing(draft) as locked:
        locked.put(
            {"name": ["800131-1234567"], "address": ["마장로 1"], "birth_date": ["8001311"]}, without={"birth_date"}
        )
    assert draft.typed().dict() == {"address": "마장로 1"}
    assert draft.withheld() == ["name", "birth_date"]
    assert not any("1234567" in row.values for row in CounterDraft.objects.all())


def test_nobody_but_its_clerk_finds_a_draft():
    mine, other = clerk(), clerk("other")
    draft = drafts.begin(mine, "홍길동")
    assert drafts.find(draft.row.pk, mine)
    assert drafts.find(draft.row.pk, other) is None
    assert drafts.open_drafts(other) == []


def test_open_drafts_are_listed_by_name_the_latest_first():
    somebody = clerk()
    drafts.begin(somebody, "홍길동")
    second = drafts.begin(somebody)
    with drafts.changing(second) as locked:
        locked.put({"name": ["김철수"], "birth_date": ["19900101"]})
    assert [(one.name, one.birth_date) for one in drafts.open_drafts(somebody)] == [
        ("김철수", "19900101"),
        ("홍길동", ""),
    ]


def test_a_draft_is_forgotten_after_some_days():
    somebody = clerk()
    old = drafts.begin(somebody)
    with time_machine.travel(timezone.now() + timedelta(days=settings.COUNTER_DRAFT_DAYS, minutes=1)):
        new = drafts.begin(somebody)
        assert drafts.find(old.row.pk, somebody) is None
        assert forget_counter_drafts() == 1
        assert drafts.find(new.row.pk, somebody)


def test_the_list_of_drafts_takes_one_query(django_assert_num_queries):
    somebody = clerk()
    for _ in range(5):
        drafts.begin(somebody, "홍길동")
    with django_assert_num_queries(1):
        assert len(drafts.open_drafts(somebody)) == 5


def test_where_nothing_was_typed_there_is_nothing_to_go_on_with():
    somebody = clerk()
    nothing = drafts.begin(somebody, "resident1@")
    assert drafts.open_drafts(somebody) == []
    assert drafts.find(nothing.row.pk, somebody)
