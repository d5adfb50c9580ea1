"""The sample's results live, and are made once."""

import pytest
from django.test import Client

from campaigns.models import Campaign, Click
from config.demo import news
from tests.people import DEPARTMENT, officer, subscriber

pytestmark = pytest.mark.django_db


def test_the_sample_shows_two_campaigns_and_what_came_of_them(client: Client) -> None:
    for at in range(30):
        subscriber(f"주민{at}", sms=f"010123400{at:02}", email=f"sample{at}@example.com")
    assert news.load(DEPARTMENT)
    assert not news.load(DEPARTMENT)
    assert Campaign.objects.count() == 2
    assert Click.objects.count() > 10
    client.force_login(officer())
    page = client.get("/staff/results/?from=2026-10-01&to=2026-11-23").content.decode()
    assert all(one.title in page for one in Campaign.objects.all())
