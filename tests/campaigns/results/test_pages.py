"""The pages of results: whose they show, what is masked, how many queries they need, and the files."""

import io
import random
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest
from django.test import Client

from campaigns.models import Campaign, Click, Event
from campaigns.results.scope import Period, period_of
from deliveries.models import Delivery
from residents.models import Resident
from tests.campaigns.conftest import NOW
from tests.campaigns.results import district
from tests.people import head, officer

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def sent() -> list[Campaign]:
    chance, residents = district.settle(60, 7)
    departments = ("세무1과", "세무1과", "민방위팀")
    return [
        district.campaign(chance, residents, NOW - timedelta(days=5 + at), department=one)
        for at, one in enumerate(departments)
    ]


def test_officers_see_their_department_and_heads_all(client: Client, sent: list[Campaign]) -> None:
    client.force_login(officer())
    mine = client.get("/staff/results/").content.decode()
    assert sent[0].title in mine and sent[2].title not in mine
    assert client.get(f"/staff/results/campaigns/{sent[0].pk}").status_code == 200
    for path in (f"campaigns/{sent[2].pk}", f"campaigns/{sent[2].pk}.xlsx", f"events/{sent[2].event_id}"):
        assert client.get(f"/staff/results/{path}").status_code == 404
    client.force_login(head())
    every = client.get("/staff/results/").content.decode()
    assert all(one.title in every for one in sent)
    assert client.get(f"/staff/results/events/{sent[2].event_id}").status_code == 200


def test_a_campaign_that_has_not_begun_has_no_results(client: Client) -> None:
    client.force_login(officer())
    one = Campaign.objects.create(title="초안", department="세무1과")
    assert client.get(f"/staff/results/campaigns/{one.pk}").status_code == 404


def test_a_time_without_anything_says_so_and_nonsense_is_this_month(client: Client, sent: list[Campaign]) -> None:
    client.force_login(officer())
    page = client.get("/staff/results/?from=2020-01-01&to=2020-02-01")
    assert page.context["found"].is_empty
    assert client.get("/staff/results/?from=x&to=2026-99-99").context["period"] == Period(date(2026, 11, 1), TODAY)


def test_few_are_masked_on_the_page_and_in_the_file(client: Client, sent: list[Campaign]) -> None:
    Click.objects.filter(link__campaign=sent[0]).delete()
    reached = Delivery.objects.filter(dispatch__campaign_part__campaign=sent[0]).values_list("recipient", flat=True)
    for number in sorted(set(reached))[:3]:
        Click.objects.create(link=sent[0].links.all()[0], resident_number=number, channel="sms")
    client.force_login(officer())
    page = client.get(f"/staff/results/campaigns/{sent[0].pk}")
    rows = {row[0].value: row for row in page.context["funnel"].rows}
    clicked = next(row for name, row in rows.items() if "link" in str(name) or "링크" in str(name))
    assert clicked[1].is_masked and clicked[2].is_masked
    file = io.BytesIO(b"".join(client.get(f"/staff/results/campaigns/{sent[0].pk}.xlsx")))
    cells = {cell.value for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows() for cell in row}
    assert 3 not in cells


def test_the_first_figures_say_what_the_table_of_events_says(client: Client, sent: list[Campaign]) -> None:
    Event.objects.filter(pk=sent[1].event_id).update(ends_at=NOW + timedelta(days=1))
    client.force_login(head())
    found = client.get("/staff/results/").context["found"]
    total = found.tables["events"].total
    _messages, _reached, _responded, seats, came, _opted_out = found.headline
    assert seats.value == str(total[3].value)
    assert came.value == f"{total[5].value} ({total[6].value:.1f}%)"
    going_on = next(row for row in found.tables["events"].rows if row[0].value == sent[1].event.title)
    assert going_on[5].value is None and going_on[6].value is None  # nobody can have stayed away yet


def test_a_campaign_says_who_came_only_when_its_event_is_over(client: Client, sent: list[Campaign]) -> None:
    Event.objects.filter(pk=sent[1].event_id).update(ends_at=NOW + timedelta(days=1))
    Campaign.objects.filter(pk=sent[2].pk).update(event=None)
    client.force_login(head())
    figures = [len(client.get(f"/staff/results/campaigns/{one.pk}").context["found"].headline) for one in sent]
    assert figures == [6, 5, 4]  # with both, with those who registered, and of a campaign without an event


def test_files_open_and_hold_every_table(client: Client, sent: list[Campaign]) -> None:
    client.force_login(head())
    file = io.BytesIO(b"".join(client.get("/staff/results/results.xlsx")))
    book = openpyxl.load_workbook(file)
    assert len(book.sheetnames) == 8
    event = io.BytesIO(b"".join(client.get(f"/staff/results/events/{sent[0].event_id}.xlsx")))
    assert len(openpyxl.load_workbook(event).sheetnames) == 3


def test_the_overview_needs_as_many_queries_for_many_as_for_one(
    client: Client, sent: list[Campaign], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client.force_login(head())
    with django_assert_max_num_queries(26):
        client.get("/staff/results/")
    residents = list(Resident.objects.all())
    for at in range(4):
        district.campaign(random.Random(at), residents, NOW - timedelta(days=at))
    with django_assert_max_num_queries(26):
        client.get("/staff/results/")


def test_periods_are_compared_with_the_same_length_before() -> None:
    assert Period(date(2026, 11, 1), date(2026, 11, 30)).before() == Period(date(2026, 10, 1), date(2026, 10, 31))
    assert Period(date(2026, 1, 1), date(2026, 3, 31)).before() == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert Period(date(2026, 11, 10), date(2026, 11, 16)).before() == Period(date(2026, 11, 3), date(2026, 11, 9))
    assert period_of({"from": "2026-03-01", "to": "2026-03-31"}, TODAY) == Period(date(2026, 3, 1), date(2026, 3, 31))
    for asked in ({}, {"from": "2026-03-02", "to": "2026-03-01"}, {"from": "1000-01-01", "to": "2026-01-01"}):
        assert period_of(asked, TODAY) == Period(date(2026, 11, 1), TODAY)
