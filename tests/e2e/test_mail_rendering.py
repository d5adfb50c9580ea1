"""A notice's email in a mail program: by day and by night, on a phone and at a desk, with its styles and without."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Page

from campaigns.digests import issues
from campaigns.models import Campaign, Event, SaidAndDone
from campaigns.sending.letters import preview
from deliveries.content import compile_content
from deliveries.models import Content
from notices.letters import NoticeValues
from notices.models import Notice
from residents.models import Channel, ConsentKind, Interest, Resident
from tests import people
from tests.campaigns.digests.making import THURSDAY, event, letter_of, reader
from tests.e2e.browser import AXE, DESK, PHONE
from tests.notices.taking import approved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
SLUGS = ("local_tax", "civil_defense", "school_entry")
LEAST = 4.5  # WCAG 2.2, 1.4.3
STYLES = re.compile(r"<style>.*?</style>", re.DOTALL)

# Every text that can be seen, with the contrast between its colour and the nearest background below it.
CONTRASTS = """() => {
  const numbers = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = (colour) => numbers(colour).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const solid = (colour) => numbers(colour).length === 3 || numbers(colour)[3] === 1;
  const ground = (element) => !element ? "rgb(255, 255, 255)"
    : solid(getComputedStyle(element).backgroundColor) ? getComputedStyle(element).backgroundColor
    : ground(element.parentElement);
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
    const [low, high] = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => a - b);
    found.push([texts.currentNode.data.trim(), (high + 0.05) / (low + 0.05)]);
  }
  return found;
}"""
# The same of a picture's words, which are no text of the page.
CONTRAST_OF_WORDS = """(picture) => {
  const light = (colour) => colour.match(/[\\d.]+/g).map(Number).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const style = getComputedStyle(picture);
  const [low, high] = [light(style.color), light(style.backgroundColor)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""
_FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
_GROUND = "getComputedStyle(document.querySelector('.sheet')).backgroundColor"


LOOKS = [(PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark")]


class Window:
    """A mail program's window, which notes what a mail would fetch, and fetches nothing."""

    def __init__(self, browser: Browser, width: int, scheme: str) -> None:
        self.look = f"{width} {scheme}"
        self._context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
        )
        self.page: Page = self._context.new_page()
        self.fetched: list[str] = []
        self.page.route("**/*", self._refuse)

    def _refuse(self, route: Any) -> None:
        self.fetched.append(route.request.url)
        route.abort()

    def show(self, html: str) -> Page:
        self.page.set_content(html)
        return self.page

    def close(self) -> None:
        self._context.close()


@pytest.fixture
def windows(browser: Browser) -> Iterator[list[Window]]:
    opened = [Window(browser, *look) for look in LOOKS]
    yield opened
    for window in opened:
        window.close()


def mail_of(slug: str) -> str:
    """The HTML that Hong Gil-dong gets of this notice type."""
    people.resident(services={slug: {Channel.EMAIL}}, consents={ConsentKind.COLLECTION_USE, ConsentKind.CIVIL_DEFENSE})
    later = {"교육일시": "2030-12-15 14:00"} if slug == "civil_defense" else {}
    notice = Notice.objects.get(batch=approved(slug, later))
    html = compile_content(Content.objects.get(dispatch=notice.batch.dispatch, channel="email")).html
    assert html is not None
    return html.render(NoticeValues().values_for(notice.batch.dispatch_id, [notice.pk])[notice.pk])


def news() -> str:
    """A campaign's email, as somebody gets it."""
    campaign = Campaign(
        title="겨울 음악회",
        department="문화과",
        is_advertisement=True,
        subject="겨울 음악회에 초대합니다",
        body=NEWS,
        contact="문화과 02-0000-5100",
    )
    return preview(campaign, Channel.EMAIL).html


NEWS = """# 겨울 음악회

{이름} 님, **대강당**에서 음악회가 열립니다.

## 누구나 오실 수 있습니다

![무대에 선 합창단과 12월 5일 오후 2시라는 글](/files/p/1.jpg)

- 전석 무료입니다
- [프로그램 보기](https://culture.example/winter)

> 문은 30분 전에 엽니다.
"""


def too_faint(page: Page) -> list[tuple[str, float]]:
    return [(text, round(ratio, 2)) for text, ratio in page.evaluate(CONTRASTS) if ratio < LEAST]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_mail_is_legible_by_day_and_by_night_and_fetches_nothing(windows: list[Window], slug: str) -> None:
    html = mail_of(slug)
    for window in windows:
        page = window.show(html)
        shown = {text for text, _ in page.evaluate(CONTRASTS)}
        assert {"안내문 열기", "제 것이 아닙니다", "02-0000-5000"} <= shown
        assert too_faint(page) == [], window.look
        assert page.evaluate(_FITS), window.look
        assert window.fetched == []


def test_a_faint_text_or_a_fetched_picture_would_be_found(windows: list[Window]) -> None:
    html = (
        mail_of("local_tax").replace(".office, .link {", ".office {").replace("</h1>", '<img src="https://a.example">')
    )
    light, dark = windows[:2]
    assert "제 것이 아닙니다" in dict(too_faint(dark.show(html)))
    assert too_faint(light.show(html)) == []
    assert light.fetched == dark.fetched == ["https://a.example/"]


def test_a_mail_is_dark_by_night_and_light_by_day(windows: list[Window]) -> None:
    html = mail_of("local_tax")
    grounds = [window.show(html).evaluate(_GROUND) for window in windows]
    assert grounds == ["rgb(255, 255, 255)", "rgb(30, 33, 36)"] * 2


def test_a_mail_is_as_legible_where_its_styles_are_dropped(windows: list[Window]) -> None:
    html = STYLES.sub("", mail_of("local_tax"))
    for window in windows:
        page = window.show(html)
        assert page.evaluate(_GROUND) == "rgb(255, 255, 255)"
        assert too_faint(page) == []
        assert page.evaluate(_FITS)


def test_the_first_words_of_a_mail_are_for_the_inbox_and_not_for_the_page(windows: list[Window]) -> None:
    page = windows[0].show(mail_of("local_tax"))
    assert page.locator("body").inner_text().startswith("성동구청")
    first = (page.locator("body").text_content() or "").strip().split("\n")[0]
    assert first.startswith("홍길동 님께")
    assert "납부기한: 2026년 12월 31일" in first


def test_the_button_can_be_hit_with_a_thumb(windows: list[Window]) -> None:
    html = mail_of("local_tax")
    for window in windows:
        box = window.show(html).locator(".button").bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 44


def test_a_mail_has_no_fault_that_axe_knows(windows: list[Window]) -> None:
    html = mail_of("local_tax")
    for window in windows:
        page = window.show(html)
        page.evaluate(AXE())
        found = page.evaluate("async () => (await axe.run(document)).violations.map((found) => found.id)")
        assert set(found) <= {"region", "landmark-one-main"}, found  # a mail stands within the mail program's own page


def test_news_are_legible_by_day_and_by_night_without_their_pictures(windows: list[Window]) -> None:
    html = news()
    for window in windows:
        for styles in (html, STYLES.sub("", html)):
            page = window.show(styles)
            shown = {text for text, _ in page.evaluate(CONTRASTS)}
            assert {"겨울 음악회", "프로그램 보기", "수신거부(무료)", "소식 수신 설정"} <= shown
            assert too_faint(page) == [], window.look
            assert page.evaluate(_FITS), window.look
        # The picture is asked for and does not come (``Window`` refuses it): its words stand there, with room to read.
        assert all(url.endswith("/files/p/1.jpg") for url in window.fetched)
        picture = window.show(html).get_by_alt_text("합창단")
        assert picture.evaluate(CONTRAST_OF_WORDS) >= LEAST, window.look
        box = picture.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 16


def test_news_have_no_fault_that_axe_knows(windows: list[Window]) -> None:
    html = news()
    for window in windows[:2]:
        page = window.show(html)
        page.evaluate(AXE())
        found = page.evaluate("async () => (await axe.run(document)).violations.map((found) => found.id)")
        assert set(found) <= {"region", "landmark-one-main"}, found


DIGEST = (
    "겨울방학 어린이 과학 실험실",
    "엄마 아빠와 함께 읽는 그림책: 『아주 긴 제목을 가진 책』과 그다음 이야기, 그리고 작가와의 만남(선착순)",
    "introduction-to-woodworking-and-furniture-restoration",
    "<b>스마트폰</b> & 키오스크",
)
WAY_OUT = {"ko": "바꾸기·그만 받기", "en": "Change or end it"}


def digests() -> dict[str, tuple[str, str, str]]:
    """The digest of a week as the verb wrote it for a reader of each language: subject, text and HTML."""
    for at, title in enumerate(DIGEST):
        event(title, days=3 + at, slug=f"event-{at}")
    SaidAndDone.objects.create(
        title="놀이터에 그늘막을 세웠습니다",
        interest=Interest.objects.get(name="도서관"),
        published_at=THURSDAY - timedelta(days=1),
    )
    readers = {"ko": reader(), "en": reader("Ann")}
    Resident.objects.filter(pk=readers["en"].pk).update(language="en")
    with time_machine.travel(THURSDAY, tick=False):
        assert issues.make_due() == len(readers)
    Event.objects.filter(title=DIGEST[0]).update(state="cancelled")  # after it was planned, before it goes out
    return {language: letter_of(one) for language, one in readers.items()}


def test_a_digest_is_legible_by_day_and_by_night_in_both_languages_and_fetches_nothing(windows: list[Window]) -> None:
    for language, (_subject, _text, html) in digests().items():
        for window in windows:
            for styled in (html, STYLES.sub("", html)):
                page = window.show(styled)
                shown = {text for text, _ in page.evaluate(CONTRASTS)}
                assert {*DIGEST[1:], WAY_OUT[language]} <= shown, window.look
                assert too_faint(page) == [], window.look
                assert page.evaluate(_FITS), window.look
            assert window.show(html).locator("html").get_attribute("lang") == language
            assert window.page.locator("img").count() == len(window.fetched) == 0


def test_a_digest_has_no_fault_that_axe_knows_and_its_links_are_hit_with_a_thumb(windows: list[Window]) -> None:
    for _subject, _text, html in digests().values():
        for window in windows[:2]:
            page = window.show(html)
            page.evaluate(AXE())
            found = page.evaluate("async () => (await axe.run(document)).violations.map((found) => found.id)")
            assert set(found) <= {"region", "landmark-one-main"}, found
            for link in page.get_by_role("link").all():
                box = link.bounding_box()
                assert box is not None
                assert box["height"] >= 24, link.inner_text()  # WCAG 2.2, 2.5.8


def test_the_text_of_a_digest_says_all_that_its_html_says(windows: list[Window]) -> None:
    for language, (subject, text, html) in digests().items():
        lines = text.split("\n")
        page = windows[0].show(html)
        targets = {link.get_attribute("href") or "" for link in page.get_by_role("link").all()}
        assert {target for target in targets if not target.startswith("tel:")} <= set(text.split())
        assert {f"- {title}" for title in DIGEST[1:]} <= set(lines)
        assert "5" in subject
        assert "\n\n\n" not in text and max(map(len, lines)) < 100
        assert ("취소" if language == "ko" else "Cancelled") in text
