import threading
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from residents.enrolment import enrol
from residents.models import Channel, ConsentKind, Household, Resident
from tests.people import MAJANG, SONGJEONG, VERIFIED, form, resident

pytestmark = pytest.mark.django_db


def test_one_form_makes_one_resident_with_everything_that_is_theirs():
    (pk,) = enrol(
        [
            replace(
                form(consents={ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL}),
                interests=frozenset({"도서관", "체육"}),
                receipt_number="2026-000123",
            )
        ]
    )
    person = Resident.objects.get(pk=pk)
    assert (person.dong_id, person.household.tong, person.household.ban) == (MAJANG, 3, 2)
    assert (person.sex, person.route, person.receipt_number, person.is_household_head) == (
        "M",
        "online",
        "2026-000123",
        True,
    )
    assert {(c.channel, c.verified_at, c.stopped_at) for c in person.contacts.all()} == {
        ("sms", VERIFIED, None),
        ("email", VERIFIED, None),
    }
    assert set(person.subscriptions.values_list("service", "channel")) == {("local_tax", "email"), ("local_tax", "sms")}
    assert set(person.interests.values_list("name", flat=True)) == {"도서관", "체육"}


def test_a_contact_without_a_day_of_proof_starts_unverified():
    assert set(resident(verified=None).contacts.values_list("verified_at", flat=True)) == {None}


def test_the_same_form_again_changes_nothing():
    first = resident()
    assert enrol([form(address="서울특별시 성동구 왕십리로 1", dong=SONGJEONG)]) == [None]
    assert Resident.objects.get().dong_id == first.dong_id


def test_the_same_form_twice_in_one_file_makes_one_resident():
    ids = enrol([form(), form(email="other@example.com"), form("성춘향")])
    assert (ids[0] is None, ids[1] is None, ids[2] is None) == (False, True, False)
    assert Resident.objects.count() == 2


@pytest.mark.parametrize("other", [{"sms": "01099998888"}, {"birth_date": date(1980, 2, 1)}, {"name": "홍길순"}])
def test_another_mobile_birth_date_or_name_is_another_person(other):
    resident()
    resident(**other)
    assert Resident.objects.count() == 2


def test_without_a_mobile_the_email_tells_forms_apart():
    assert enrol([form(sms=None), form(sms=None, email="HONG@example.com"), form(sms=None, email="b@example.com")])[
        1:
    ] != [
        None,
        None,
    ]
    assert Resident.objects.count() == 2


def test_people_of_one_address_share_a_household_and_same_addresses_of_two_dongs_do_not():
    enrol([form(), form("성춘향", address="성동구 마장로 209 118동 303호"), form("이몽룡", dong=SONGJEONG)])
    assert sorted(Household.objects.values_list("dong_id", flat=True)) == [MAJANG, SONGJEONG]
    assert Resident.objects.filter(dong_id=MAJANG).values("household").distinct().count() == 1


def test_tabs_backslashes_and_line_breaks_in_values_survive_the_bulk_writing():
    odd = "2026\\N\t1\n2\r3"
    (pk,) = enrol([replace(form(), receipt_number=odd)])
    assert Resident.objects.get(pk=pk).receipt_number == odd


def test_nobody_to_enrol_is_no_fault():
    assert enrol([]) == []


def test_a_form_that_cannot_be_written_leaves_nothing_of_the_others():
    with pytest.raises(Exception, match="violates foreign key"):
        enrol([form(), form("성춘향", dong="9999999999")])
        connection.check_constraints()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_form_handed_in_twice_at_the_same_moment_makes_one_resident():
    answers: list[int | None] = []
    together = threading.Barrier(4)

    def hand_in() -> None:
        together.wait()
        try:
            answers.extend(enrol([form()]))
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(answer is not None for answer in answers) == 1
    assert len(answers) == 4
    assert Resident.objects.count() == 1
    assert Resident.objects.get().contacts.filter(channel=Channel.SMS).count() == 1
