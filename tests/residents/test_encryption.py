from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from residents.enrolment import enrol
from residents.keyring import CannotDecrypt
from residents.models import ContactPoint, Household, Resident
from tests.people import form, resident

pytestmark = pytest.mark.django_db
OLD, NEW = bytes(range(32)), bytes(range(100, 132))
PERSONAL = ("홍길동", "01012345678", "hong@example.com", "1980-01-31", "마장로 209", "왕통장")


def everything() -> str:
    """Every row of every table of residents, as a thief of the database would read it."""
    tables = [name for name in connection.introspection.table_names() if name.startswith("residents_")]
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} AS t")
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_personal_can_be_read_in_the_tables():
    enrol([replace(form(), collected_by="왕통장")])
    stored = everything()
    assert len(stored) > 1000
    for value in PERSONAL:
        assert value not in stored
        assert value.encode().hex() not in stored


def test_what_was_stored_reads_back_through_the_model():
    person = resident()
    assert (person.name, person.birth_date) == ("홍길동", "1980-01-31")
    assert person.household.address == "서울특별시 성동구 마장로 209, 118동 303호"
    assert {contact.channel: contact.address for contact in person.contacts.all()} == {
        "sms": "01012345678",
        "email": "hong@example.com",
    }


def test_a_value_saved_through_the_model_is_encrypted_too():
    person = resident()
    person.name = "임꺽정"
    person.save()
    assert "임꺽정".encode().hex() not in everything()
    assert Resident.objects.get(pk=person.pk).name == "임꺽정"


def test_a_ciphertext_moved_to_another_column_does_not_open():
    person = resident()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE residents_resident SET birth_date = name WHERE id = %s", [person.pk])
    with pytest.raises(CannotDecrypt):
        Resident.objects.get(pk=person.pk)


def test_an_encrypted_column_cannot_be_searched_by_mistake():
    resident()
    with pytest.raises(Exception, match="Unsupported lookup"):
        Resident.objects.filter(name="홍길동").count()


def test_with_a_new_key_old_rows_still_open_and_new_ones_are_written_under_it(settings):
    settings.FIELD_KEYS = [OLD]
    old = resident()
    settings.FIELD_KEYS = [NEW, OLD]
    new = resident("임꺽정", sms="01055556666", email=None)
    assert Resident.objects.get(pk=old.pk).name == "홍길동"
    settings.FIELD_KEYS = [NEW]
    assert Resident.objects.get(pk=new.pk).name == "임꺽정"
    with pytest.raises(CannotDecrypt):
        Resident.objects.get(pk=old.pk)


def test_with_a_new_key_the_same_form_is_still_recognised(settings):
    settings.FIELD_KEYS = [OLD]
    resident()
    settings.FIELD_KEYS = [NEW, OLD]
    assert enrol([form()]) == [None]
    assert Resident.objects.count() == 1


def test_with_a_new_key_a_neighbour_still_finds_the_household(settings):
    settings.FIELD_KEYS = [OLD]
    first = resident()
    settings.FIELD_KEYS = [NEW, OLD]
    second = resident("성춘향", date(1982, 5, 5), sms="01077778888", email=None)
    assert second.household == first.household
    assert Household.objects.count() == 1


def test_a_contact_in_use_is_one_per_channel():
    person = resident()
    contact = person.contacts.get(channel="sms")
    with pytest.raises(Exception, match="one_contact_in_use_per_channel"):
        ContactPoint.objects.create(
            resident=person, channel="sms", address="01099998888", address_hash=contact.address_hash
        )
