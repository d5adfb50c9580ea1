"""Search: each way of naming a resident finds them, and only them; one query whatever is typed."""

from datetime import date

import pytest
from django.test import override_settings

from accounts.models import Dong
from residents import searching
from residents.contacts import replace
from residents.leaving import leave
from residents.models import Channel, Resident
from tests.people import MAJANG, SONGJEONG, VERIFIED, resident

pytestmark = pytest.mark.django_db

HONG_FOUND_BY = [
    "홍길동", "홍길", "길동", "ㅎㄱㄷ", "ㅎㄱ", "ㄱㄷ", "홍ㄱㄷ", "홍길 1980", "19800131", "800131", "1980-01-31",
    "1980.1.31", "80.1.31", "0131 홍길동", "5678", "010-1234-5678", "01012345678", "hong@example.com",
    "HONG@example.com", "ㅎㄱㄷ 5678", "5678 ㅎㄱㄷ 1980", "010 1234 5678", "12345678", "1980년 1월 31일",
    "1980. 1. 31. 홍길동",
    "홍길동 567", "홍길동 1980-", "홍 길동",
]  # fmt: skip


@pytest.mark.parametrize("typed", ["김ㄱㄷ", "홍기ㄷ", "김ㄱ 5678"])
def test_whole_syllables_of_a_half_typed_name_have_to_fit(typed):
    resident()
    assert not searching.find(searching.read(typed)).exists()


@pytest.mark.parametrize("typed", HONG_FOUND_BY)
def test_hong_gil_dong_is_found(typed, django_assert_num_queries):
    hong = resident()
    resident("임꺽정", date(1975, 6, 7), sms="01098765432", email="lim@example.com", address="마장로 1")

    with django_assert_num_queries(1):
        assert [one.pk for one in searching.find(searching.read(typed))] == [hong.pk], typed


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "김", "ㅎㄴㄷ", "홍길순", "19800201", "5679", "홍길동 5679", "@", "!!", "1234567", "'; --", "홍" * 300],
)
def test_nobody_else_is(typed):
    resident()
    assert not searching.find(searching.read(typed)).exists()


def test_somebody_is_found_in_the_dongs_that_were_asked_for_only():
    hong = resident()
    read = searching.read("홍길동")

    assert list(searching.find(read, dongs=[hong.dong])) == [hong]
    assert not searching.find(read, dongs=[]).exists()
    assert (
        not searching.find(read, dongs=[resident("홍길동", date(1999, 1, 1), dong=SONGJEONG).dong])
        .filter(dong=MAJANG)
        .exists()
    )


def test_a_new_number_is_found_and_the_old_one_is_not():
    hong = resident()
    replace(hong, Channel.SMS, "01099998888", proved_at=VERIFIED)

    assert searching.find(searching.read("8888")).get() == hong
    assert not searching.find(searching.read("5678")).exists()


def test_who_has_left_is_not_found():
    leave(resident())
    assert not searching.find(searching.read("홍길동")).exists()


def test_terms_under_an_older_key_are_found_still(settings):
    hong = resident()
    with override_settings(FIELD_KEYS=(b"n" * 32, *settings.FIELD_KEYS)):
        assert searching.find(searching.read("홍길동 5678")).get() == hong


@pytest.mark.parametrize(
    ("typed", "enough"), [("홍", False), ("ㅎ", False), ("12", False), ("홍길", True), ("ㅎㄱ", True), ("5678", True)]
)
def test_one_letter_is_not_enough(typed, enough):
    assert searching.read(typed).is_enough is enough


def test_no_term_is_written_in_the_clear():
    resident()
    terms = Resident.objects.values_list("search_terms", flat=True).get()
    assert 19800131 not in terms
    assert 5678 not in terms


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("남궁민수", "민수"),
        ("남궁민수", "ㅁㅅ"),
        ("Nguyen Van An", "van an"),
        ("Nguyen Van An", "nguyen"),
        ("김미", "김미"),
    ],
)
def test_names_of_other_shapes_are_found(name, typed):
    someone = resident(name)
    assert searching.find(searching.read(typed)).get() == someone


@pytest.mark.parametrize("typed", ["567", "19800", "0101234", "ㅎ 567"])
def test_a_number_that_is_not_whole_yet_asks_for_nothing(typed):
    assert not searching.read(typed).is_enough


@pytest.mark.parametrize("typed", ["홍길동 19800131", "800131 홍길동", "홍길동 1980. 1. 31."])
def test_who_knows_name_and_birth_date_finds_somebody_in_another_dong(typed):
    hong = resident(dong=SONGJEONG)
    majang = Dong.objects.get(pk=MAJANG)

    assert searching.elsewhere(searching.read(typed), dong=majang).get() == hong
    assert not searching.elsewhere(searching.read(typed), dong=hong.dong).exists()


@pytest.mark.parametrize(
    "typed", ["홍길동", "홍길 19800131", "홍길동 0131", "홍길동 1980", "ㅎㄱㄷ 19800131", "19800131", "5678 홍길동"]
)
def test_who_does_not_know_both_does_not(typed):
    resident(dong=SONGJEONG)
    assert not searching.elsewhere(searching.read(typed), dong=Dong.objects.get(pk=MAJANG)).exists()
