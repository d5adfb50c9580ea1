"""The counter's search and a resident's page: who is shown what, what each act does, and what is written down."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import AccessLogEntry
from residents import proofs
from residents.choices import chosen, given
from residents.models import (
    Channel,
    ConsentEntry,
    ConsentKind,
    ContactProof,
    CounterAct,
    LeftBecause,
    Resident,
    Route,
    SubscriptionEnd,
)
from tests.people import SONGJEONG, clerk, officer, resident
from tests.residents.visiting import ENGLISH, kinds, told

__all__ = ["told"]
pytestmark = pytest.mark.django_db
CARD = {"id_kind": "resident_card"}


@pytest.fixture
def client():
    client = Client(headers=ENGLISH)
    client.force_login(clerk())
    return client


def found(client, typed):
    return client.post("/counter/find", {"typed": typed}).content.decode()


def page(one, rest=""):
    return f"/counter/residents/{one.pk}{rest}"


def log():
    return list(AccessLogEntry.objects.order_by("id").values_list("action", "subject", "people", "purpose"))


def test_a_search_shows_what_tells_people_apart_and_no_more(client):
    hong = resident(verified=None)

    text = found(client, "ㅎㄱㄷ 5678")

    for said in ("홍길동", "1980-01-31", "마장동", "tong 3", "010-****-5678", "since 2026-09-01, Online", page(hong)):
        assert said in text, said
    assert "Contact not proved" in text
    assert "1234" not in text and "hong@" not in text and "마장로" not in text
    assert log() == [("counter_search", "search", 1, "Counter search")]


def test_what_shows_nobody_is_not_logged_and_one_letter_asks_nothing(client, django_assert_num_queries):
    resident()

    assert "Enrol this person" in found(client, "임꺽정")
    with django_assert_num_queries(4):  # session, person, roles, dong
        text = found(client, "홍")

    assert "Type on" in text and "홍길동" not in text
    assert log() == []


def test_more_than_twenty_are_not_shown(client):
    for n in range(22):
        resident("홍길동", date(1980, 1, n + 1), sms=f"0101234{n:04d}", email=None)

    text = found(client, "홍길동")

    assert text.count('class="r-one"') == 20 and "More than 20 fit" in text
    assert log()[0][2] == 20


def test_a_registration_number_is_refused_and_goes_nowhere(client):
    text = found(client, "홍길동 800131-1234567")

    assert "Type the birth date" in text and "800131-1234567" not in text
    assert "/counter/begin" not in text


def test_without_a_script_enter_shows_the_same_on_the_page(client):
    resident()
    text = client.post("/counter/", {"typed": "홍길동"}).content.decode()
    assert "010-****-5678" in text and 'value="홍길동"' in text


def test_somebody_of_another_dong_is_told_of_by_name_and_birth_date_only(client):
    hong = resident(dong=SONGJEONG)

    assert "송정동" not in found(client, "홍길동") and "송정동" not in found(client, "5678 19800131")
    text = found(client, "홍길동 19800131")

    assert "enrolled in 송정동" in text and page(hong, "/move-in") in text
    assert "5678" not in text and page(hong) + '"' not in text
    assert client.get(page(hong)).status_code == 404


def test_moving_in_takes_dong_address_tong_and_household_along(client, told):
    hong = resident(dong=SONGJEONG)
    assert client.get(page(hong, "/move-in")).status_code == 404
    found(client, "홍길동 19800131")
    text = client.get(page(hong, "/move-in")).content.decode()
    assert "홍길동" not in text and "마장로 209" not in text

    client.post(page(hong, "/move-in"), {"address": "마장로 9, 101호", "tong": "7", "head": "on", **CARD})

    hong.refresh_from_db()
    assert (hong.dong_id, hong.household.dong_id, hong.household.tong) == ("1120054000",) * 2 + (7,)
    assert hong.household.address == "마장로 9, 101호"
    assert CounterAct.objects.get().kind == "moved_in"
    assert ("counter_resident", f"resident:{hong.pk}", 1, "Moving in") in log()
    assert [kind for kind, _ in kinds(told)] == ["corrected", "corrected"]
    assert client.get(page(hong)).status_code == 200
    assert client.post(page(hong, "/undo")).url == "/counter/"  # it was somebody else
    hong.refresh_from_db()
    assert (hong.dong_id, hong.household.address) == (SONGJEONG, "서울특별시 성동구 마장로 209, 118동 303호")


def test_opening_a_page_is_one_look_with_its_purpose(client):
    hong = resident()

    for _ in range(3):
        text = client.get(page(hong)).content.decode()
    client.post(page(hong, "/purpose"), {"purpose": "identity"})
    client.get(page(hong))

    assert "010-1234-5678" in text and "hong@example.com" in text and "마장로 209" in text
    assert [entry[3] for entry in log()] == ["Visit at the counter", "Proof of identity"]
    assert client.post(page(hong, "/purpose"), {"purpose": "curiosity"}).status_code == 404


def test_the_page_asks_the_same_of_the_database_whatever_it_holds(client, django_assert_max_num_queries):
    hong = resident()
    client.get(page(hong))
    for _ in range(12):
        CounterAct.objects.create(resident=hong, kind="corrected", clerk=clerk(f"c{_}"), dong=hong.dong)
    with django_assert_max_num_queries(14):
        client.get(page(hong))


CORRECT = {
    "name": "홍길순", "birth_date": "19810202", "sex": "F", "address": "마장로 1", "dong": "1120054000",
    "tong": "4", "head": "",
}  # fmt: skip


def test_a_correction_is_written_down_told_and_can_be_put_back(client, told):
    hong = resident()
    shown = client.get(page(hong, "/correct")).content.decode()
    assert 'value="홍길동"' in shown and 'value="19800131"' in shown

    text = client.post(page(hong, "/correct"), {**CORRECT, **CARD}, follow=True).content.decode()

    assert "홍길순" in text and "Put the old values back" in text
    act = CounterAct.objects.get()
    assert (act.kind, act.id_kind, act.clerk.username) == ("corrected", "resident_card", "clerk")
    assert "name,birth_date,sex,address,tong" in act.what
    assert {kind for kind, _ in kinds(told)} == {"corrected"}
    assert "홍길순" not in "".join(message["text"] for message in told)
    assert "홍길순" in found(client, "홍길순 1981") and "1980-01-31" not in found(client, "홍길동")

    text = client.post(page(hong, "/undo"), follow=True).content.decode()
    assert "홍길동" in text and "Put the old values back" not in text
    assert "nothing to put back" in client.post(page(hong, "/undo"), follow=True).content.decode()


def test_a_correction_needs_a_card_and_says_what_is_wrong(client):
    hong = resident()
    text = client.post(page(hong, "/correct"), {**CORRECT, "name": "1"}).content.decode()

    assert "Choose the kind of identity card" in text and 'aria-invalid="true"' in text
    assert not CounterAct.objects.exists()


def test_a_correction_into_somebody_else_is_refused_with_a_link(client):
    hong, other = resident(), resident("홍길순", date(1981, 2, 2), address="마장로 1", sms="01099990000", email=None)

    text = client.post(page(hong, "/correct"), {**CORRECT, **CARD}).content.decode()

    assert "enrolled already, in 마장동" in text and f'href="{page(other)}"' in text


def test_without_a_proved_contact_nothing_can_be_chosen_and_that_is_said(client):
    assert "No contact is proved yet" in client.get(page(resident(verified=None), "/services")).content.decode()


def test_a_proxy_needs_a_power_of_attorney(client):
    hong = resident()
    proxy = {"proxy_name": "임꺽정", "proxy_relation": "spouse"}

    text = client.post(page(hong, "/correct"), {**CORRECT, **CARD, **proxy}).content.decode()
    assert "A proxy needs a power of attorney" in text
    client.post(page(hong, "/correct"), {**CORRECT, **CARD, **proxy, "power_of_attorney": "on"})

    act = CounterAct.objects.get()
    assert (act.proxy_name, act.proxy_relation, act.power_of_attorney) == ("임꺽정", "spouse", True)


def test_choices_are_made_by_the_clerk_at_the_counter(client):
    hong = resident()
    table = {"wanted": ["events:sms", "local_tax:email"], **CARD}

    refused = client.post(page(hong, "/services"), {**table, "promotional": "on"}).content.decode()
    assert "Have the printed consent signed" in refused
    client.post(page(hong, "/services"), {**table, "promotional": "on", "signed": "on"})

    hong.refresh_from_db()
    assert ConsentKind.PROMOTIONAL in given(hong) and ("local_tax", "sms") not in chosen(hong)
    entry = ConsentEntry.objects.get(kind="promotional")
    assert (entry.route, entry.signed, entry.recorded_by.username) == (Route.COUNTER, True, "clerk")
    ended = SubscriptionEnd.objects.get()
    assert (ended.route, ended.recorded_by.username) == (Route.COUNTER, "clerk")
    assert CounterAct.objects.get().signature == "paper"


def test_a_consent_is_given_and_withdrawn_by_one_button(client, told):
    hong = resident()

    for _ in range(2):
        client.post(page(hong, "/consents/third_party"), CARD)

    lines = ConsentEntry.objects.filter(kind="third_party").order_by("id")
    assert [(line.action, line.route, line.recorded_by.username) for line in lines] == [
        ("given", "counter", "clerk"),
        ("withdrawn", "counter", "clerk"),
    ]
    assert client.get(page(hong, "/consents/collection_use")).url == page(hong, "/leave")
    assert client.get(page(hong, "/consents/nothing")).status_code == 404


def test_leaving_asks_no_reason_and_ends_on_a_receipt_without_a_name(client, told):
    hong = resident()
    text = client.get(page(hong, "/leave")).content.decode()
    assert text.index("autofocus") > text.index('name="because"')

    receipt = client.post(page(hong, "/leave"), {**CARD, "because": ""}, follow=True).content.decode()

    hong.refresh_from_db()
    assert hong.left_because == LeftBecause.ASKED and hong.consents == 0
    assert set(ConsentEntry.objects.filter(action="withdrawn").values_list("route", "recorded_by__username")) == {
        ("counter", "clerk")
    }
    assert "Withdrew" in receipt and "Data destroyed" in receipt and "홍길동" not in receipt
    assert client.get(page(hong)).status_code == 404
    assert CounterAct.objects.get().kind == "withdrew"


def test_a_reason_that_is_given_is_kept(client):
    hong = resident()
    client.post(page(hong, "/leave"), {**CARD, "because": "moved"})
    hong.refresh_from_db()
    assert hong.left_because == LeftBecause.MOVED


def test_a_new_number_is_used_when_it_is_proved(client, told):
    hong = resident()
    client.post(page(hong, "/contacts/sms"), {"address": "010-9999-8888", **CARD})
    waiting = page(hong, "/contacts/proof")
    code = next(
        word for word in told[-1]["text"].split() if word.strip("[]#").isdigit() and len(word.strip("[]#")) == 6
    )

    assert hong.contacts.get(channel="sms", stopped_at=None).address == "01012345678"
    assert "not proved yet" in client.post(waiting).content.decode()
    proofs.enter(ContactProof.objects.get(), code.strip("[]#"))
    client.post(waiting)

    assert hong.contacts.get(channel="sms", stopped_at=None).address == "01099998888"
    act = CounterAct.objects.get()
    assert (act.kind, act.what, act.id_kind) == ("contacts", "sms,proved", "resident_card")
    assert "8888" in found(client, "8888")


def test_a_number_that_was_proved_on_the_phone_is_used_at_the_press_of_a_button(client, told, monkeypatch):
    hong = resident(verified=None)
    client.post(page(hong, "/contacts/sms"), {"address": "010-9999-8888", **CARD})
    proof = ContactProof.objects.get()
    ContactProof.objects.filter(pk=proof.pk).update(proved_at=proof.asked_at)
    assert proofs.state(ContactProof.objects.get()) == proofs.State.PROVED

    client.post(page(hong, "/contacts/proof"))

    assert hong.contacts.get(channel="sms", stopped_at=None).verified_at == proof.asked_at


def test_a_contact_is_removed_but_not_the_last(client):
    hong = resident()
    client.post(page(hong, "/contacts/email/remove"), CARD)
    assert list(hong.contacts.filter(stopped_at=None).values_list("channel", flat=True)) == [Channel.SMS]
    client.post(page(hong, "/contacts/sms/remove"), CARD)
    assert hong.contacts.filter(stopped_at=None).count() == 1


RESTS = (
    "",
    "/correct",
    "/services",
    "/consents/promotional",
    "/leave",
    "/contacts/sms",
    "/contacts/email/remove",
    "/contacts/proof",
)


@pytest.mark.parametrize("rest", RESTS)
def test_residents_of_other_dongs_and_those_who_left_are_not_there(client, rest):
    assert client.get(page(resident(dong=SONGJEONG), rest)).status_code == 404
    gone = resident("임꺽정", date(1975, 6, 7), sms="01098765432", email=None, address="마장로 3")
    Resident.objects.filter(pk=gone.pk).update(left_at="2026-11-01T00:00+09:00")
    assert client.get(page(gone, rest)).status_code == 404


def test_a_clerk_without_a_dong_sees_nobody_and_is_told(client):
    resident()
    client.force_login(clerk("new", dong=None))
    assert "belongs to no dong" in client.get("/counter/").content.decode()
    assert "홍길동" not in found(client, "홍길동 19800131")


def test_receipts_of_other_dongs_and_others_of_the_office_are_shut_out(client):
    hong = resident()
    client.post(page(hong, "/correct"), {**CORRECT, **CARD})
    act = CounterAct.objects.get()
    receipt = client.get(f"/counter/acts/{act.pk}").content.decode()
    assert "Corrected" in receipt and "홍길순" in receipt and "Name" in receipt
    client.force_login(clerk("far", dong=SONGJEONG))
    assert client.get(f"/counter/acts/{act.pk}").status_code == 404
    client.force_login(officer())
    assert client.get(page(hong)).status_code == 403 and client.get("/counter/").status_code == 403
