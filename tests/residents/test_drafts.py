"""Drafts: encrypted, found by a secret of the browser, forgotten in time, changed one after the other."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from residents import drafts
from residents.models import EnrolmentDraft, PageCount
from residents.tasks import forget_drafts
from residents.turnstile import TooMany, pass_through
from tests.people import resident

pytestmark = pytest.mark.django_db


def put(draft, step="person", **answers) -> None:
    with drafts.changing(draft) as locked:
        locked.put(step, answers)


def test_a_draft_is_found_by_its_key_only_and_neither_can_be_read_in_the_table() -> None:
    draft = drafts.begin()
    put(draft, name="홍길동")

    found = drafts.find(draft.key)
    assert found and found.answers("person") == {"name": "홍길동"}
    assert drafts.find("another") is None and drafts.find("") is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT key_hash, values FROM residents_enrolmentdraft")
        stored = b"".join(map(bytes, cursor.fetchone()))
    assert draft.key.encode() not in stored and "홍길동".encode() not in stored


def test_what_was_typed_stays_as_it_stands_but_no_registration_number() -> None:
    draft = drafts.begin()
    with drafts.changing(draft) as locked:
        locked.put_typed("person", {"name": ["홍\n"], "birth_date": ["8001311234567"], "sex": ["x" * 10_000]})

    assert draft.typed("person") == {"name": ["홍\n"], "sex": ["x" * drafts.LONGEST_TYPED]}
    put(draft, name="홍길동")
    assert draft.typed("person") is None


def test_two_tabs_lose_nothing_of_each_other() -> None:
    first = drafts.begin()
    second = drafts.find(first.key)
    put(first, "person", name="홍길동")
    put(second, "home", address="왕십리로 263")

    assert drafts.find(first.key).answers("person") == {"name": "홍길동"}
    assert second.answers("person") == {"name": "홍길동"}


def test_a_draft_ends_after_its_days_and_a_receipt_after_one(settings) -> None:
    with time_machine.travel(timezone.now()) as clock:
        draft, receipt = drafts.begin(), drafts.begin()
        EnrolmentDraft.objects.filter(pk=receipt.row.pk).update(resident=resident())
        clock.shift(timedelta(days=1, minutes=1))
        assert drafts.find(receipt.key) is None and drafts.find(draft.key)
        assert forget_drafts() == 1

        clock.shift(timedelta(days=settings.ENROLMENT_DRAFT_DAYS))
        assert drafts.find(draft.key) is None, "also before the timer came"
        assert forget_drafts() == 1
    assert not EnrolmentDraft.objects.exists()


def test_changing_a_draft_that_was_forgotten_says_so() -> None:
    draft = drafts.begin()
    drafts.forget(draft)

    with pytest.raises(EnrolmentDraft.DoesNotExist):
        put(draft, name="홍길동")


def test_the_turnstile_counts_each_client_and_begins_anew_with_the_next_stretch() -> None:
    minute = timedelta(minutes=1)
    with time_machine.travel("2026-11-24 12:00:20+09:00", tick=False) as clock:
        for client in ("192.0.2.1", "192.0.2.2"):
            for _ in range(3):
                pass_through("page", client, most=3, period=minute)
        with pytest.raises(TooMany) as refused:
            pass_through("page", "192.0.2.1", most=3, period=minute)
        assert refused.value.seconds == 40

        clock.shift(timedelta(seconds=40))
        pass_through("page", "192.0.2.1", most=3, period=minute)
        clock.shift(timedelta(days=2))
        forget_drafts()
    assert not PageCount.objects.exists()
