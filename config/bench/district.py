"""A district for the benchmark: residents, contacts and a register, written by COPY and encrypted as always."""

import itertools
import json
from collections.abc import Iterator
from datetime import date

from django.db import connection, models
from django.utils import timezone

from accounts.models import Dong
from deliveries.models import Dispatch
from notices.models import Batch, Notice, RegisterRow
from residents.consent import mask_of
from residents.copying import copy_rows
from residents.keyring import keyring
from residents.models import Channel, ConsentKind, ContactPoint, Household, Resident, Subscription

PAGE = 5_000
_TODAY = date(2026, 7, 1)


def fill(people: int) -> Batch:
    """Enrol ``people`` with an address and a number each, and owe each a tax notice; return the batch."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE residents_household, notices_batch, deliveries_dispatch, deliveries_suppression CASCADE"
        )
    dong = Dong.objects.order_by("code").first() or Dong.objects.create(code="1120054000", name="마장동")
    household = Household.objects.create(dong=dong, address="마장로 1", address_hash=b"h" * 16)
    batch = Batch.objects.create(
        notice_type="local_tax",
        title="2026년 7월 재산세",
        department="세무1과",
        file_name="bench.xlsx",
        dispatch=new_dispatch(),
    )
    for first in range(1, people + 1, PAGE):
        _page(range(first, min(first + PAGE, people + 1)), household, batch)
    for model in (Resident, ContactPoint, Subscription, RegisterRow, Notice):
        _settle(model)
    return batch


def new_dispatch(*, statutory: bool = True) -> Dispatch:
    return Dispatch.objects.create(
        title="2026년 7월 재산세",
        source="notices",
        service="local_tax",
        required_consents=mask_of([ConsentKind.COLLECTION_USE]),
        statutory=statutory,
    )


def _page(numbers: range, household: Household, batch: Batch) -> None:
    consents, now = mask_of([ConsentKind.COLLECTION_USE]), timezone.now()
    name = Resident._meta.get_field("name").seal("홍길동")
    birth = Resident._meta.get_field("birth_date").seal("1980-01-31")
    copy_rows(
        Resident,
        ("id", "household", "dong", "name", "birth_date", "sex", "is_household_head", "language", "receipt_number",
         "route", "enrolled_on", "created_at", "person_hash", "enrolment_hash", "consents"),
        ((n, household.pk, household.dong_id, name, birth, "F", True, "ko", f"B-{n}", "online", _TODAY, now,
          _hash(n), _hash(n), consents) for n in numbers),
    )  # fmt: skip
    copy_rows(
        ContactPoint,
        ("id", "resident", "channel", "address", "address_hash", "verified_at", "stopped_because", "created_at"),
        _contacts(numbers),
    )
    copy_rows(
        Subscription,
        ("resident", "service", "channel", "since"),
        ((n, "local_tax", channel, now) for n, channel in itertools.product(numbers, ("email", "sms"))),
    )
    copy_rows(
        RegisterRow,
        ("id", "batch", "number", "outcome", "reason", "column", "values", "person_hashes", "address_hashes", "dong",
         "obligation_hash", "resident", "email_contact", "sms_contact"),
        ((n, batch.pk, n, "recipient", "", "", _row_values(n), [_hash(n)], [], household.dong_id, _hash(n), n,
          2 * n, 2 * n + 1) for n in numbers),
    )  # fmt: skip
    copy_rows(
        Notice,
        ("id", "batch", "row", "token", "state", "to_paper_because"),
        ((n, batch.pk, n, f"b{n:015d}", "open", "") for n in numbers),
    )


def _contacts(numbers: range) -> Iterator[tuple[object, ...]]:
    seal, now = ContactPoint._meta.get_field("address").seal, timezone.now()
    for n in numbers:
        for place, channel, address in ((2 * n, Channel.EMAIL, address_of(n)), (2 * n + 1, Channel.SMS, mobile_of(n))):
            yield place, n, channel.value, seal(address), _hash(place), now, "", now


def address_of(number: int) -> str:
    return f"resident{number}@example.com"


def mobile_of(number: int) -> str:
    return f"010{number:08d}"


def _row_values(number: int) -> bytes:
    values = {
        "name": f"주민{number}",
        "birth_date": "1980-01-31",
        "address": f"서울특별시 성동구 마장로 {number % 900 + 1}, 101동 {number % 30 + 1}03호",
        "tax_item": "재산세(주택)",
        "tax_year": "2026",
        "term": "7월",
        "tax_number": f"1120-{number:08d}",
        "payment_number": f"{number:019d}",
        "taxed_object": "마장동 ***",
        "tax_base": "312000000",
        "amount": str(100_000 + number % 100_000),
        "due_date": "2026-07-31",
        "department": "세무1과",
        "contact": "02-0000-5000",
    }
    return RegisterRow._meta.get_field("values").seal(json.dumps(values, ensure_ascii=False))


def _hash(number: int) -> bytes:
    return keyring().hash(str(number), b"bench")


def _settle(model: type[models.Model]) -> None:
    """Let the table's own ids go on behind those that were written with the rows, and its statistics know them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute(f"VACUUM (ANALYZE) {table}")
