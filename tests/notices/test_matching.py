from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Dong
from deliveries.suppressions import suppress
from notices.matching import counts_of, reasons_of
from notices.models import MatchDecision
from residents.consent import give, withdraw
from residents.hashes import address_hashes, person_hashes
from residents.models import Channel, ConsentKind, Resident, Route
from tests.notices.taking import TAX, outcomes, taken
from tests.people import KST, SONGJEONG, officer, resident

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
OTHER_ADDRESS = "서울특별시 성동구 왕십리로 1, 101동 101호"


def became(*changes, slug="local_tax"):
    return outcomes(taken(slug, *changes))


def test_a_resident_who_chose_it_is_a_recipient_over_both_channels():
    person = resident()
    row = taken().rows.get()
    assert (row.outcome, row.reason, row.resident) == ("recipient", "", person)
    assert (row.email_contact.channel, row.sms_contact.channel) == ("email", "sms")


@pytest.mark.parametrize("spelling", ["홍 길동", "홍길동(洪吉童)", "홍길동 "])
def test_another_spelling_of_the_name_is_the_same_person(spelling):
    resident()
    assert became({"성명": spelling}) == [("recipient", "")]


def test_nobody_enrolled_is_paper():
    assert became() == [("paper", "not_enrolled")]


def test_another_birth_date_is_another_person():
    resident()
    assert became({"생년월일": "1980-02-01"}) == [("paper", "not_enrolled")]


def test_a_namesake_of_the_same_day_in_the_same_dong_makes_it_ambiguous():
    resident()
    resident(sms="01099998888", address=OTHER_ADDRESS)
    assert became() == [("ambiguous", "several_fit")]


def test_namesakes_in_two_dongs_are_told_apart_by_the_dong():
    mine = resident()
    resident(sms="01099998888", dong=SONGJEONG, address=OTHER_ADDRESS)
    row = taken().rows.get()
    assert (row.outcome, row.resident) == ("recipient", mine)


def test_a_resident_of_another_dong_is_ambiguous_even_at_the_same_address():
    resident(dong=SONGJEONG)
    assert became() == [("ambiguous", "other_dong")]


def test_an_ambiguous_row_gets_no_contact_and_names_nobody():
    resident(dong=SONGJEONG)
    row = taken().rows.get()
    assert (row.resident, row.email_contact, row.sms_contact) == (None, None, None)


def test_without_a_dong_the_address_decides():
    person = resident()
    row = taken("local_tax", {"행정동": None, "주소": "성동구 마장로 209 118-303"}).rows.get()
    assert (row.outcome, row.resident) == ("recipient", person)


def test_without_a_dong_another_address_is_ambiguous():
    resident()
    assert became({"행정동": None, "주소": OTHER_ADDRESS}) == [("ambiguous", "other_address")]


def test_without_dong_and_address_it_is_ambiguous():
    resident()
    assert became({"행정동": None, "주소": None}) == [("ambiguous", "no_dong_or_address")]


def test_without_dong_and_address_nobody_enrolled_is_still_paper():
    assert became({"행정동": None, "주소": None}) == [("paper", "not_enrolled")]


def test_a_dong_of_another_district_leaves_it_to_the_address():
    resident()
    assert became({"행정동": "역삼동"}) == [("recipient", "")]


def test_a_resident_who_withdrew_is_paper():
    withdraw(resident(), ConsentKind.COLLECTION_USE, route=Route.PHONE, on=TODAY)
    assert became() == [("paper", "no_consent")]


def test_civil_defence_needs_the_consent_of_its_own_type():
    person = resident(services={"civil_defense": {Channel.SMS}})
    assert became(slug="civil_defense") == [("paper", "no_consent")]
    give(person, ConsentKind.CIVIL_DEFENSE, route=Route.COUNTER, given_on=TODAY)
    assert outcomes(taken("civil_defense", {"교육장소": "구청"}, again=True)) == [("recipient", "")]


def test_a_resident_who_chose_other_notices_only_is_paper():
    resident(services={"school_entry": {Channel.SMS}})
    assert became() == [("paper", "not_subscribed")]


def test_only_the_chosen_channel_is_used():
    resident(services={"local_tax": {Channel.SMS}})
    row = taken().rows.get()
    assert (row.email_contact, row.sms_contact.channel) == (None, "sms")


@pytest.mark.parametrize(
    ("days", "became_then"), [(2, ("paper", "quiet_until")), (0, ("recipient", "")), (-1, ("recipient", ""))]
)
def test_who_asked_not_to_be_written_to_before_a_day_gets_paper_until_then(days, became_then):
    today = datetime.now(KST).date()
    Resident.objects.filter(pk=resident().pk).update(quiet_until=today + timedelta(days=days))
    batch = taken()
    assert outcomes(batch) == [became_then]
    assert counts_of(batch)["paper"] == (became_then[0] == "paper")


def test_an_unverified_contact_gets_nothing_personal():
    resident(verified=None)
    assert became() == [("paper", "no_verified_contact")]


def test_a_chosen_channel_without_any_contact_is_paper():
    resident(sms=None, services={"local_tax": {Channel.SMS}})
    assert became() == [("paper", "no_verified_contact")]


def test_a_stopped_contact_is_left_out_and_the_other_channel_serves():
    person = resident()
    person.contacts.filter(channel="sms").update(stopped_at=timezone.now(), stopped_because="not_me")
    row = taken().rows.get()
    assert (row.outcome, row.sms_contact, row.email_contact.channel) == ("recipient", None, "email")


