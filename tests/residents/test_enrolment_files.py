from datetime import date

import pytest
import time_machine

from residents.enrolment_files import Rejected, import_enrolments
from residents.models import ConsentEntry, ContactPoint, Resident
from residents.spreadsheets import open_table
from residents.unreadable import UnreadableFile
from tests.people import VERIFIED
from tests.sheets import workbook

pytestmark = pytest.mark.django_db

GOOD = {
    "접수번호": "2026-000001",
    "접수일": "2026-09-01",
    "접수경로": "온라인",
    "접수자": "",
    "성명": "홍길동",
    "생년월일": "1980-01-31",
    "성별": "남",
    "행정동": "마장동",
    "통": 3,
    "반": 2,
    "주소": "서울특별시 성동구 마장로 209, 118동 303호",
    "세대주": "Y",
    "휴대전화": "010-1234-5678",
    "휴대전화확인일": "2026-09-01",
    "이메일": "hong@example.com",
    "이메일확인일": "",
    "지방세": "이메일+문자",
    "민방위": "",
    "취학통지": "",
    "행사소식": "문자",
    "관심분야": "도서관;체육",
    "수집이용동의": "Y",
    "홍보동의": "N",
    "제3자제공동의": "",
    "서명": "",
}


@pytest.fixture
def imported(tmp_path):
    """Import forms, each the good one with some cells changed; return the result and the rejected."""

    def run(*changes):
        rows = [list(GOOD), *([*({**GOOD, **change}).values()] for change in changes)]
        rejected: list[Rejected] = []
        with open_table(workbook(tmp_path / "forms.xlsx", rows), filename="forms.xlsx") as table:
            return import_enrolments(table, rejected=rejected.append), rejected

    return run


def test_a_good_form_is_enrolled_as_it_says(imported):
    result, rejected = imported({})
    assert (result.rows, result.created, rejected) == (1, 1, [])
    person = Resident.objects.get()
    assert (person.name, person.birth_date, person.enrolled_on, person.sex) == (
        "홍길동",
        "1980-01-31",
        date(2026, 9, 1),
        "M",
    )
    assert dict(person.contacts.values_list("channel", "verified_at")) == {"sms": VERIFIED, "email": None}
    assert set(person.subscriptions.values_list("service", "channel")) == {
        ("local_tax", "email"),
        ("local_tax", "sms"),
        ("events", "sms"),
    }
    assert set(person.consent_entries.values_list("kind", flat=True)) == {"collection_use"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"수집이용동의": "N"}, "no_consent"),
        ({"수집이용동의": ""}, "no_consent"),
        ({"수집이용동의": "아마"}, "no_consent"),
        ({"접수경로": "창구"}, "no_signature"),
        ({"접수경로": "통장", "서명": "N"}, "no_signature"),
        ({"접수경로": ""}, "no_signature"),
        ({"성명": ""}, "bad_name"),
        ({"성명": "=HYPERLINK(1)"}, "bad_name"),
        ({"생년월일": "80-01-31"}, "bad_birth_date"),
        ({"생년월일": "19999999"}, "bad_birth_date"),
        ({"휴대전화": "010-12-34"}, "bad_phone"),
        ({"이메일": "hong@"}, "bad_email"),
        ({"휴대전화": "", "이메일": ""}, "no_contact"),
        ({"주소": ""}, "bad_address"),
        ({"행정동": "성수동"}, "unknown_dong"),
        ({"생년월일": "800131-1234567"}, "rrn"),
        ({"접수자": "800131-2234567"}, "rrn"),
        ({"생년월일": "2012-09-02"}, "guardian_needed"),
    ],
)
def test_a_form_that_may_not_be_enrolled_is_rejected_with_its_reason(imported, change, code):
    result, rejected = imported(change, {"성명": "성춘향"})
    assert (result.created, result.rejected, dict(result.rejected_rows)) == (1, 1, {code: 1})
    assert (rejected[0].number, rejected[0].code) == (2, code)
    assert rejected[0].reason
    assert [person.name for person in Resident.objects.all()] == ["성춘향"]


def test_on_the_fourteenth_birthday_a_person_consents_for_themselves(imported):
    result, _ = imported({"생년월일": "2012-09-01"})
    assert result.created == 1


def test_a_signed_form_of_a_tong_chief_is_enrolled(imported):
    result, _ = imported({"접수경로": "통장", "서명": "Y", "접수자": "왕통장"})
    assert result.created == 1
    line = ConsentEntry.objects.get()
    assert (line.route, line.signed, line.collected_by) == ("tong", True, "왕통장")


def test_an_rrn_is_masked_in_what_comes_back(imported):
    _, (rejected,) = imported({"생년월일": "800131-1234567", "관심분야": "주민번호 8001311234567"})
    assert "1234567" not in "".join(map(str, rejected.cells))
    assert "800131-*******" in rejected.cells


def test_choosing_civil_defence_on_the_form_is_the_consent_of_its_own_type(imported):
    imported({"민방위": "문자"})
    assert set(ConsentEntry.objects.values_list("kind", flat=True)) == {"collection_use", "civil_defense"}


def test_an_optional_consent_is_only_what_was_ticked(imported):
    imported({"홍보동의": "Y", "제3자제공동의": "아마"})
    assert set(ConsentEntry.objects.values_list("kind", flat=True)) == {"collection_use", "promotional"}


def test_the_same_file_again_creates_nothing(imported):
    forms = ({}, {"성명": "성춘향"}, {"수집이용동의": "N"})
    imported(*forms)
    result, _ = imported(*forms)
    assert (result.rows, result.created, result.duplicates, result.rejected) == (3, 0, 2, 1)
    assert Resident.objects.count() == 2


def test_a_mobile_without_its_leading_zero_is_the_same_mobile(imported):
    result, _ = imported({}, {"휴대전화": 1012345678})
    assert (result.created, result.duplicates) == (1, 1)


def test_more_forms_than_one_page_are_all_enrolled(imported):
    people = [{"성명": "김" + chr(0xAC00 + number), "이메일": ""} for number in range(1203)]
    result, _ = imported(*people)
    assert (result.created, ContactPoint.objects.count()) == (1203, 1203)


def test_a_verification_day_that_cannot_be_read_proves_nothing(imported):
    imported({"휴대전화확인일": "확인함"})
    assert ContactPoint.objects.get(channel="sms").verified_at is None


@time_machine.travel("2026-11-23 12:00+09:00")
def test_a_form_without_a_date_counts_from_today(imported):
    imported({"접수일": ""})
    assert Resident.objects.get().enrolled_on == date(2026, 11, 23)


def test_a_file_without_a_needed_column_is_refused_by_its_name(tmp_path):
    rows = [[title for title in GOOD if title != "주소"]]
    file = workbook(tmp_path / "forms.xlsx", rows)
    with open_table(file, filename="forms.xlsx") as table, pytest.raises(UnreadableFile, match="주소") as caught:
        import_enrolments(table, rejected=lambda row: None)
    assert caught.value.code == "missing_columns"
    assert not Resident.objects.exists()
