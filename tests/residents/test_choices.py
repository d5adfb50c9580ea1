"""What residents decide on my page; and that the mask of consents is the fold of the ledger whatever they do."""

import threading
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from residents import choices, contacts
from residents.choices import CollectionUseIsLeaving, ConsentMissing
from residents.consent import current_texts, fold, mask_of
from residents.contacts import HasLeft
from residents.enrolment import enrol
from residents.leaving import leave
from residents.models import Channel, ConsentKind, ConsentText, Interest, Resident, SubscriptionEnd
from tests.people import form, resident
from tests.residents.visiting import EMAIL, SMS, kinds, told

__all__ = ["told"]
TAX_SMS, TAX_EMAIL, NEWS = ("local_tax", SMS), ("local_tax", EMAIL), ("events", SMS)
OPTIONAL = [kind for kind in ConsentKind if kind != ConsentKind.COLLECTION_USE]


def texts(kind: ConsentKind) -> dict[ConsentKind, ConsentText]:
    return {kind: current_texts()[kind]}


@pytest.mark.django_db
def test_choosing_starts_and_ends_services_with_a_record_of_the_end():
    person = resident()

    assert choices.choose(person, [TAX_SMS, ("school_entry", EMAIL)])
    assert choices.chosen(person) == {TAX_SMS, ("school_entry", EMAIL)}
    assert list(SubscriptionEnd.objects.values_list("service", "channel", "route")) == [
        ("local_tax", "email", "online")
    ]
    assert not choices.choose(person, [TAX_SMS, ("school_entry", EMAIL)])


@pytest.mark.django_db
def test_a_service_without_its_consent_is_refused_and_with_it_given(told):
    person = resident()

    with pytest.raises(ConsentMissing):
        choices.choose(person, [NEWS])
    assert choices.chosen(person) == {TAX_SMS, TAX_EMAIL}

    choices.choose(person, [NEWS], consents=texts(ConsentKind.PROMOTIONAL))
    assert choices.chosen(person) == {NEWS}
    assert kinds(told) == [("consent_changed", "01012345678"), ("consent_changed", "hong@example.com")]


@pytest.mark.django_db
def test_a_channel_that_is_not_proved_cannot_be_chosen_and_one_that_was_is_left_alone():
    person = resident(services={"local_tax": {SMS}, "library": {SMS}})
    contacts.stop(person.contacts.get(channel=EMAIL), because="hard_bounce")

    choices.choose(person, [TAX_EMAIL])

    assert choices.chosen(person) == {("library", SMS)}


@pytest.mark.django_db
def test_withdrawing_ends_what_rests_on_the_consent_and_nothing_else(told):
    person = resident(
        services={"local_tax": {SMS}, "events": {SMS, EMAIL}},
        consents={ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL},
    )
    person.interests.set(Interest.objects.all()[:2])

    assert choices.withdraw(person, ConsentKind.PROMOTIONAL) == 2

    assert choices.chosen(person) == {TAX_SMS}
    assert not person.interests.exists()
    assert choices.given(person) == {ConsentKind.COLLECTION_USE}
    assert {kind for kind, _ in kinds(told)} == {"consent_changed"}
    assert choices.withdraw(person, ConsentKind.PROMOTIONAL) == 0


@pytest.mark.django_db
def test_the_consent_that_all_rests_on_is_withdrawn_by_leaving():
    with pytest.raises(CollectionUseIsLeaving):
        choices.withdraw(resident(), ConsentKind.COLLECTION_USE)


VERBS = ["give", "withdraw", "choose", "leave", "enrol"]
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.sampled_from(OPTIONAL)), max_size=10)


def act(person: Resident, verb: str, kind: ConsentKind) -> None:
    """Do what a resident may do, whatever the state; a second enrolment of the same form makes nobody new."""
    try:
        match verb:
            case "give":
                choices.give(person, kind)
            case "withdraw":
                choices.withdraw(person, kind)
            case "choose":
                choices.choose(person, [TAX_SMS], consents=texts(kind))
            case "leave":
                leave(person)
            case "enrol":
                enrol([form(consents={ConsentKind.COLLECTION_USE, kind})])
    except HasLeft:
        pass


def holds(person: Resident) -> bool:
    stored = Resident.objects.get(pk=person.pk)
    return stored.consents == fold(stored) and (stored.left_at is None or stored.consents == 0)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(STEPS)
def test_the_mask_is_the_fold_of_the_ledger_after_any_sequence(db, steps):
    with transaction.atomic():
        person = resident()
        expected = {ConsentKind.COLLECTION_USE}
        for verb, kind in steps:
            act(person, verb, kind)
            if expected:
                if verb in ("give", "choose"):
                    expected.add(kind)
                elif verb == "withdraw":
                    expected.discard(kind)
                elif verb == "leave":
                    expected.clear()
            assert holds(person)
            assert Resident.objects.get(pk=person.pk).consents == mask_of(expected)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("ending", ["withdraw", "leave"])
def test_the_mask_is_the_fold_of_the_ledger_when_all_happens_at_once(ending):
    person = resident()
    steps = [("give", kind) for kind in OPTIONAL] + [("choose", OPTIONAL[0]), (ending, OPTIONAL[1])]
    start = threading.Barrier(len(steps))
    broken = []

    def run(verb, kind):
        try:
            start.wait(10)
            act(person, verb, kind)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=step) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert broken == []
    assert holds(person)


@pytest.mark.django_db
def test_a_new_contact_takes_the_place_of_the_old_one_which_is_told(told):
    person = resident()
    from django.utils import timezone

    new = contacts.replace(person, Channel.SMS, "01055556666", proved_at=timezone.now())

    assert list(contacts.proved(person).filter(channel=SMS)) == [new]
    assert kinds(told) == [("contact_changed", "01012345678")]


@pytest.mark.django_db
def test_an_added_contact_is_told_where_the_resident_is_known(told):
    from django.utils import timezone

    person = resident(email=None)
    contacts.replace(person, Channel.EMAIL, "new@example.com", proved_at=timezone.now())

    assert kinds(told) == [("contact_changed", "01012345678")]


@pytest.mark.django_db
def test_the_last_contact_is_not_removed(told):
    person = resident(services={"local_tax": {SMS, EMAIL}})
    contacts.remove(person, Channel.EMAIL)
    assert choices.chosen(person) == {TAX_SMS}
    assert kinds(told) == [("contact_changed", "hong@example.com")]

    with pytest.raises(contacts.LastContact):
        contacts.remove(person, Channel.SMS)
    assert contacts.proved(person).get().channel == "sms"


@pytest.mark.django_db
def test_contacts_that_were_removed_before_erasing_came_are_erased_by_the_migration():
    person = resident()
    contacts.stop(person.contacts.get(channel=SMS), because="removed")
    contacts.stop(person.contacts.get(channel=EMAIL), because="not_me")

    import_module("residents.migrations.0006_erase_removed_contacts").erase_removed(apps, None)

    assert person.contacts.get(channel=SMS).address == ""
    assert person.contacts.get(channel=EMAIL).address == "hong@example.com"
