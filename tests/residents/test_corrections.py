"""Corrections: what registers match on follows, households are found, made and emptied, and nobody becomes another."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from django.db import connections

from residents import searching
from residents.contacts import HasLeft
from residents.corrections import NeedsGuardian, SameResident, correct, held
from residents.hashes import address_hashes, enrolment_hashes, person_hashes
from residents.leaving import leave
from residents.models import Household, Resident
from tests.people import SONGJEONG, resident
from tests.residents.visiting import kinds, told

__all__ = ["told"]
pytestmark = pytest.mark.django_db


def changed(one, **values):
    one.refresh_from_db()
    made = correct(one, replace(held(one), **values))
    one.refresh_from_db()
    return made


def test_registers_and_search_find_the_corrected_person():
    hong = resident()

    assert changed(hong, name="홍길순", birth_date=date(1981, 2, 2), sex="F") == ["name", "birth_date", "sex"]

    assert bytes(hong.person_hash) == person_hashes("홍길순", date(1981, 2, 2))[0]
    assert bytes(hong.enrolment_hash) == enrolment_hashes("홍길순", date(1981, 2, 2), "01012345678")[0]
    assert hong.birth_year == 1981
    assert searching.find(searching.read("홍길순 5678")).get() == hong
    assert not searching.find(searching.read("홍길동")).exists()


def test_another_address_is_another_household_and_the_empty_one_goes():
    hong = resident()
    changed(hong, address="마장로 12, 102동 504호", tong=8)

    household = Household.objects.get()
    assert (household.address, household.tong, household.pk) == ("마장로 12, 102동 504호", 8, hong.household_id)


def test_who_lives_on_at_the_address_keeps_it():
    hong, lim = resident(), resident("임꺽정", date(1975, 6, 7), sms="01098765432", email=None)
    assert hong.household_id == lim.household_id

    changed(hong, dong=SONGJEONG, address="살곶이길 9")

    lim.refresh_from_db()
    assert lim.household.address and lim.dong_id != SONGJEONG
    assert (hong.dong_id, hong.household.dong_id) == (SONGJEONG, SONGJEONG)


def test_an_address_of_those_who_left_is_emptied():
    hong, lim = resident(), resident("임꺽정", date(1975, 6, 7), sms="01098765432", email=None)
    leave(lim)

    changed(hong, address="마장로 12")

    lim.refresh_from_db()
    assert lim.household.address == "" and bytes(lim.household.address_hash) not in address_hashes("마장로 209")


def test_another_spelling_of_the_address_is_the_same_household():
    hong = resident()
    before = hong.household_id
    assert changed(hong, address="마장로 209 118동 303호") == ["address"]
    assert hong.household_id == before and hong.household.address == "마장로 209 118동 303호"


def test_moving_in_with_others_joins_them_and_takes_no_tong_from_them():
    hong, lim = resident(), resident("임꺽정", date(1975, 6, 7), address="마장로 1", sms="01098765432", email=None)
    changed(hong, address="마장로 1", tong=None)
    assert hong.household_id == lim.household_id and hong.household.tong == 3


def test_nothing_changed_tells_nobody(told):
    hong = resident()
    assert changed(hong) == [] and told == []


def test_the_resident_is_told_what_over_proved_contacts(told):
    hong = resident()
    changed(hong, tong=9)
    assert kinds(told) == [("corrected", "01012345678"), ("corrected", "hong@example.com")]
    assert any(word in told[-1]["text"] for word in ("통", "Tong"))


def test_the_same_form_or_the_same_household_refuses_a_namesake():
    hong = resident()
    same_form = resident("홍길순", date(1980, 1, 31), address="마장로 1", sms="01012345678", email=None)
    with pytest.raises(SameResident) as refused:
        changed(same_form, name="홍길동")
    assert refused.value.other == hong
    namesake = resident("홍길동", date(1980, 1, 31), address="마장로 2", sms="01055556666", email=None)
    with pytest.raises(SameResident):
        changed(namesake, address=held(hong).address)
    assert changed(namesake, address="마장로 4") == ["address"]  # namesakes of one day live elsewhere


def test_nobody_becomes_a_child_without_a_guardian_and_nobody_who_left_is_corrected():
    hong = resident()
    with pytest.raises(NeedsGuardian):
        changed(hong, birth_date=date(2020, 1, 1))
    before = held(hong)
    leave(hong)
    with pytest.raises(HasLeft):
        correct(hong, replace(before, tong=9))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_corrections_into_one_person_at_once_make_one():
    ones = [
        resident("김하나", date(1980, 1, 31), sms="01011112222", email=None, address="마장로 1"),
        resident("김두리", date(1980, 1, 31), sms="01011112222", email=None, address="마장로 2"),
    ]

    def try_it(one: Resident) -> str:
        try:
            correct(one, replace(held(one), name="김세나"))
        except SameResident:
            return "refused"
        finally:
            connections.close_all()
        return "corrected"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(try_it, ones)) == ["corrected", "refused"]
