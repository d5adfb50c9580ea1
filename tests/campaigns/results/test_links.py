"""Short links: what a token says, what is counted and what is not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns import links
from campaigns.models import Campaign, CampaignDispatch, Click, Link
from deliveries.models import Delivery
from residents.destruction import destroy_all
from residents.leaving import leave
from tests.deliveries.rows import delivery, dispatch
from tests.people import subscriber

pytestmark = pytest.mark.django_db
TARGET = "https://lib.sd.go.kr/lectures/12?a=1&b=2"
PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148"}


@pytest.fixture
def link() -> Link:
    return links.link_to(Campaign.objects.create(title="겨울 강좌"), TARGET)


def path_of(link: Link, resident: int, channel: str = "sms") -> str:
    return links.address(link.key, resident, channel).removeprefix("http://127.0.0.1:8000")


def test_an_address_is_short_and_names_nobody(link: Link) -> None:
    paths = [path_of(link, number) for number in (1, 2, 3, 2**27 - 1)]
    assert {len(path) for path in paths} == {18}
    assert len({path[-10:] for path in paths}) == 4
    assert paths[0] == path_of(link, 1)
    with pytest.raises(ValueError):
        links.address(link.key, 2**27, "sms")


@pytest.mark.parametrize("channel", ["email", "sms", "alimtalk"])
def test_a_token_says_which_link_whose_and_over_which_channel(link: Link, channel: str) -> None:
    for number in (1, 77_777, 2**27 - 1):
        assert links.read(path_of(link, number, channel)[3:]) == (link, number, channel)


def test_an_old_key_stays_in_use_and_another_opens_nothing(link: Link, settings: pytest.FixtureRequest) -> None:
    old, new = settings.FIELD_KEYS[0], b"n" * 32
    token = path_of(link, 5)[3:]
    settings.FIELD_KEYS = [new, old]
    assert links.read(token) == (link, 5, "sms")
    settings.FIELD_KEYS = [new]
    assert links.read(token) is None


def test_whoever_follows_it_is_led_there_and_counted(client: Client, link: Link) -> None:
    reader = subscriber()
    for _ in range(3):
        answer = client.get(path_of(link, reader.pk), **PHONE)
    assert (answer.status_code, answer["Location"]) == (302, TARGET)
    assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "no-referrer"
    assert list(Click.objects.values_list("resident_number", "channel", "times")) == [(reader.pk, "sms", 3)]


@pytest.mark.parametrize("change", ["x", "", "0", "!", "한"])
def test_a_forged_or_cut_token_leads_nowhere(client: Client, link: Link, change: str) -> None:
    path = path_of(link, subscriber().pk)
    answer = client.get(path[:-1] + change if path[-1] != change else path[:-1] + "1", **PHONE)
    assert answer.status_code == 404
    assert "링크" in answer.content.decode() or "link" in answer.content.decode()
    assert not Click.objects.exists()


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", PHONE),
        ("get", PHONE | {"HTTP_SEC_PURPOSE": "prefetch;prerender"}),
        ("get", PHONE | {"HTTP_X_MOZ": "prefetch"}),
        ("get", {"HTTP_USER_AGENT": "facebookexternalhit/1.1; kakaotalk-scrap/1.0"}),
        ("get", {"HTTP_USER_AGENT": ""}),
    ],
)
def test_programs_are_led_there_and_not_counted(client: Client, link: Link, method: str, headers: dict) -> None:
    answer = getattr(client, method)(path_of(link, subscriber().pk), **headers)
    assert answer["Location"] == TARGET
    assert not Click.objects.exists()


def test_what_opens_a_mail_sooner_than_anybody_reads_is_not_counted(client: Client, link: Link) -> None:
    reader, sent = subscriber(), dispatch(statutory=False)
    CampaignDispatch.objects.create(campaign=link.campaign, dispatch=sent)
    row = delivery(sent, "accepted", channel="email")
    mine = Delivery.objects.filter(pk=row.pk)
    mine.update(recipient=reader.pk, accepted_at=timezone.now() - timedelta(seconds=2))
    client.get(path_of(link, reader.pk, "email"), **PHONE)
    assert not Click.objects.exists()
    mine.update(accepted_at=timezone.now() - timedelta(seconds=40))
    client.get(path_of(link, reader.pk, "email"), **PHONE)
    assert Click.objects.count() == 1


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "ftp://a.kr/",
        "//evil.example",
        "https://",
        "https://a b.kr",
        "https://a@b.kr/",
        "http://[",
        "x",
    ],
)
def test_nothing_but_an_address_of_the_web_becomes_a_link(target: str) -> None:
    with pytest.raises(links.TargetRefused):
        links.link_to(Campaign.objects.create(title="x"), target)


def test_who_leaves_is_named_no_more_while_the_count_stays(client: Client, link: Link) -> None:
    reader = subscriber()
    path = path_of(link, reader.pk)
    client.get(path, **PHONE)
    leave(reader)
    destroy_all()
    client.get(path, **PHONE)
    (click,) = Click.objects.all()
    assert (click.resident_number, click.times) == (-click.pk, 1)


def test_a_page_says_what_is_counted(client: Client) -> None:
    assert client.get("/l/").status_code == 200
