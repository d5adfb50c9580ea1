import re

import pytest
from django.test import Client
from django.urls import reverse

from deliveries.models import Suppression
from notices.models import Notice, NoticeEvent
from residents.models import ContactPoint
from tests.notices.taking import approved
from tests.people import resident

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "1980-01-31", "1980-02-01"


@pytest.fixture
def notice():
    resident()
    return Notice.objects.get(batch=approved())


def url(token):
    return reverse("notices:read", args=[token])


def body(response, token):
    """The page without what has to differ: the link itself and the form's protection."""
    text = response.content.decode().replace(token, "TOKEN")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_the_link_opens_a_door_that_shows_nothing_of_the_notice(client, notice):
    response = client.get(url(notice.token))
    assert response.status_code == 200
    page = response.content.decode()
    assert 'name="birth_date"' in page
    for secret in ("홍길동", "929,520", "2026년 12월 안내", "재산세"):
        assert secret not in page
    assert Notice.objects.get().opened_at is None


def test_the_right_date_shows_the_letter_and_records_the_opening_once(client, notice):
    response = client.post(url(notice.token), {"birth_date": RIGHT}, follow=True)
    page = response.content.decode()
    for value in ("홍길동", "929,520", "재산세", "0261126082900000000", "2026년 12월 안내"):
        assert value in page
    assert "1980" not in page
    client.get(url(notice.token))
    assert list(NoticeEvent.objects.values_list("kind", flat=True)) == ["opened"]


def test_a_tax_letter_links_to_where_tax_is_paid(client, notice, settings):
    settings.TAX_PAYMENT_URL = "https://tax.example.go.kr/pay"
    page = client.post(url(notice.token), {"birth_date": RIGHT}, follow=True).content.decode()
    assert 'href="https://tax.example.go.kr/pay"' in page


@pytest.mark.parametrize("answer", [WRONG, "", "800131-1234567", "1980", "<b>"])
def test_a_wrong_link_answers_exactly_like_a_wrong_date(notice, answer):
    wrong = "A" * len(notice.token)
    answers = [Client().post(url(token), {"birth_date": answer}) for token in (notice.token, wrong)]
    assert answers[0].status_code == answers[1].status_code
    assert body(answers[0], notice.token) == body(answers[1], wrong)
    assert set(answers[0].headers) == set(answers[1].headers)


def test_a_link_that_does_not_exist_shows_the_same_door(notice):
    wrong = "A" * len(notice.token)
    doors = [Client().get(url(token)) for token in (notice.token, wrong)]
    assert doors[0].status_code == doors[1].status_code == 200
    assert body(doors[0], notice.token) == body(doors[1], wrong)


def test_a_locked_link_and_a_locked_guess_answer_alike(notice, settings):
    wrong = "A" * len(notice.token)
    last = []
    for token in (notice.token, wrong):
        for _ in range(settings.READING_TRIES_PER_LINK + 1):
            answer = Client().post(url(token), {"birth_date": WRONG})
        last.append(answer)
    assert [answer.status_code for answer in last] == [429, 429]
    assert body(last[0], notice.token) == body(last[1], wrong)


def test_an_rrn_at_the_door_is_refused_and_costs_no_try_and_is_not_shown_again(client, notice):
    from notices.models import ReadingTry

    response = client.post(url(notice.token), {"birth_date": "800131-1234567"})
    assert response.status_code == 200
    assert not ReadingTry.objects.exists()


def test_only_who_passed_the_door_reads_the_letter(client, notice):
    client.post(url(notice.token), {"birth_date": RIGHT})
    assert "929,520" in client.get(url(notice.token)).content.decode()
    assert "929,520" not in Client().get(url(notice.token)).content.decode()


def test_one_opened_notice_opens_no_other(client, notice):
    other = Notice.objects.get(
        batch=approved(
            "local_tax", {"성명": "임꺽정", "납기내금액": "777,777"}, again=True, by=notice.batch.approved_by
        )
    )
    client.post(url(notice.token), {"birth_date": RIGHT})
    assert "777,777" not in client.get(url(other.token)).content.decode()


def test_after_a_while_the_door_asks_again(client, notice, settings):
    settings.READING_SESSION_MINUTES = 0
    client.post(url(notice.token), {"birth_date": RIGHT})
    assert "929,520" not in client.get(url(notice.token)).content.decode()


def test_a_letter_is_never_kept_by_a_cache(client, notice):
    client.post(url(notice.token), {"birth_date": RIGHT})
    assert "no-store" in client.get(url(notice.token)).headers["Cache-Control"]


def test_confirming_needs_the_door_and_counts_once(client, notice):
    confirm = reverse("notices:confirm", args=[notice.token])
    client.post(confirm)
    assert Notice.objects.get().confirmed_at is None
    client.post(url(notice.token), {"birth_date": RIGHT})
    client.post(confirm)
    client.post(confirm)
    assert list(NoticeEvent.objects.values_list("kind", flat=True)) == ["opened", "confirmed"]


def test_confirming_is_never_done_by_following_a_link(client, notice):
    client.post(url(notice.token), {"birth_date": RIGHT})
    assert client.get(reverse("notices:confirm", args=[notice.token])).status_code == 405
    assert Notice.objects.get().confirmed_at is None


def test_a_mail_scanner_that_opens_the_not_me_link_changes_nothing(client, notice):
    for method in (client.get, client.head):
        assert method(reverse("notices:not_me", args=[notice.token]) + "?v=sms").status_code == 200
    assert not Suppression.objects.exists()
    assert not ContactPoint.objects.exclude(stopped_at=None).exists()


def test_not_me_stops_the_channel_that_was_followed(client, notice):
    client.post(reverse("notices:not_me", args=[notice.token]), {"v": "sms"})
    assert [contact.channel for contact in ContactPoint.objects.exclude(stopped_at=None)] == ["sms"]
    assert Notice.objects.get().to_paper_because == "not_me"


def test_not_me_answers_alike_for_a_link_that_does_not_exist(notice):
    wrong = "A" * len(notice.token)
    answers = [Client().post(reverse("notices:not_me", args=[token]), {"v": "sms"}) for token in (notice.token, wrong)]
    assert body(answers[0], notice.token) == body(answers[1], wrong)
    assert answers[0].status_code == answers[1].status_code == 200


def test_the_doors_link_to_not_me_keeps_the_channel(client, notice):
    page = client.get(url(notice.token) + "?v=sms").content.decode()
    assert reverse("notices:not_me", args=[notice.token]) + "?v=sms" in page


def test_a_forged_form_from_another_site_is_refused(notice):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("notices:not_me", args=[notice.token]), {"v": "sms"}).status_code == 403
    assert not Suppression.objects.exists()
