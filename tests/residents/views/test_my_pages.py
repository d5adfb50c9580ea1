"""My page, page by page: what is shown, what is changed, what is told."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from residents import choices, contacts
from residents.models import (
    Channel,
    ConsentEntry,
    ConsentKind,
    ContactPoint,
    Interest,
    Resident,
    RightsRequest,
)
from residents.my_data import as_json
from residents.outgoing import tell
from tests.people import resident
from tests.residents.visiting import EMAIL, SMS, code_in, kinds, told, visiting

__all__ = ["told"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Resident:
    return resident()


@pytest.fixture
def browser(person, told):
    return visiting(person)


def at(name, *arguments) -> str:
    return reverse(f"my:{name}", args=arguments)


def test_what_one_has_going_on_with_the_office_stands_before_all_that_ever_came(browser) -> None:
    page = browser.get(at("home")).content.decode()
    order = ["waiting", "talk", "locker", "more"]
    assert sorted(order, key=lambda part: page.index(f'id="{part}"')) == order
    assert page.index('id="talk"') < page.index(reverse("my_events:list")) < page.index('id="locker"')


def html(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "home",
        "preferences",
        "quiet",
        "language",
        "contacts",
        "consents",
        "data",
        "looks",
        "requests",
        "request_new",
        "leave",
    ],
)
def test_each_page_has_one_heading_and_at_most_one_primary_button(browser, name):
    text = html(browser.get(at(name)))

    assert text.count("<h1") == 1
    assert text.count("krds-btn primary xlarge") <= 1


def test_preferences_show_and_change_what_comes(browser, person):
    text = html(browser.get(at("preferences")))
    assert text.count("checked") == 2 and 'name="promotional"' in text

    browser.post(at("preferences"), {"wanted": ["school_entry:sms", "local_tax:email"]})

    assert choices.chosen(person) == {("school_entry", SMS), ("local_tax", EMAIL)}


def test_choosing_nothing_is_said_to_mean_paper(browser, person):
    text = html(browser.get(at("preferences")))
    table = text[text.index("Notices, and how they come") :]
    assert "optional" not in table[: table.index("</legend>")]

    saved = html(browser.post(at("preferences"), {"sent": "yes"}, follow=True))

    assert "from now on everything comes on paper" in saved and choices.chosen(person) == set()


def test_a_service_that_needs_a_consent_asks_for_it_there(browser, person):
    refused = html(browser.post(at("preferences"), {"wanted": ["events:sms"]}))
    assert "This service needs the consent" in refused
    assert not choices.chosen(person) & {("events", SMS)}

    interest = Interest.objects.first()
    agreed = {"wanted": ["events:sms"], "promotional": "on", "interests": [interest.name]}
    browser.post(at("preferences"), agreed)

    assert choices.chosen(person) == {("events", SMS)}
    assert list(person.interests.all()) == [interest]
    line = ConsentEntry.objects.get(kind="promotional")
    assert (line.route, line.text.language) == ("online", "en")  # the text that was shown


def test_nobody_subscribes_to_what_is_not_offered(browser, person):
    answer = browser.post(at("preferences"), {"wanted": ["local_tax:pigeon", "hidden:sms"]})

    assert answer.status_code == 200
    assert choices.chosen(person) == {("local_tax", SMS), ("local_tax", EMAIL)}


def test_a_child_is_not_offered_what_only_grown_ups_get(told):
    child = resident(birth_date=timezone.localdate() - timedelta(days=10 * 365))
    browser = visiting(child)
    for name in ("preferences", "consents"):
        text = html(browser.get(at(name)))
        assert "School entry" not in text and "ivil-defence" not in text
    assert "ivil-defence" in html(visiting(resident(sms="01099998888", email=None)).get(at("consents")))

    refused = browser.post(at("preferences"), {"wanted": ["local_tax:sms", "school_entry:sms"]})
    assert refused.status_code == 200
    choices.choose(child, [("local_tax", SMS), ("school_entry", SMS)])
    assert choices.chosen(child) == {("local_tax", SMS)}
    assert browser.post(at("consent_give", "civil_defense")).status_code == 404
    assert choices.given(child) == {ConsentKind.COLLECTION_USE}


def test_quiet_is_begun_and_ended_and_has_its_bounds(browser, person):
    day = timezone.localdate() + timedelta(days=40)
    browser.post(at("quiet"), {"until": day.isoformat()})
    person.refresh_from_db()
    assert person.quiet_until == day
    for name, word in (("home", "No notices are sent to you before"), ("quiet", "Now no notices come before")):
        text = html(browser.get(at(name)))
        assert word in text and "Codes and the results of what you do here still come." in text

    for wrong in (timezone.localdate(), timezone.localdate() + timedelta(days=366), "soon"):
        assert 'aria-invalid="true"' in html(browser.post(at("quiet"), {"until": str(wrong)}))
    browser.post(at("quiet_end"))
    person.refresh_from_db()
    assert person.quiet_until is None


def test_the_language_of_messages_is_mine_to_choose(browser, person, told):
    browser.post(at("language"), {"language": "en"})
    browser.post(at("consent_give", "promotional"))

    assert "consent given: Promotional messages" in told[0]["text"]


def test_a_new_contact_is_proved_before_the_old_one_goes(browser, person, told):
    browser.post(at("contact_change", "sms"), {"address": "010-5555-6666"})
    assert kinds(told) == [("code", "01055556666")]
    browser.post(at("contact_code"), {"code": "000000"})
    assert ContactPoint.objects.get(resident=person, channel="sms", stopped_at=None).address == "01012345678"

    browser.post(at("contact_code"), {"code": code_in(told[0])})

    assert ContactPoint.objects.get(resident=person, channel="sms", stopped_at=None).address == "01055556666"
    assert kinds(told)[1:] == [("contact_changed", "01012345678")]
    assert browser.get(at("home")).status_code == 200  # the visit now rests on the new one


def test_a_contact_that_was_removed_or_replaced_is_erased_and_shown_without_its_number(browser, person):
    hashes = {bytes(one.address_hash) for one in person.contacts.all()}
    contacts.replace(person, SMS, "01055556666", proved_at=timezone.now())
    browser = visiting(person)
    browser.post(at("contact_remove", "email"))

    gone = ContactPoint.objects.filter(resident=person, stopped_at__isnull=False)
    assert {(one.address, one.stopped_because) for one in gone} == {("", "changed"), ("", "removed")}
    assert not hashes & {bytes(one.address_hash) for one in person.contacts.all()}
    for name in ("data", "data_html", "data_json"):
        text = html(browser.get(at(name)))
        assert "010-5555-6666" in text
        assert [old for old in ("010-1234-5678", "01012345678", "hong@example.com") if old in text] == []
        assert "You removed it." in text and "You replaced it by another one." in text


def test_a_contact_that_somebody_else_stopped_is_explained_in_words(person):
    for because in ("not_me", "hard_bounce", "something_new"):
        contacts.stop(person.contacts.get(channel="email"), because=because)
        row = next(one for one in as_json(person)["contacts"] if one["stopped_at"])
        assert row["address"] == "hong@example.com"
        assert because not in row["stopped_because"] and row["stopped_because"].endswith((".", "다."))


def test_a_code_for_one_resident_does_not_change_the_contact_of_another(browser, told):
    other = visiting(resident("임꺽정", sms="01099998888", email=None))
    browser.post(at("contact_change", "sms"), {"address": "010-5555-6666"})
    other.cookies["asked_contact"] = browser.cookies["asked_contact"].value

    assert other.post(at("contact_code"), {"code": code_in(told[0])})["Location"] == at("contacts")
    assert not ContactPoint.objects.filter(channel=Channel.SMS, stopped_at__isnull=False).exists()


def test_the_last_contact_stays_and_the_page_says_how_it_goes(browser, person):
    asked = html(browser.get(at("contact_remove", "sms")))
    assert "010-1234-5678" in asked and "comes on paper" not in asked
    assert person.contacts.filter(stopped_at=None).count() == 2

    browser.post(at("contact_remove", "email"))
    browser.post(at("contact_remove", "sms"))
    assert browser.get(at("contact_remove", "sms"))["Location"] == at("contacts")

    assert ContactPoint.objects.get(resident=person, stopped_at=None).channel == "sms"
    assert "only way to reach you" in html(browser.get(at("contacts")))


def test_removing_a_contact_asks_first_and_names_what_then_comes_on_paper(told):
    person = resident(services={"local_tax": {SMS, EMAIL}, "school_entry": {SMS}})
    browser = visiting(person)

    assert f'href="{at("contact_remove", "sms")}"' in html(browser.get(at("contacts")))
    asked = html(browser.get(at("contact_remove", "sms")))

    assert "What then comes on paper" in asked and "School entry" in asked and "Local tax" not in asked
    assert choices.chosen(person) == {("local_tax", SMS), ("local_tax", EMAIL), ("school_entry", SMS)} and told == []


def test_consents_are_given_and_withdrawn_by_one_press_each_and_told(browser, person, told):
    text = html(browser.get(at("consents")))
    for word in ("보유 기간", "version 1", "Online"):
        assert word in text

    browser.post(at("consent_give", "promotional"))
    browser.post(at("consent_withdraw", "promotional"))

    lines = ConsentEntry.objects.filter(kind="promotional").order_by("id")
    assert [(line.action, line.route) for line in lines] == [("given", "online"), ("withdrawn", "online")]
    assert [kind for kind, _ in kinds(told)] == ["consent_changed"] * 4
    assert browser.post(at("consent_withdraw", "collection_use"))["Location"] == at("leave")
    assert browser.post(at("consent_give", "everything")).status_code == 404


def test_my_data_hold_everything_and_no_hashes(browser, person):
    person.interests.add(Interest.objects.first())
    RightsRequest.objects.create(resident=person, kind="access", text="보여 주십시오", due_on=timezone.localdate())
    answer = browser.get(at("data_json"))
    data = json.loads(answer.content)

    assert "attachment" in answer["Content-Disposition"] and "홍" not in answer["Content-Disposition"]
    assert data["profile"][0]["name"] == "홍길동" and data["profile"][0]["address"].startswith("서울특별시")
    assert {one["address"] for one in data["contacts"]} == {"010-1234-5678", "hong@example.com"}
    assert data["consents"][0]["text"].startswith("개인정보 수집")
    assert len(data["subscriptions"]) == 2 and len(data["interests"]) == 1
    assert data["requests"][0]["text"] == "보여 주십시오"
    for text in (answer.content.decode(), html(browser.get(at("data"))), html(browser.get(at("data_html")))):
        assert "홍길동" in text
        for secret in (person.person_hash, person.enrolment_hash):
            assert bytes(secret).hex() not in text
        assert "hash" not in text


def test_a_request_is_made_once_seen_and_taken_back(browser, person, told):
    for _ in range(2):
        browser.post(at("request_new"), {"kind": "correction", "text": "주소가 틀렸습니다\n<b>118동</b>"})
    request = RightsRequest.objects.get()
    assert kinds(told) == [("rights_request_received", a) for a in ("01012345678", "hong@example.com")]
    text = html(browser.get(at("requests")))
    assert "&lt;b&gt;118동" in text and "Waits for the answer" in text

    browser.post(at("request_take_back", request.pk))
    request.refresh_from_db()
    assert request.state == "taken_back"


@pytest.mark.parametrize("text", ["", "900101-1234567", "x" * 10_001])
def test_what_cannot_be_a_request_is_said_and_kept(browser, text):
    answer = html(browser.post(at("request_new"), {"kind": "access", "text": text}))

    assert 'aria-invalid="true"' in answer and "required." not in answer
    assert text in answer and "maxlength" not in answer
    assert not RightsRequest.objects.exists()


def test_a_long_request_is_taken_whole_and_one_that_is_too_long_names_the_limit(browser):
    too_long = html(browser.post(at("request_new"), {"kind": "access", "text": "가" * 10_001}))
    assert "At most 10000 characters fit here; this has 10001." in too_long

    browser.post(at("request_new"), {"kind": "access", "text": "가나\r\n" * 3_333 + "끝"})
    assert RightsRequest.objects.get().text == "가나\n" * 3_333 + "끝"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/my/requests/new", ("Choose what you would like.", "Write what your request is about.")),
        ("/my/contacts/sms", ("Write your new mobile number.",)),
        ("/my/contacts/email", ("Write your new email address.",)),
        ("/my/sign-in", ("Write your mobile number or your email address.",)),
        ("/check", ("Type the code of the message, for example 4F7K-2M9P.",)),
        ("/login/", ("Write your user name.", "Write your password.")),
    ],
)
def test_an_empty_answer_is_told_what_to_write(browser, page, words):
    text = html(browser.post(page, {"next": ""}))

    assert [word for word in words if word not in text] == []
    assert "This field is required" not in text


def test_leaving_is_one_page_and_one_button_and_ends_the_visit(browser, person, told):
    text = html(browser.get(at("leave")))
    assert "What stays, and why" in text

    assert browser.post(at("leave"))["Location"] == at("left")

    person.refresh_from_db()
    assert person.left_at and person.consents == 0
    assert browser.get(at("home")).status_code == 302
    assert browser.get(at("left")).status_code == 200
    assert {kind for kind, _ in kinds(told)} == {"left"}


def test_only_whoever_has_a_page_is_shown_the_way_to_it(person, told):
    for kind, has_page in (("left", False), ("not_enrolled", False), ("contact_changed", True)):
        tell(kind, EMAIL, "hong@example.com", language="en")
        for part in ("text", "html"):
            assert ("/my/" in told[-1][part]) is has_page
            assert ("what we send you" in told[-1][part]) is has_page
            assert "/not-me/" in told[-1][part]


def test_every_verb_refuses_whoever_has_left(person):
    from residents import rights
    from residents.contacts import HasLeft
    from residents.leaving import leave

    leave(person)
    for verb in (
        lambda: choices.give(person, ConsentKind.PROMOTIONAL),
        lambda: choices.choose(person, []),
        lambda: rights.ask(person, RightsRequest.Kind.ACCESS, "?"),
        lambda: leave(person),
    ):
        with pytest.raises(HasLeft):
            verb()


def test_whoever_leaves_in_another_window_at_this_very_moment_is_asked_to_sign_in(browser, person, monkeypatch):
    from residents.contacts import HasLeft

    def too_late(*_args, **_options):
        raise HasLeft

    monkeypatch.setattr(choices, "give", too_late)

    assert browser.post(at("consent_give", "promotional"))["Location"] == at("sign_in")
