"""A resident's whole way, as one would go it: on a phone without JavaScript, at a desk by keyboard, for a child."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from notices.models import Notice
from residents import models
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.resident import EMAIL, HOME, MOBILE, PERSON, Resident
from tests.e2e.soundness import Round
from tests.notices.taking import approved
from tests.stage import Stage, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Visit = Callable[..., Visitor]


def look_around(me: Resident) -> None:
    """Look at the pages of my page that lie beside the way."""
    for path in ("quiet", "language", "data", "looks", "requests", "requests/new"):
        me.go(f"/my/{path}")
        me.look(f"my-{path.replace('/', '-')}")


@pytest.mark.timeout(170)
def test_on_a_phone_without_javascript_from_the_first_page_to_leaving(
    stage: Stage, workers: None, visitor: Visit
) -> None:
    with Round() as held:
        me = Resident(stage, visitor(PHONE, javascript=False), held, "no-js")
        me.begin({"promotional": True})
        me.say_who(PERSON, HOME, "/enrol/contact/")
        me.go("/")  # away, and back on the same device: nothing typed is lost
        me.go("/enrol/")
        me.look("enrol-go-on", "enrol")
        me.press()
        me.arrive("/enrol/contact/")
        me.go("/enrol/person/")
        expect(me.page.locator("[name=name]")).to_have_value(PERSON["name"])
        me.go("/enrol/contact/")
        me.prove(MOBILE, EMAIL, then="/enrol/notices/")
        me.step("enrol-notices", {"wanted": ["local_tax:sms", "events:email"]}, "/enrol/interests/")
        me.step("enrol-interests", {"names": ["도서관"]}, "/enrol/check/")
        receipt = me.finish()
        assert receipt in me.phone(MOBILE).next()
        assert receipt in me.phone(EMAIL).next()

        me.sign_in(EMAIL)
        me.look("my")
        me.choose("/my/preferences")
        me.look("my-preferences")
        me.fill({"wanted": ["local_tax:email"]})
        me.press()
        me.choose("/my/contacts")
        me.look("my-contacts")
        me.press(me.page.locator("a[href='/my/contacts/sms']"))
        me.step("my-contact-change", {"address": "01055556666"}, "/my/contacts/code")
        me.step("my-contact-code", {"code": me.phone("01055556666").code()}, "/my/contacts")
        assert "바뀌었습니다" in me.phone(MOBILE).next()  # the old number is told
        me.choose("/my/consents")
        me.look("my-consents")
        me.press(me.page.locator("form[action='/my/consents/promotional/withdraw'] button"))
        expect(me.page.locator("form[action='/my/consents/promotional/give']")).to_be_visible()
        me.choose("/my/leave")
        me.step("my-leave", {}, "/my/left")
        me.look("my-left")
    assert not models.Resident.objects.filter(left_at=None).exists()


@pytest.mark.timeout(170)
def test_at_a_desk_by_keyboard_alone_in_english_with_email_only(stage: Stage, workers: None, visitor: Visit) -> None:
    with Round() as held:
        me = Resident(stage, visitor(DESK, language="en-US"), held, "keys", keyboard=True)
        me.begin({})
        me.fill({})
        me.say_who(PERSON, {"address": HOME["address"], "dong": HOME["dong"]}, "/enrol/contact/")
        me.press()
        me.look("enrol-contact-refused", "enrol-contact")
        me.prove(EMAIL, then="/enrol/notices/")
        me.step("enrol-notices", {"wanted": ["local_tax:email"]}, "/enrol/check/")
        receipt = me.finish()
        assert receipt in me.phone(EMAIL).next()

        notice = Notice.objects.get(batch=approved("local_tax"))
        me.phone(EMAIL).next()  # the locker holds what a worker has begun to send
        me.sign_in(EMAIL)
        me.look("my")
        me.press()
        me.look("my-notice")
        assert "123" in me.reader.text("main") or notice.batch.title in me.reader.text("main")
        look_around(me)
        me.go("/my/")
        me.press(me.page.locator("header form[action='/my/sign-out'] button"))
        me.look("my-signed-out")


@pytest.mark.timeout(170)
def test_a_guardian_enrols_a_child_by_phone_and_checks_a_message(stage: Stage, workers: None, visitor: Visit) -> None:
    with Round() as held:
        me = Resident(stage, visitor(PHONE), held, "child")
        me.begin({}, who="child")
        me.step(
            "enrol-guardian",
            {"name": "홍길동", "relation": "father", "mobile": MOBILE, "adult": True},
            "/enrol/guardian/code/",
        )
        me.step("enrol-guardian-code", {"code": me.phone(MOBILE).code()}, "/enrol/consents/")
        me.agree({})
        me.say_who(
            {"name": "홍아라", "birth_date": "20180302", "sex": "F"},
            {"address": HOME["address"], "dong": HOME["dong"]},
            "/enrol/notices/",
        )
        me.step("enrol-notices", {"wanted": ["local_tax:sms"]}, "/enrol/check/")
        receipt = me.finish()
        said = me.phone(MOBILE).next()
        assert receipt in said
        me.sign_in(MOBILE)
        look_around(me)
        me.go("/check")
        me.look("check")
        me.fill({"code": re.search(r"확인번호 (\S+)", said)[1]})  # type: ignore[index]  # every receipt has one
        me.press()
        me.look("check-yes", "check")
        assert "보낸 메시지" in me.page.locator("[role=status]").inner_text()
        me.fill({"code": "AAAA-AAAA"})
        me.press()
        me.look("check-answer", "check")
    wait_until(lambda: not re.search(r"\d{13}", said), "no number in a message")