def test_a_suppressed_address_is_left_out():
    person = resident()
    for contact in person.contacts.all():
        suppress(contact.channel, bytes(contact.address_hash), "not_me")
    assert became() == [("paper", "no_verified_contact")]


def test_an_address_suppressed_for_email_still_gets_sms():
    person = resident()
    email = person.contacts.get(channel="email")
    suppress("email", bytes(email.address_hash), "hard_bounce")
    row = taken().rows.get()
    assert (row.email_contact, row.sms_contact.channel) == (None, "sms")


def test_the_same_payment_number_again_is_a_duplicate_and_the_first_stands():
    resident()
    number = TAX["전자납부번호"]
    assert became({"전자납부번호": number}, {"전자납부번호": number, "납기내금액": "1"}) == [
        ("recipient", ""),
        ("duplicate", "repeated"),
    ]


def test_a_repeated_row_is_a_duplicate_before_it_is_ambiguous():
    resident(dong=SONGJEONG)
    number = TAX["전자납부번호"]
    assert became({"전자납부번호": number}, {"전자납부번호": f" {number[:5]}-{number[5:]} "}) == [
        ("ambiguous", "other_dong"),
        ("duplicate", "repeated"),
    ]


def test_an_invalid_row_makes_no_later_row_a_duplicate():
    resident()
    number = TAX["전자납부번호"]
    assert [outcome for outcome, _ in became({"전자납부번호": number, "성명": None}, {"전자납부번호": number})] == [
        "invalid",
        "recipient",
    ]


def test_two_bills_of_one_person_are_two_obligations():
    resident()
    assert became({}, {}) == [("recipient", "")] * 2


def test_one_person_is_called_to_one_training_once_and_to_a_second_one_too():
    assert [o for o, _ in became({}, {}, {"교육일시": "2026-12-16 14:00"}, slug="civil_defense")] == [
        "paper",
        "duplicate",
        "paper",
    ]


def test_namesakes_of_two_dongs_called_to_one_training_are_two_persons():
    assert [o for o, _ in became({}, {"행정동": "송정동"}, slug="civil_defense")] == ["paper", "paper"]


def test_two_children_of_one_guardian_are_two_obligations_read_by_the_guardian():
    person = resident(services={"school_entry": {Channel.EMAIL}})
    batch = taken("school_entry", {}, {"아동성명": "홍다운"}, {"배정학교": "다른학교"})
    assert outcomes(batch) == [("recipient", ""), ("recipient", ""), ("duplicate", "repeated")]
    assert set(batch.rows.exclude(resident=None).values_list("resident", flat=True)) == {person.pk}


def decide(person, dong=SONGJEONG, address=TAX["주소"]):
    MatchDecision.objects.create(
        person_hash=person_hashes("홍길동", date(1980, 1, 31))[0],
        dong=Dong.objects.get(code=dong) if dong else None,
        address_hash=address_hashes(address)[0] if address else b"",
        resident=person,
        decided_by=officer(),
    )


def test_a_remembered_decision_settles_an_ambiguous_row():
    person = resident()
    decide(person)
    row = taken("local_tax", {"행정동": "송정동"}).rows.get()
    assert (row.outcome, row.resident) == ("recipient", person)


def test_a_remembered_decision_that_nobody_enrolled_is_meant_is_paper():
    resident()
    decide(None)
    assert became({"행정동": "송정동"}) == [("paper", "decided")]


def test_a_decision_for_other_words_settles_nothing():
    decide(resident(), address=OTHER_ADDRESS)
    assert became({"행정동": "송정동"}) == [("ambiguous", "other_dong")]


def test_a_decision_without_an_address_settles_only_rows_without_one():
    decide(resident(), dong=None, address=None)
    assert became({"행정동": None, "주소": None}, {"행정동": None, "주소": OTHER_ADDRESS}) == [
        ("recipient", ""),
        ("ambiguous", "other_address"),
    ]


def test_with_a_new_key_a_resident_stored_under_the_old_one_is_still_found(settings):
    old, new = bytes(range(32)), bytes(range(100, 132))
    settings.FIELD_KEYS = [old]
    person = resident()
    settings.FIELD_KEYS = [new, old]
    assert taken().rows.get().resident == person
    assert outcomes(taken("local_tax", {"행정동": None}, again=True)) == [("recipient", "")]


def test_every_row_is_counted_once_and_the_sum_is_the_register():
    resident()
    resident("성춘향", date(1982, 5, 5), dong=SONGJEONG, sms="01077778888", services={"local_tax": {Channel.SMS}})
    number = "0261126082900099999"
    batch = taken(
        "local_tax",
        {},
        {"성명": "임꺽정"},
        {"성명": None},
        {"전자납부번호": number},
        {"전자납부번호": number},
        {"성명": "성춘향", "생년월일": "1982-05-05"},
        {"성명": "성춘향", "생년월일": "1982-05-05", "행정동": "송정동"},
    )
    counts = counts_of(batch)
    assert counts == {
        "rows": 7, "invalid": 1, "duplicate": 1, "ambiguous": 1, "paper": 1, "recipients": 3, "email": 2, "sms": 3,
    }  # fmt: skip
    assert {key: batch.counts[key] for key in counts} == counts
    assert sum(reason.count for reason in reasons_of(batch)) == 4
