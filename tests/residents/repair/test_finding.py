"""Which contacts come onto the call list, and which go from it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deliveries.suppressions import suppress
from residents import contacts, leaving, not_me
from residents.enrolment import enrol
from residents.hashes import contact_hashes
from residents.models import Channel, ContactPoint, ContactTrouble, Route
from residents.repair import finding
from tests import people

Kind = ContactTrouble.Kind
pytestmark = pytest.mark.django_db


def troubles() -> list[tuple[str, str, str | None]]:
    rows = ContactTrouble.objects.order_by("urgency", "id").select_related("contact")
    return [(row.contact.channel, row.kind, row.suggestion) for row in rows]


def test_an_old_prefix_and_a_mistyped_domain_come_with_a_suggestion() -> None:
    people.resident(sms="0112341234", email="hong@gmial.com")

    assert finding.find() == 2
    assert troubles() == [("sms", Kind.PREFIX, "01052341234"), ("email", Kind.TYPO, "hong@gmail.com")]


def test_what_was_proved_here_is_no_trouble_however_it_looks() -> None:
    resident = people.resident(sms="0112341234", email="hong@gmial.com")
    ContactPoint.objects.filter(resident=resident).update(verified_at=timezone.now())

    assert finding.find() == 0


def test_nobody_is_called_about_a_contact_that_was_just_given(settings) -> None:
    people.resident(verified=None)
    assert finding.find() == 0

    with time_machine.travel(timezone.now() + timedelta(days=settings.REPAIR_UNVERIFIED_DAYS, seconds=1)):
        assert finding.find() == 2
    assert {kind for _channel, kind, _suggestion in troubles()} == {Kind.UNVERIFIED}


def test_messages_that_came_back_are_known_from_the_room_above_and_a_refusal_is_none() -> None:
    people.resident(sms="01012345678", email="hong@example.com")
    suppress(Channel.EMAIL, contact_hashes("hong@example.com")[0], "dead_address")
    suppress(Channel.SMS, contact_hashes("01012345678")[0], "not_me")

    finding.find()

    assert troubles() == [("email", Kind.BOUNCED, "")]


def test_whom_nothing_else_reaches_stands_first() -> None:
    people.resident("김하나", date(1970, 1, 1), sms="01011112222", email="hana@gmial.com")
    alone = people.resident("이두리", date(1971, 1, 1), sms=None, email="duri@naver.co")

    finding.find()

    first = ContactTrouble.objects.order_by("urgency").first()
    assert first is not None
    assert first.resident_id == alone.pk


def test_what_is_mended_or_gone_leaves_the_list() -> None:
    one = people.resident("김하나", date(1970, 1, 1), sms="01011112222", email="hana@gmial.com")
    other = people.resident("이두리", date(1971, 1, 1), sms="01033334444", email="duri@naver.co")
    assert finding.find() == 2

    contacts.replace(one, Channel.EMAIL, "hana@gmail.com", proved_at=timezone.now())
    leaving.leave(other, route=Route.COUNTER)

    assert finding.find() == 0
    assert not ContactTrouble.objects.exists()


def test_looking_again_keeps_what_was_noted_unless_something_else_is_wrong() -> None:
    people.resident(sms="01012345678", email="hong@gmial.com")
    finding.find()
    later = timezone.now() + timedelta(days=3)
    ContactTrouble.objects.update(misses=2, back_at=later)

    finding.find()
    row = ContactTrouble.objects.get()
    assert (row.misses, row.back_at) == (2, later)

    suppress(Channel.EMAIL, contact_hashes("hong@gmial.com")[0], "dead_address")
    finding.find()
    row = ContactTrouble.objects.get()
    assert (row.kind, row.misses, row.back_at) == (Kind.BOUNCED, 2, None)


def _enrol(count: int) -> None:
    forms = [
        people.form(f"김{number}", date(1970, 1, 1), sms=f"0102{number + 1000000:07}", email=f"kim{number}@naver.co")
        for number in range(count)
    ]
    enrol(forms)


def test_the_walk_takes_the_same_number_of_statements_for_each_page(monkeypatch) -> None:
    _enrol(12)
    monkeypatch.setattr(finding, "PAGE", 24)
    with CaptureQueriesContext(
        connection,
    ) as one_page:
        assert finding.find() == 12
    monkeypatch.setattr(finding, "PAGE", 8)
    with CaptureQueriesContext(connection) as three_pages:
        assert finding.find() == 12

    of_page = len(one_page) - 2  # the empty last page, and the lines behind it
    assert len(three_pages) - 2 == 3 * of_page


def test_what_its_reader_refused_is_heard_of_at_once_until_there_is_another() -> None:
    resident = people.resident(sms="01012345678", email="hong@example.com")
    not_me.refuse(not_me.Refusal(Channel.EMAIL, contact_hashes("hong@example.com")[0]))
    assert troubles() == [("email", Kind.NOT_ME, "")]
    assert finding.find() == 1

    contacts.replace(resident, Channel.EMAIL, "dong@example.com", proved_at=timezone.now())
    assert finding.find() == 0
    assert troubles() == []


def test_nobody_is_called_about_what_somebody_who_left_had_given() -> None:
    resident = people.resident(sms="01012345678", email="hong@example.com")
    leaving.leave(resident, route=Route.ONLINE)
    not_me.refuse(not_me.Refusal(Channel.EMAIL, contact_hashes("hong@example.com")[0]))
    assert troubles() == []
