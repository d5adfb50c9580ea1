"""The pages of the paper desk: who sees what, what a look leaves in the log, and that pages stay small."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessLogEntry
from residents.models import Channel, ContactPoint, ContactProof, PaperBundle, PaperForm, Resident, Subscription
from residents.my_data import as_json
from residents.paper_desk import entries, scans
from tests.people import SONGJEONG, approver, clerk, form, paper_desk, resident
from tests.residents.paper_desk.box import TYPED, bundle, form_of, picture
from tests.residents.visiting import ENGLISH, visiting

pytestmark = pytest.mark.django_db
State = PaperForm.State
LIST = "/counter/bundles/"


def page(found: PaperBundle, number: int = 1) -> str:
    return f"{LIST}{found.pk}/forms/{number}"


def signed_in(user) -> Client:
    client = Client(headers=ENGLISH)
    client.force_login(user)
    return client


@pytest.fixture
def typist():
    return paper_desk()


@pytest.fixture
def client(typist):
    return signed_in(typist)


@pytest.fixture
def found(typist):
    return bundle(typist)


def test_a_bundle_is_counted_in_and_listed_with_its_sum(client):
    cover = {
        "dong": "1120054000", "tong": "12", "tong_chief": "이통장", "received_on": "2026-11-20",
        "counted_in": "40", "pages_per_form": "2",
    }  # fmt: skip
    assert client.post(f"{LIST}new", {**cover, "counted_in": "0"}).status_code == 200
    assert "At most 500 forms" in client.post(f"{LIST}new", {**cover, "counted_in": "501"}).content.decode()
    answer = client.post(f"{LIST}new", cover, follow=True)

    made = PaperBundle.objects.get()
    assert answer.redirect_chain == [(f"{LIST}{made.pk}", 302)]
    assert made.forms.count() == 40 and "이통장" in answer.content.decode()
    text = client.get(LIST).content.decode()
    assert "마장동 tong 12" in text and "nobody yet" in text and "이통장" not in text


def test_others_of_the_office_see_no_paper_and_a_clerk_no_other_dong(found):
    far, homeless = clerk("far", SONGJEONG), clerk("homeless", None)
    assert signed_in(approver()).get(LIST).status_code == 403
    for path in (f"{LIST}{found.pk}", page(found), f"{page(found)}/pages/0"):
        assert signed_in(far).get(path).status_code == 404
    assert "Your account names no dong" in signed_in(homeless).get(LIST).content.decode()
    assert signed_in(clerk()).get(f"{LIST}{found.pk}").status_code == 200


def test_beginning_takes_the_bundle_and_leads_to_its_first_form(client, found, typist):
    answer = client.post(f"{LIST}{found.pk}/next")
    assert answer["Location"] == page(found)
    found.refresh_from_db()
    assert found.assigned_to == typist
    other = paper_desk("paper2")
    assert signed_in(other).get(f"{LIST}{found.pk}").status_code == 404


def test_a_form_is_typed_and_the_next_one_comes(client, found, typist):
    text = client.get(page(found)).content.decode()
    assert 'value="20261120"' in text and "No contact" not in text
    answer = client.post(page(found), TYPED)

    assert answer["Location"] == page(found, 2)
    person = Resident.objects.get()
    assert (person.name, person.birth_date, person.route, person.dong_id) == (
        "홍길동",
        "1980-01-31",
        "tong",
        found.dong_id,
    )
    assert set(Subscription.objects.values_list("service", "channel")) == {("local_tax", "sms"), ("local_tax", "email")}
    contacts = set(ContactPoint.objects.values_list("address", "verified_at"))
    assert contacts == {("01012345678", None), ("hong@example.com", None)}
    assert form_of(found).first_by == typist


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"signed": ""}, "No consent without a signature"),
        ({"consents": ["promotional"]}, "Without consent to collection and use nobody is enrolled"),
        ({"name": "800131-1234567"}, "resident registration number"),
        ({"birth_date": "8001311"}, "eight digits"),
        ({"birth_date": "20200131"}, "a child’s form"),
        ({"mobile": "", "email": ""}, "Type the mobile number or the email address"),
        ({"dated": "20261121"}, "after the day on which the bundle came"),
        ({"dated": "19261118"}, "more than a year before"),
    ],
    ids=["signature", "consent", "rrn", "birth-date", "child", "contact", "date", "old-date"],
)
def test_what_cannot_be_entered_says_why_and_stays_as_typed(client, found, change, said):
    text = client.post(page(found), {**TYPED, **change}).content.decode()
    assert said in text and "마장로 209" in text
    assert not Resident.objects.exists()
    assert form_of(found).state == State.OPEN


def test_a_service_without_its_consent_stays_on_paper_and_this_is_said(client, found):
    typed = {**TYPED, "wanted": ["local_tax:sms", "civil_defense:sms"]}
    answer = client.post(page(found), typed, follow=True)
    assert set(Subscription.objects.values_list("service", flat=True)) == {"local_tax"}
    assert "Left on paper, for the consent or the contact is missing: Civil" in answer.content.decode()


def test_one_key_sets_a_form_aside_and_it_can_be_taken_up_again(client, found):
    note = {"aside": "illegible", "note": "번호가 흐림"}
    assert client.post(page(found), {**TYPED, **note})["Location"] == page(found, 2)
    text = client.get(page(found)).content.decode()
    assert "Illegible" in text and "번호가 흐림" in text
    answer = client.post(f"{page(found)}/reopen", follow=True).content.decode()
    assert "홍길동" in answer and 'value="local_tax:sms"' in answer and not Resident.objects.exists()


def test_a_note_with_a_registration_number_is_refused_and_stored_nowhere(client, found):
    text = client.post(page(found), {"aside": "illegible", "note": "800131-1234567"}).content.decode()
    assert "resident registration number" in text
    assert form_of(found).state == State.OPEN and form_of(found).note == ""


def test_whoever_is_enrolled_is_told_while_typing_and_no_more_than_that(client, found):
    known = resident()
    typed = {"name": "홍길동", "birth_date": "19800131", "mobile": ""}
    for _ in range(2):
        text = client.post(f"{page(found)}/alike", typed).content.decode()
    assert "already enrolled on" in text and "same dong" in text
    assert "5678" not in text and "마장로" not in text and "hong@" not in text
    assert (
        "already enrolled"
        not in client.post(f"{page(found)}/alike", {**typed, "birth_date": "198001"}).content.decode()
    )
    assert AccessLogEntry.objects.filter(subject=f"resident:{known.pk}", action="paper_duplicate").count() == 1

    refused = client.post(page(found), TYPED).content.decode()
    assert "Say below whether it is the same person" in refused and Resident.objects.count() == 1
    client.post(page(found), {**TYPED, "same": str(known.pk)})
    assert (form_of(found).state, form_of(found).resident) == (State.DUPLICATE, known)
    assert Resident.objects.count() == 1


def test_a_namesake_is_enrolled_and_the_same_person_cannot_be(client, found):
    resident(sms="01099998888", email=None)
    client.post(page(found), {**TYPED, "same": "other"})
    assert Resident.objects.count() == 2
    text = client.post(page(found, 2), {**TYPED, "same": "other"}).content.decode()
    assert "it is the same person" in text and Resident.objects.count() == 2


def test_a_look_at_a_form_and_its_scan_is_logged_once_and_told_to_the_resident(client, found, typist):
    scans.add(found, [picture()], by=typist)
    client.get(page(found))
    scan = client.get(f"{page(found)}/pages/0")
    assert (scan["Content-Type"], scan["Cache-Control"]) == ("image/jpeg", "no-store, private")
    assert client.get(f"{page(found)}/pages/1").status_code == 404  # the next form's
    client.post(page(found), TYPED)

    look = AccessLogEntry.objects.get(action="paper_form", subject=f"paper_form:{form_of(found).pk}")
    assert look.user == typist
    seen = visiting(Resident.objects.get()).get("/my/looks").content.decode()
    assert "Looked at your paper form" in seen
    (held,) = as_json(Resident.objects.get())["paper_forms"]
    assert (held["received_on"], held["scanned_pages"]) == (found.received_on, 1)


def test_the_second_person_sees_nothing_of_the_first_entry(client, found, typist):
    entries.enter(form_of(found), form(verified=None), by=typist)
    other = signed_in(paper_desk("paper2"))
    assert client.post(f"{LIST}queue/second/next")["Location"] == f"{LIST}queue/second"
    where = other.post(f"{LIST}queue/second/next")["Location"]
    text = other.get(where).content.decode()
    assert not any(value in text for value in ("홍길동", "1234-5678", "12345678", "hong@example.com", "마장로"))
    assert client.get(where).status_code == 404

    other.post(where, {"mobile": "010-1234-5679", "email": "hong@example.com"})

    where = client.post(f"{LIST}queue/mismatch/next")["Location"]
    text = client.get(where).content.decode()
    assert "010-1234-5678" in text and "010-1234-5679" in text
    client.post(where, {"take": "second"})
    assert form_of(found).state == State.AGREED
    assert ContactPoint.objects.get(channel=Channel.SMS, stopped_at=None).address == "01012345679"
    assert "Send the code again" in client.get(f"{LIST}queue/code").content.decode()
    ContactProof.objects.all().delete()
    assert "2 codes are sent." in client.post(f"{LIST}codes", follow=True).content.decode()
    assert "No code was sent" in client.post(f"{LIST}codes", follow=True).content.decode()


def test_two_people_never_have_the_same_form_before_them(client, found):
    client.get(page(found))
    other = signed_in(clerk())
    assert "Somebody else has this form" in other.get(page(found)).content.decode()
    assert other.post(page(found), TYPED).status_code == 409
    assert not Resident.objects.exists()


def test_scans_are_handed_in_and_a_bad_file_says_what_to_do(client, found):
    text = client.post(f"{LIST}{found.pk}/scans", {"scans": [picture(), picture()]}, follow=True).content.decode()
    assert "2 pages were added." in text and "2 of 3 pages are here" in text
    bad = picture()
    bad.truncate(0)
    bad.name = "scan.pdf"
    assert "The file is empty" in client.post(f"{LIST}{found.pk}/scans", {"scans": [bad]}).content.decode()
    assert found.pages.count() == 2
    assert "Choose the scanned file" in client.post(f"{LIST}{found.pk}/scans").content.decode()


def test_closing_is_refused_in_words_beside_the_number(client, found):
    text = client.post(f"{LIST}{found.pk}/close", {"counted_out": "2"}).content.decode()
    assert "3 forms are still to be entered or set aside." in text
    assert "2 were counted out, but 3 forms should lie in the bundle." in text
    found.forms.update(state=State.AGREED)
    client.post(f"{LIST}{found.pk}/close", {"counted_out": "3"})
    found.refresh_from_db()
    assert found.closed_at


def test_the_count_is_corrected_with_a_reason(client, found):
    text = client.post(f"{LIST}{found.pk}/count", {"after": "2", "reason": ""}).content.decode()
    assert "Write why the number changes" in text
    text = client.post(f"{LIST}{found.pk}/count", {"after": "2", "reason": "한 장 부족"}, follow=True).content.decode()
    assert "3 → 2: 한 장 부족" in text


@pytest.mark.parametrize("where", ["", "{pk}", "{pk}/forms/1", "queue/second", "queue/code"])
def test_a_page_takes_as_many_statements_with_many_forms_as_with_few(client, found, typist, where):
    path = LIST + where.format(pk=found.pk)
    client.get(path)
    counts = []
    for more in (0, 6):
        for _ in range(more):
            extra = bundle(typist, count=30)
            extra.forms.filter(number__lte=10).update(state=State.SECOND)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 1, counts  # counting the pages of a list that is no longer empty
