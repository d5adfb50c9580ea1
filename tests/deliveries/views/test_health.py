"""The page of whoever runs the sending: who may see it, what it says, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from accounts.roles import grant
from deliveries import under_way
from deliveries.lately import Lately
from deliveries.models import Chunk, Delivery, Dispatch, Heartbeat, Provider
from deliveries.views import health as module
from tests.deliveries.rows import delivery, dispatch
from tests.people import approver, clerk, officer

pytestmark = pytest.mark.django_db
PAGE, LIVE = "/staff/deliveries", "/staff/deliveries/live"


def administrator() -> User:
    user = User.objects.create_user(username="admin", password="a-long-password", name="최전산")
    grant(user=user, role=Role.ADMINISTRATOR, by=None)
    return user


def auditor() -> User:
    user = User.objects.create_user(username="auditor", password="a-long-password", name="정감사")
    grant(user=user, role=Role.AUDITOR, by=None)
    return user


def signed_in(user) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def beat() -> Heartbeat:
    return Heartbeat.objects.create(name="sweep", at=timezone.now())


def test_the_address_is_the_one_in_the_runbook():
    assert reverse("deliveries:health") == PAGE


@pytest.mark.parametrize("address", [PAGE, LIVE])
@pytest.mark.parametrize("who", [administrator, officer, approver])
def test_who_runs_it_and_who_sends_may_look(who, address):
    assert signed_in(who()).get(address).status_code == 200


@pytest.mark.parametrize("address", [PAGE, LIVE])
@pytest.mark.parametrize("who", [auditor, clerk])
def test_others_may_not(who, address):
    assert signed_in(who()).get(address).status_code == 403


@pytest.mark.parametrize("address", [PAGE, LIVE])
def test_a_stranger_is_asked_to_sign_in(client, address):
    assert client.get(address).url.startswith(reverse("login"))


def test_an_administrator_begins_here():
    assert signed_in(administrator()).get("/staff/", follow=True).redirect_chain[-1][0] == PAGE


def test_when_all_is_well_one_sentence_says_so(beat):
    page = text_of(signed_in(administrator()).get(PAGE))
    assert "All is well. Providers answer, queues empty, beat and Redis run, and nothing is in doubt." in page
    assert "Nothing is being sent." in page


def test_what_is_wrong_comes_first_with_what_to_do_and_where_to_read_more():
    Provider.objects.create(
        name="relay-1", channel="email", breaker="open", failures=7, trouble="Connection refused.",
        trouble_at=timezone.now(), retry_at=timezone.now() + timedelta(seconds=20.5),
    )  # fmt: skip
    page = text_of(signed_in(administrator()).get(PAGE))
    assert "All is well" not in page
    assert 0 < page.index("Beat has never run") < page.index("EMAIL_URL") < page.index("Last success")
    assert "Runbook: docs/operations.md, “The mail server is away”" in page
    assert "Connection refused." in page


def test_a_department_does_not_read_the_titles_of_another(beat):
    dispatch(title="남의 재산세")
    in_doubt = dispatch(title="남의 의심")
    row = delivery(in_doubt, "unknown", channel="email")
    Chunk.objects.create(dispatch=in_doubt, channel="email", lo=row.pk, hi=row.pk, state="done", doubtful=True)
    assert "남의" not in text_of(signed_in(officer()).get(PAGE))
    page = text_of(signed_in(administrator()).get(PAGE))
    assert "남의 재산세" in page
    assert "남의 의심" in page


def test_the_live_part_looks_again_by_itself_and_brings_no_whole_page(beat):
    client = signed_in(administrator())
    page, part = client.get(PAGE).content.decode(), client.get(LIVE).content.decode()
    assert f'hx-get="{LIVE}"' in page
    assert "every 5s" in page
    assert "<html" not in part
    assert 'id="health-shown"' in part


def test_a_screen_reader_hears_of_alarms_that_come_and_go_and_of_nothing_else(beat):
    client = signed_in(administrator())
    shown = client.get(LIVE).context["shown"]
    assert "hx-swap-oob" not in client.get(LIVE, {"shown": shown}).content.decode()
    assert "hx-swap-oob" in client.get(LIVE, {"shown": "Beat is silent"}).content.decode()


def test_many_viewers_cost_one_look(beat, monkeypatch):
    looks = []
    real = module.sending.health
    monkeypatch.setattr(module, "_health", Lately())
    monkeypatch.setattr(module.sending, "health", lambda: looks.append(1) or real())
    client = signed_in(administrator())
    for _ in range(5):
        client.get(LIVE)
    assert len(looks) == 1


def _fill(count: int) -> None:
    rows = Dispatch.objects.bulk_create(
        Dispatch(title=f"발송 {n}", source="none", service="local_tax", state="sending", started_at=timezone.now())
        for n in range(count)
    )
    found = Delivery.objects.bulk_create(
        Delivery(dispatch=row, channel="email", recipient=1, resident_id=1, contact_id=1, state="unknown")
        for row in rows
    )
    Chunk.objects.bulk_create(
        Chunk(dispatch=row, channel="email", lo=one.pk, hi=one.pk, doubtful=True, trouble=f"t{n % 7}")
        for n, (row, one) in enumerate(zip(rows, found, strict=True))
    )


def _queries(client: Client, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(under_way, "_counts", Lately())  # nothing is remembered
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    return len(queries)


def test_it_takes_as_many_queries_for_three_thousand_dispatches_as_for_three(beat, monkeypatch):
    client = signed_in(administrator())
    client.get(PAGE)
    _fill(3)
    few = _queries(client, monkeypatch)
    _fill(2_997)
    assert few == _queries(client, monkeypatch) < 20
