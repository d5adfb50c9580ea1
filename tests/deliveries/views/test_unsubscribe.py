"""The public page behind List-Unsubscribe."""

import pytest
from django.test import Client

from deliveries.models import Delivery
from deliveries.unsubscribing import url_for
from residents.models import Channel, Subscription, SubscriptionEnd
from tests.deliveries.rows import delivery, dispatch, reference
from tests.people import resident

pytestmark = pytest.mark.django_db
TITLE = "2026년 12월 도서관 강좌"


@pytest.fixture
def path() -> str:
    reader = resident(services={"library": {Channel.EMAIL, Channel.SMS}})
    row = delivery(dispatch(service="library", statutory=False, title=TITLE), "accepted", channel="email")
    Delivery.objects.filter(pk=row.pk).update(resident_id=reader.pk)
    return url_for(reference(row)).removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def mail_program() -> Client:
    """It sends no cookie and no token."""
    return Client(enforce_csrf_checks=True)


def still_subscribed() -> bool:
    return Subscription.objects.filter(service="library", channel="email").exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing_however_often(client: Client, path: str, method: str) -> None:
    for _ in range(3):
        assert getattr(client, method)(path).status_code == 200
    assert still_subscribed()
    assert not SubscriptionEnd.objects.exists()


def test_the_page_asks_in_korean_and_shows_nobody(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert TITLE in page
    assert '<html lang="ko"' in page
    for secret in ("홍길동", "hong@example.com", "01012345678", "1980"):
        assert secret not in page


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (
            '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
        ("", "application/x-www-form-urlencoded"),
    ],
)
def test_one_click_of_a_mail_program_ends_it_without_cookie_and_redirect(
    mail_program: Client, path: str, body: str, content_type: str
) -> None:
    answer = mail_program.post(path, body, content_type=content_type)
    assert answer.status_code == 200
    assert not still_subscribed()
    assert Subscription.objects.filter(service="library", channel="sms").exists()


def test_the_form_of_the_page_ends_it_and_says_what_stopped_and_what_did_not(client: Client, path: str) -> None:
    page = client.post(path).content.decode()
    assert not still_subscribed()
    assert TITLE in page
    assert "02-0000-5000" in page
    assert "홍길동" not in page


def test_a_repeated_click_is_answered_alike_and_recorded_once(mail_program: Client, path: str) -> None:
    answers = [mail_program.post(path) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    first, last = (answer.content.decode().partition("<main")[2].partition("</main>")[0] for answer in answers[::2])
    assert first == last != ""
    assert SubscriptionEnd.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("token", ["x", "00ff00ff00ff.1.00", "%00%00", "한글", "a" * 3000])
def test_a_link_that_is_not_ours_says_what_to_do(client: Client, path: str, method: str, token: str) -> None:
    answer = getattr(client, method)(f"/u/{token}")
    assert answer.status_code == 404
    assert "02-0000-5000" in answer.content.decode()
    assert still_subscribed()


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_no_other_method_does_anything(client: Client, path: str, method: str) -> None:
    assert getattr(client, method)(path).status_code == 405
    assert still_subscribed()


def test_no_copy_of_the_page_is_kept_on_the_way(client: Client, path: str) -> None:
    assert "no-store" in client.get(path)["Cache-Control"]


def test_who_also_gets_them_by_sms_is_told_and_stops_these_with_one_more_press(mail_program: Client, path: str) -> None:
    first = mail_program.post(path, {"List-Unsubscribe": "One-Click"})
    assert first.context["by_sms"]
    assert Subscription.objects.get(service="library").channel == "sms"
    second = mail_program.post(path, {"also": "sms"})
    assert not second.context["by_sms"]
    assert not Subscription.objects.filter(service="library").exists()
    assert {end.route for end in SubscriptionEnd.objects.all()} == {"email"}
