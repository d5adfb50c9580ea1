"""What does harm elsewhere does none here: it is refused with a clear word, or read as what it means."""

import json
import re

import pytest
from django.urls import reverse

from residents.models import EnrolmentDraft, Resident
from tests.residents.enrolling import HOME, PERSON

pytestmark = pytest.mark.django_db

HOSTILE = {
    "homoglyphs": "Ноng Gildоng",  # Cyrillic Н and о
    "emoji": "홍길동😀",
    "ten thousand": "홍" * 10_000,
    "sql": "'; DROP TABLE residents_resident; --",
    "html": "<script>alert(1)</script>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "header": "홍길동\r\nBcc: all@example.com",
    "null": "홍길동\x00",
    "formula": "=HYPERLINK(1)",
    "rrn": "800131-1234567",
    "combining": "홍" + "\u0301" * 40,
}
FIELDS = [("person", "name", PERSON), ("home", "address", HOME)]


@pytest.mark.parametrize(("step", "field", "good"), FIELDS)
@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_name_or_address_gets_a_clear_error(walker, step, field, good, value) -> None:
    walker.begin()
    if step == "home":
        walker.send("person", PERSON)
    answer = walker.send(step, {**good, field: value})

    assert answer.status_code == 200
    assert answer.context["form"].errors[field]
    assert "<script>alert" not in answer.content.decode()
    assert "800131-1234567" not in EnrolmentDraft.objects.get().values
    assert len(EnrolmentDraft.objects.get().values) < 2_000


@pytest.mark.parametrize("name", ["홍\u200b길동", "\u202e홍길동", "홍길동\ufeff", "홍\u2060길\u200d동", "홍길동"])
def test_what_cannot_be_seen_is_not_part_of_a_name(walker, name) -> None:
    walker.begin()
    walker.send("person", {**PERSON, "name": name})

    assert json.loads(EnrolmentDraft.objects.get().values)["person"]["name"] == "홍길동"


@pytest.mark.parametrize(
    "birth_date",
    ["800131-1234567", "19800231", "29991231", "18991231", "１９８０", "' OR 1=1", "0" * 10_000, "1980\x00"],
)
def test_what_is_no_birth_date_gets_a_clear_error(walker, birth_date) -> None:
    walker.begin()
    answer = walker.send("person", {**PERSON, "birth_date": birth_date})

    assert answer.status_code == 200 and answer.context["form"].errors["birth_date"]


@pytest.mark.parametrize(
    ("birth_date", "words"),
    [
        ("19560231", "There is no such day"),
        ("1956-13-01", "There is no such day"),
        ("18000101", "Check the year"),
        ("00000101", "Check the year"),
        ("560101", "eight digits"),
        ("8001311234567", "birth date is enough"),
        ("800131-123456", "birth date is enough"),  # as much of it as the box took
        ("800131-1******", "birth date is enough"),
        ("８００１３１-１２３４５６７", "birth date is enough"),
    ],
)
def test_a_birth_date_says_what_is_wrong_and_shows_no_registration_number(walker, birth_date, words) -> None:
    walker.begin()
    answer = walker.send("person", {**PERSON, "birth_date": birth_date})

    assert words in str(answer.context["form"].errors["birth_date"])
    if "enough" in words:
        assert birth_date not in answer.content.decode()
        assert birth_date not in EnrolmentDraft.objects.get().values


@pytest.mark.parametrize("birth_date", ["１９５６０１０１", "1956. 1. 1.", "1956년 1월 1일", " 19560101 "])
def test_a_birth_date_is_read_as_it_is_written(walker, birth_date) -> None:
    walker.begin()
    walker.send("person", {**PERSON, "birth_date": birth_date})

    assert json.loads(EnrolmentDraft.objects.get().values)["person"]["birth_date"] == "1956-01-01"


@pytest.mark.parametrize(
    ("step", "field", "value", "words"),
    [
        ("person", "name", "홍" * 10_000, "at most 60 characters"),
        ("person", "name", "홍" * 61, "at most 60 characters"),
        ("home", "address", "왕십리로 " * 2_000, "at most 200 characters"),
        ("home", "tong", "99999999999", "from 1 to 99"),
        ("home", "tong", "0", "from 1 to 99"),
        ("home", "tong", "12통", "number alone"),
    ],
)
def test_what_is_too_long_or_too_large_is_told_the_limit(walker, step, field, value, words) -> None:
    walker.begin()
    walker.send("person", PERSON)
    answer = walker.send(step, {**(PERSON if step == "person" else HOME), field: value})

    assert words in str(answer.context["form"].errors[field])


