"""A resident's notices in the locker: theirs, once sending began, with the state they really have."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import AccessLogEntry
from deliveries.models import Dispatch
from notices.models import Notice, NoticeEvent, RegisterRow
from residents.locker import by_month, papers_of, waiting_for_me
from residents.looks import looks_at
from residents.models import ConsentKind
from tests.notices.taking import approved
from tests.people import approver, officer, resident
from tests.residents.visiting import ENGLISH, SMS, visiting

pytestmark = pytest.mark.django_db
CIVIL = {"services": {"civil_defense": {SMS}}, "consents": {ConsentKind.COLLECTION_USE, ConsentKind.CIVIL_DEFENSE}}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def client():
    return Client(headers=ENGLISH)


def begun(slug="local_tax", *changes, **options) -> Notice:
    batch = approved(slug, *changes, **options)
    Dispatch.objects.filter(pk=batch.dispatch_id).update(started_at=timezone.now())
    return Notice.objects.filter(batch=batch).order_by("pk").first()


def page(name, notice) -> str:
    return reverse(f"my_notices:{name}", args=[notice.pk])


def test_a_notice_is_there_once_its_sending_has_begun():
    person = resident()
    approved()
    assert papers_of(person.pk) == []

    Dispatch.objects.update(started_at=timezone.now())
    (paper,) = papers_of(person.pk)

    assert (paper.title, paper.due, str(paper.state)) == ("2026년 12월 안내", date(2026, 12, 31), "New")
    assert "929,520" in str(paper.data)
    assert waiting_for_me([paper]) == [paper]
    assert by_month([paper])[0].first == date(2026, 11, 1)


def test_what_comes_on_paper_is_there_and_says_so():
    person = resident(services={})
    notice = begun()

    (paper,) = papers_of(person.pk)
    assert (str(paper.state), notice.row.outcome) == ("Comes on paper", "paper")


def test_what_is_due_first_stands_first_and_what_is_over_or_confirmed_needs_nobody():
    person = resident()
    late = begun("local_tax", {"납부기한": "2026-12-31"}, {"납부기한": "2026-11-30"}, {"납부기한": "2026-11-02"})
    Notice.objects.filter(pk=late.pk).update(confirmed_at=timezone.now())

    assert [paper.due for paper in waiting_for_me(papers_of(person.pk))] == [date(2026, 11, 30)]


def test_each_notice_stands_once_on_my_page():
    person = resident()
    begun("local_tax", {"납부기한": "2026-12-31"}, {"납부기한": "2026-11-30"})
    waiting, done = Notice.objects.order_by("pk")
    browser = visiting(person)

    text = browser.get("/my/").content.decode()
    assert text.count('class="m-paper"') == 2 and "Other notices" not in text and "All notices" not in text

    Notice.objects.filter(pk=done.pk).update(confirmed_at=timezone.now())
    text = browser.get("/my/").content.decode()
    assert text.count('class="m-paper"') == 2
    assert text.index(page("letter", waiting)) < text.index("Other notices") < text.rindex(page("letter", done))


def test_opening_shows_the_letter_without_the_birth_date_and_counts_as_read():
    browser, notice = visiting(resident()), begun()

    text = browser.get(page("letter", notice)).content.decode()

    assert "929,520" in text and 'name="birth_date"' not in text
    assert page("confirm", notice) in text and "not-me" not in text
    assert list(NoticeEvent.objects.values_list("kind", flat=True)) == ["opened"]
    browser.post(page("confirm", notice))
    notice.refresh_from_db()
    assert (notice.state, notice.confirmed_at is not None) == ("read", True)


def test_the_link_of_a_message_still_asks_for_the_birth_date(client):
    browser, notice = visiting(resident(), client), begun()
    browser.get(page("letter", notice))

    assert 'name="birth_date"' in browser.get(reverse("notices:read", args=[notice.token])).content.decode()


def test_the_day_of_a_training_goes_into_a_calendar_with_its_hour_and_place():
    browser, notice = visiting(resident(**CIVIL)), begun("civil_defense")

    answer = browser.get(page("calendar", notice))

    text = answer.content.decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "DTSTART;TZID=Asia/Seoul:20261215T140000" in text and "LOCATION:성동구민방위교육장" in text
    assert "1980" not in text


def test_a_notice_whose_day_is_over_has_no_calendar_file():
    browser, notice = visiting(resident()), begun("local_tax", {"납부기한": "2026-11-02"})

    assert browser.get(page("calendar", notice)).status_code == 404
    assert ".ics" not in browser.get(page("letter", notice)).content.decode()


def test_the_letter_is_there_as_pdf():
    browser, notice = visiting(resident()), begun()

    answer = browser.get(page("pdf", notice))

    assert answer.content.startswith(b"%PDF-") and answer["Content-Type"] == "application/pdf"
    notice.refresh_from_db()
    assert notice.opened_at


def test_a_look_at_a_list_is_told_to_those_who_stand_in_it(client):
    person, other = resident(), resident("임꺽정", sms="01099998888", email=None)
    notice = begun(by=approver())
    client.force_login(officer())
    client.get(reverse("staff:rows", args=[notice.batch_id]))
    list(client.get(reverse("staff:paper_list", args=[notice.batch_id])).streaming_content)

    looks = looks_at(person.pk)

    assert [str(look.action) for look in looks] == [
        "Took the list for printing paper notices, in which you may stand",
        "Looked through a list in which you stand",
    ]
    assert {(look.department, tuple(map(str, look.roles)), look.at_what) for look in looks} == {
        ("세무1과", ("Officer",), "2026년 12월 안내")
    }
    assert looks_at(other.pk) == []
    text = visiting(person).get(reverse("my:looks")).content.decode()
    assert "세무1과" in text and "김한결" not in text


def test_roles_are_those_of_the_day_of_the_look(client):
    from accounts.models import Role, RoleGrant

    person, user = resident(), officer()
    AccessLogEntry.objects.create(user=user, action="rights_request", subject=f"resident:{person.pk}", purpose="열람 1")
    RoleGrant.objects.update(revoked_at=timezone.now())
    RoleGrant.objects.create(user=user, role=Role.AUDITOR)

    (look,) = looks_at(person.pk)
    assert (list(map(str, look.roles)), look.purpose) == (["Officer"], "열람 1")
    assert RegisterRow.objects.count() == 0
