from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from residents.consent import consent_withdrawn, current_texts, fold, give, mask_of, text_sha256, withdraw
from residents.models import ConsentEntry, ConsentKind, ConsentText, Resident, Route
from tests.people import officer, resident

TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def stored_mask(person: Resident) -> int:
    return Resident.objects.get(pk=person.pk).consents


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(list(ConsentKind))), max_size=8))
def test_the_mask_always_equals_the_fold_of_the_ledger(db, steps):
    with transaction.atomic():
        person = resident()
        held = {ConsentKind.COLLECTION_USE}
        for is_given, kind in steps:
            if is_given:
                give(person, kind, route=Route.ONLINE, given_on=TODAY)
                held.add(kind)
            else:
                withdraw(person, kind, route=Route.ONLINE, on=TODAY)
                held.discard(kind)
            assert stored_mask(person) == person.consents == fold(person) == mask_of(held)
        transaction.set_rollback(True)


def test_an_enrolment_writes_a_line_for_each_consent_with_the_text_that_was_agreed_to():
    person = resident(consents={ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL})
    lines = person.consent_entries.order_by("kind")
    assert [line.kind for line in lines] == ["collection_use", "promotional"]
    for line in lines:
        assert line.text.kind == line.kind
        assert line.text_sha256 == text_sha256(line.text.body) == line.text.sha256
    assert stored_mask(person) == fold(person)


def test_a_consent_is_given_on_the_newest_text():
    person = resident()
    body = "새 동의문"
    newest = ConsentText.objects.create(
        kind=ConsentKind.PROMOTIONAL, version="2", body=body, sha256=text_sha256(body), since=date(2026, 10, 1)
    )
    line = give(person, ConsentKind.PROMOTIONAL, route=Route.COUNTER, given_on=TODAY, signed=True, by=officer())
    assert line.text == current_texts()[ConsentKind.PROMOTIONAL] == newest
    assert (line.text_sha256, line.route, line.signed, line.recorded_by.username) == (
        text_sha256(body),
        "counter",
        True,
        "officer",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE residents_consententry SET action = 'withdrawn'",
        "UPDATE residents_consententry SET signed = true",
        "DELETE FROM residents_consententry",
    ],
)
def test_a_line_of_the_ledger_is_never_changed_or_deleted(statement):
    resident()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ConsentEntry.objects.get().action == "given"


def test_a_withdrawal_is_told_after_commit_and_only_then(django_capture_on_commit_callbacks):
    heard = []

    def hear(sender, resident_id, kind, **kwargs):
        heard.append((resident_id, kind, stored_mask(person)))

    person = resident()
    consent_withdrawn.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            withdraw(person, ConsentKind.COLLECTION_USE, route=Route.PHONE, on=TODAY)
            assert heard == []
    finally:
        consent_withdrawn.disconnect(hear)
    assert heard == [(person.pk, ConsentKind.COLLECTION_USE, 0)]


def test_withdrawing_one_consent_leaves_the_others():
    person = resident(consents={ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL})
    withdraw(person, ConsentKind.PROMOTIONAL, route=Route.EMAIL, on=TODAY)
    assert stored_mask(person) == mask_of({ConsentKind.COLLECTION_USE})


def test_a_resident_with_a_ledger_cannot_be_deleted_by_accident():
    person = resident()
    with pytest.raises(ProtectedError):
        person.delete()
    assert Resident.objects.filter(pk=person.pk).exists()
