"""What everybody sees of events: list, calendar, page, feeds, card; without signing in."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from campaigns.events import places
from campaigns.models import EventState, Fairness
from campaigns.templatetags.together import together
from residents.models import Interest
from tests.campaigns.conftest import NOW
from tests.campaigns.events.making import STARTS, event, join, people
from tests.people import MAJANG, officer
from tests.residents.visiting import ENGLISH

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return Client(headers=ENGLISH)


def _titles(answer) -> list[str]:
    return [row["event"].title for row in answer.context["rows"]]


def test_the_list_shows_what_is_to_come_and_how_many_places_are_left(browser):
    found = event(12, slug="a", title="첫째")
    event(1, slug="draft", title="초안", state=EventState.DRAFT, published_at=None)
    event(1, slug="past", title="지난", starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1))
    full = event(
        1, slug="full", title="꽉 참", starts_at=STARTS + timedelta(days=1), ends_at=STARTS + timedelta(days=2)
    )
    join(full, *people(3))
    answer = browser.get(reverse("events:list"))
    assert _titles(answer) == ["첫째", "꽉 참"]
    assert [row["left"].words for row in answer.context["rows"]] == ["12 places left", "Full, 2 waiting"]
    assert _titles(browser.get(reverse("events:list"), {"when": "past"})) == ["지난"]
    assert found.title in answer.content.decode()


def test_events_are_found_by_words_field_dong_and_time(browser):
    reading = Interest.objects.get(name="도서관")
    soon = {"starts_at": NOW + timedelta(days=1), "ends_at": NOW + timedelta(days=1, hours=1)}
    event(slug="a", title="그림책 놀이터", interest=reading, dong_id=MAJANG, **soon)
    event(slug="b", title="요가", starts_at=STARTS + timedelta(days=40), ends_at=STARTS + timedelta(days=41))
    for wanted, titles in (
        ({"q": "그림책 도서관"}, ["그림책 놀이터"]),
        ({"q": "없는말"}, []),
        ({"interest": reading.pk}, ["그림책 놀이터"]),
        ({"dong": MAJANG}, ["그림책 놀이터"]),
        ({"when": "week"}, ["그림책 놀이터"]),
        ({"when": "month"}, ["그림책 놀이터"]),
        ({"day": "2027-01-19"}, ["요가"]),
        ({"day": "nonsense", "interest": "999999", "page": "x"}, ["그림책 놀이터", "요가"]),
    ):
        assert _titles(browser.get(reverse("events:list"), wanted)) == titles, wanted


def test_a_list_takes_as_many_queries_for_many_events_as_for_one(browser, django_assert_max_num_queries):
    event(slug="first")
    with django_assert_max_num_queries(5):
        browser.get(reverse("events:list"))
    for number in range(9):
        event(slug=f"e{number}")
    with django_assert_max_num_queries(5):
        assert len(browser.get(reverse("events:list")).context["rows"]) == 10


def test_an_empty_list_says_what_to_do(browser):
    assert "No event is announced now" in browser.get(reverse("events:list")).content.decode()
    event()
    assert "Nothing fits" in browser.get(reverse("events:list"), {"q": "화성여행"}).content.decode()


def test_a_month_shows_an_event_on_each_of_its_days(browser):
    event(slug="long", title="사흘 축제", starts_at=STARTS, ends_at=STARTS + timedelta(days=2))
    answer = browser.get(reverse("events:month"), {"month": "2026-12"})
    days = [one["day"].day for one in answer.context["days"] if one["rows"]]
    assert (days, len(answer.context["days"]), len(answer.context["blanks"])) == ([10, 11, 12], 31, 2)
    assert browser.get(reverse("events:month"), {"month": "9999-99"}).context["first"].month == 11
    assert "Nothing is on" in browser.get(reverse("events:month")).content.decode()


def test_a_page_says_when_where_for_whom_and_leads_to_registering(browser):
    found = event(2, age_from=60, companions_at_most=1, body="**준비물**은 없습니다. <script>")
    answer = browser.get(reverse("events:event", args=[found.slug]))
    text = answer.content.decode()
    for said in (found.place, "aged 60 or more", "up to 1", "2 seats", "<strong>준비물</strong>", "&lt;script&gt;"):
        assert said in text
    assert f'href="{reverse("my_events:join", args=[found.slug])}"' in text
    assert reverse("enrol:start") in text
    assert 'property="og:image"' in text and 'itemtype="https://schema.org/Event"' in text


def test_a_draft_has_no_page_and_a_cancelled_event_says_so(browser):
    draft = event(slug="draft", state=EventState.DRAFT, published_at=None)
    off = event(slug="off")
    places.cancel_event(off, by=officer(), because="눈이 많이 옵니다")
    for name in ("event", "calendar", "card"):
        assert browser.get(reverse(f"events:{name}", args=[draft.slug])).status_code == 404
    text = browser.get(reverse("events:event", args=[off.slug])).content.decode()
    assert "눈이 많이 옵니다" in text and "EventCancelled" in text
    assert "tone-warning" in text and reverse("events:calendar", args=[off.slug]) not in text  # nothing to keep free
    file = browser.get(reverse("events:calendar", args=[off.slug])).content.decode()
    assert "STATUS:CANCELLED" in file and "SEQUENCE:1" in file


def test_a_feed_keeps_the_filters_and_holds_to_the_standard(browser):
    event(slug="a", title="책, 그리고; 밤")
    event(slug="b", title="요가", place="체육관")
    answer = browser.get(reverse("events:list"), {"q": "책", "page": "1"})
    assert answer.context["feed"] == f"{reverse('events:feed')}?q=%EC%B1%85"
    file = browser.get(answer.context["feed"])
    lines = file.content.decode().replace("\r\n ", "").split("\r\n")
    assert file["Content-Type"].startswith("text/calendar")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert "SUMMARY:책\\, 그리고\\; 밤" in lines
    assert {"DTSTART;TZID=Asia/Seoul:20261210T140000", "DTEND;TZID=Asia/Seoul:20261210T160000"} <= set(lines)
    assert "BEGIN:VALARM" not in lines and lines[-2] == "END:VCALENDAR"
    atom = browser.get(reverse("events:atom")).content.decode()
    assert atom.count("<entry>") == 2


def test_a_card_is_a_picture_of_its_size(browser):
    found = event(title="아주 긴 이름의 겨울밤 인문학 강좌: 골목에서 읽는 우리 동네 이야기와 사진")
    answer = browser.get(reverse("events:card", args=[found.slug]))
    assert answer["Content-Type"] == "image/png"
    assert int.from_bytes(answer.content[16:20]) == 1200 and int.from_bytes(answer.content[20:24]) == 630


def test_the_lot_shows_its_fingerprint_first_and_its_seed_only_when_it_is_drawn(browser):
    found = event(1, fairness=Fairness.LOT, lot_seed="cd" * 32, closes_at=NOW + timedelta(hours=1))
    join(found, *people(3))
    before = browser.get(reverse("events:lot", args=[found.slug])).content.decode()
    assert "cd" * 32 not in before
    found.closes_at = NOW
    found.save()
    places.draw(found)
    after = browser.get(reverse("events:lot", args=[found.slug]))
    assert "cd" * 32 in after.content.decode()
    assert after.context["commitment"] in before
    assert browser.get(reverse("events:lot", args=[event(slug="order").slug])).status_code == 404


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-12-4 (Fri) 7:00 PM – 9:00 PM", ["2026-12-4 (Fri)", "7:00 PM", "9:00 PM"]),
        ("2026년 12월 4일 (금) 오후 7:00 – 9:00", ["4일 (금)", "오후 7:00"]),
        ("<b>7:00 PM</b>", ["7:00 PM"]),
        ("구청 앞", []),
    ],
)
def test_clocks_and_days_are_not_broken_over_lines(text, kept):
    shown = together(text)
    assert re.findall('<span class="s-keep">(.*?)</span>', shown) == kept
    assert html.unescape(strip_tags(shown)) == text


def test_in_english_a_month_has_its_name_and_its_events_their_hours(browser):
    event(1, slug="a")
    page = browser.get(reverse("events:month"), {"month": STARTS.strftime("%Y-%m")}).content.decode()
    assert f"Events in {STARTS:%B %Y}" in page
    assert re.search(r"\d:\d\d [AP]M · ", page)
