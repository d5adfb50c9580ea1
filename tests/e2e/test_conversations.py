"""An officer finds what a resident wrote, notes, answers with a kept answer by the keyboard; the resident reads it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaigns.conversations import answering
from campaigns.models import CannedAnswer, Conversation
from tests import people
from tests.campaigns.conversations.writing import REPLY_ADDRESS, mail, reply_to, sent, write_mail, write_sms
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.soundness import Round
from tests.residents.visiting import visiting
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def asked() -> tuple[Conversation, Conversation]:
    """Two residents ask: one by email and late, one by SMS."""
    hong = people.resident()
    quoted = "주차는 어디에 하나요?\n아이 둘과 함께 갑니다.\n\n2026년 11월 20일, 구청 <x@x.kr>님이 작성:\n\n> 안내\n"
    write_mail(
        mail(quoted, to=reply_to(sent(hong, title="겨울 가족 음악회 안내")), subject="Re: 겨울 가족 음악회 안내")
    )
    people.resident("임꺽정", sms="01099998888", email=None)
    write_sms("토요일에도 접수하나요?", "01099998888")
    ago = timezone.now() - timedelta(days=4)
    by_mail, by_sms = Conversation.objects.order_by("pk")
    Conversation.objects.filter(pk=by_mail.pk).update(
        department=people.DEPARTMENT, waits_since=ago, due_at=ago + timedelta(days=2)
    )
    return by_mail, by_sms


def test_what_residents_write_is_found_answered_and_kept(
    stage: Stage, visitor: Callable[..., Visitor], settings: Any
) -> None:
    settings.REPLY_ADDRESS = REPLY_ADDRESS
    by = people.officer()
    window = visitor(DESK)
    with Round() as looks:
        window.sign_in(stage.site, "officer")
        page = window.go(f"{stage.site}/staff/conversations/")
        looks.look(window, "conversations-empty")

        window.go(f"{stage.site}/staff/conversations/answers/")
        page.fill("[name=title]", "주차 안내")
        page.fill("[name=text]", "구청 지하 주차장을 두 시간 무료로 쓰실 수 있습니다.")
        window.submit(page.locator("#keep"))
        looks.look(window, "conversations-kept")
        assert CannedAnswer.objects.get().department == people.DEPARTMENT

        by_mail, by_sms = asked()
        window.go(f"{stage.site}/staff/conversations/")
        assert page.locator(".v-row").count() == 2
        looks.look(window, "conversations-list", page_of="conversations-empty")
        page.locator(".v-row-link").first.click()
        page.locator("summary", has_text="내부").or_(page.locator(".v-side summary").first).first.click()
        page.fill("[name=note]", "음악회 담당에게 확인함: 지하 2층")
        window.submit(page.locator(".v-note-form"))
        page.locator(".v-note").wait_for()
        page.wait_for_load_state()  # its script listens
        page.keyboard.press("Alt+Digit1")
        assert "지하 주차장" in page.input_value("[name=text]")
        answering.answer(by_mail, "먼저 답한 동료의 말", by=by, seen=by_mail.messages.filter(kind="in").last().pk)
        page.keyboard.press("Control+Enter")
        page.locator(".v-out").wait_for()
        window.forgive(409)
        assert "지하 주차장" in page.input_value("[name=text]")
        looks.look(window, "conversations-one")

        window.go(f"{stage.site}/staff/conversations/{by_sms.pk}/")
        page.wait_for_load_state()
        page.fill("[name=text]", "네, 토요일 오후 한 시까지 접수합니다.")
        assert "bytes" in page.locator("[data-v-bytes]").inner_text() or "바이트" in page.inner_text("[data-v-bytes]")
        looks.look(window, "conversations-sms", page_of="conversations-one")
        page.locator("[name=text]").press("Control+Enter")
        page.wait_for_url("**/staff/conversations/")
        by_sms.refresh_from_db()
        assert by_sms.state == "answered"

        english = visitor(DESK, language="en-US")
        english.be(stage.site, by)
        for name, path in (("list", "?show=all"), ("one", f"{by_mail.pk}/"), ("kept", "answers/")):
            english.go(f"{stage.site}/staff/conversations/{path}")
            looks.look(english, f"conversations-{name}-english")

        phone = visitor(PHONE)
        cookie = visiting(by_mail.resident).cookies["sessionid"]
        phone.page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": stage.site}])
        page = phone.go(f"{stage.site}/my/conversations/{by_mail.pk}/")
        assert page.locator(".m-answer").count() == 1
        looks.look(phone, "my-conversation")
