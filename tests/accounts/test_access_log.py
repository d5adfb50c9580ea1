"""The log of access to personal data: what is noted, that nobody changes it, and when it may go."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from django.test import RequestFactory
from django.utils import timezone

from accounts.access_log import purge_access_log, record_access
from accounts.models import AccessLogEntry
from tests import people

pytestmark = pytest.mark.django_db
REFUSED = "append-only"
OLD = timedelta(days=settings.ACCESS_LOG_DAYS + 1)


def _request(user):
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    request.user = user
    return request


def _entry(*, age: timedelta = timedelta(), subject: str = "batch:1") -> AccessLogEntry:
    with time_machine.travel(timezone.now() - age):
        return AccessLogEntry.objects.create(action="view", subject=subject)


def test_who_when_from_where_whose_and_why_are_noted() -> None:
    officer, before = people.officer(), timezone.now()
    record_access(_request(officer), action="download", subject="batch:7", people=120, purpose="현장 전달")

    entry = AccessLogEntry.objects.get()
    assert (entry.user, entry.address, entry.action) == (officer, "192.0.2.1", "download")
    assert (entry.subject, entry.people, entry.purpose) == ("batch:7", 120, "현장 전달")
    assert before <= entry.at <= timezone.now()


def test_a_look_by_nobody_signed_in_is_noted_without_a_user() -> None:
    record_access(_request(AnonymousUser()), action="view", subject="notice:1")

    assert AccessLogEntry.objects.get().user is None


@pytest.mark.parametrize("age", [timedelta(), OLD])
def test_no_entry_can_be_changed_be_it_old_or_young(age) -> None:
    entry = _entry(age=age)

    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        AccessLogEntry.objects.filter(pk=entry.pk).update(subject="batch:2")
    assert AccessLogEntry.objects.get().subject == "batch:1"


@pytest.mark.parametrize("age", [timedelta(), timedelta(days=729)])
def test_an_entry_younger_than_two_years_cannot_be_deleted(age) -> None:
    entry = _entry(age=age)

    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        entry.delete()
    assert AccessLogEntry.objects.count() == 1


def test_what_is_older_than_it_has_to_be_kept_is_let_go_and_nothing_else() -> None:
    _entry(age=OLD, subject="batch:1")
    _entry(age=timedelta(days=settings.ACCESS_LOG_DAYS - 1), subject="batch:2")
    _entry(subject="batch:3")

    assert purge_access_log() == 1
    assert set(AccessLogEntry.objects.values_list("subject", flat=True)) == {"batch:2", "batch:3"}


def test_a_period_set_too_short_deletes_nothing(settings) -> None:
    settings.ACCESS_LOG_DAYS = 30
    _entry(age=timedelta(days=100))

    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        purge_access_log()
    assert AccessLogEntry.objects.count() == 1


def test_a_person_who_stands_in_the_log_cannot_be_deleted() -> None:
    officer = people.officer()
    officer.grants.all().delete()
    record_access(_request(officer), action="view", subject="batch:1")

    with pytest.raises(ProtectedError):
        officer.delete()
