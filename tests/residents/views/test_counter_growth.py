"""The counter asks as much of the database among 300 residents as among 30, by whichever way somebody is searched."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from residents.enrolment import enrol
from residents.models import Resident
from tests.people import MAJANG, clerk, form

pytestmark = pytest.mark.django_db

WAYS = (
    "김민수", "민수", "김민", "ㄱㅁㅅ", "ㄱㅁ", "ㄱㅁㅅ 0001", "19810202", "1981", "0202", "0001", "010-2000-0001",
    "없는이", "김민수 19810202", "k1@example.com",
)  # fmt: skip


def fill(first: int, last: int) -> None:
    enrol(
        [
            form(
                "김민수",
                date(1980 + n % 20, 1 + n % 12, 1 + n % 28),
                address=f"마장로 {n}",
                sms=f"0102000{n:04d}",
                email=f"k{n}@example.com",
            )
            for n in range(first, last)
        ]
    )


def queries(client: Client) -> dict[str, int]:
    somebody = Resident.objects.earliest("id")
    counted = {}
    for way in WAYS:
        with CaptureQueriesContext(connection) as captured:
            client.post("/counter/find", {"typed": way})
        counted[way] = len(captured)
    for page in ("/counter/", f"/counter/residents/{somebody.pk}"):
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        counted[page] = len(captured)
    return counted


def test_the_number_of_queries_does_not_grow():
    client = Client()
    client.force_login(clerk(dong=MAJANG))
    fill(0, 30)
    few = queries(client)
    fill(30, 300)

    assert queries(client) == few
    assert max(few.values()) <= 14