def test_a_registration_number_gets_words_that_fit_its_field(walker) -> None:
    walker.begin()
    walker.send("person", PERSON)
    assert "address is enough" in str(walker.send("home", {**HOME, "address": "800131-1234567"}).context["form"].errors)
    walker.send("home", HOME)
    answer = walker.send("contact", {"mobile": "800131-1234567", "email": "800131-1234567@example.com"})

    errors = answer.context["form"].errors
    assert "only the mobile number" in str(errors["mobile"])
    assert "Only the email address" in str(errors["email"])


@pytest.mark.parametrize(
    "mobile",
    ["02-123-4567", "010-0000-0000", "010 1234 56789", "٠١٠١٢٣٤٥٦٧٨", "010-1234-5678; rm", "1" * 10_000, "<b>", "\x00"],
)
def test_what_is_no_mobile_number_gets_a_clear_error_and_no_code(walker, mobile) -> None:
    walker.begin()
    walker.say_who()
    answer = walker.send("contact", {"mobile": mobile, "email": ""})

    assert answer.status_code == 200 and answer.context["form"].errors["mobile"]
    assert walker.told == []


@pytest.mark.parametrize(
    "email",
    [
        "hong@example.com\r\nBcc: all@example.com",
        "hong@example.com,all@example.com",
        "홍@example.com",
        "hong@ex\u0430mple.com",  # a Cyrillic letter in the domain
        "hong@localhost",
        "<hong@example.com>",
        "hong@exam ple.com",
        "a" * 10_000 + "@example.com",
        "hong@example.com\x00",
        "😀@example.com",
    ],
)
def test_what_is_no_email_address_gets_a_clear_error_and_no_code(walker, email) -> None:
    walker.begin()
    walker.say_who()
    answer = walker.send("contact", {"mobile": "", "email": email})

    assert answer.status_code == 200 and answer.context["form"].errors["email"]
    assert walker.told == []


@pytest.mark.parametrize(
    ("step", "data"),
    [
        ("person", {**PERSON, "sex": "X"}),
        ("home", {**HOME, "dong": "9999999999"}),
        ("home", {**HOME, "dong": "' OR 1=1"}),
        ("home", {**HOME, "tong": "-1"}),
        ("home", {**HOME, "tong": "1e9"}),
        ("home", {**HOME, "tong": "9" * 10_000}),
        ("services", {"wanted": ["local_tax:pigeon"]}),
        ("services", {"wanted": ["nothing:sms"]}),
        ("interests", {"names": ["<script>"]}),
    ],
)
def test_choices_that_were_not_offered_are_refused(walker, step, data) -> None:
    walker.to_check("promotional")
    answer = walker.send(step, data)

    assert answer.status_code == 200 and answer.context["form"].errors
    assert Resident.objects.count() == 0


@pytest.mark.parametrize("code", ["", "abcdef", "1" * 10_000, "12345\x00", "' OR 1=1"])
def test_what_is_no_code_costs_no_try(walker, code) -> None:
    walker.begin()
    walker.say_who()
    walker.send("contact", {"mobile": "01012345678", "email": ""})

    assert walker.send("code", {"code": code}).context["form"].errors["code"]
    assert walker.send("code", {"code": walker.code()}).status_code == 302


def test_a_code_is_of_no_use_in_another_browser(walker, another, settings) -> None:
    settings.CODE_RESEND_SECONDS = 0
    for somebody in (walker, another):
        somebody.begin()
        somebody.say_who()
        somebody.send("contact", {"mobile": "01012345678", "email": ""})
    first, second = [re.search(r"\d{6}", told["text"])[0] for told in walker.told if told["kind"] == "code"]

    if first != second:
        assert another.send("code", {"code": first}).status_code == 200
    assert another.send("code", {"code": second}).status_code == 302
    assert walker.send("code", {"code": second}).status_code == 200


@pytest.mark.parametrize("key", ["", "x", "'; --", "a" * 4_000])
def test_a_made_up_key_finds_no_draft(walker, key) -> None:
    walker.begin()
    walker.client.cookies["enrolment"] = key

    assert walker.see("person")["Location"] == reverse("enrol:start")
