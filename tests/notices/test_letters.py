import json
import re
from html import unescape

import pytest

from deliveries.check_codes import coder
from deliveries.content import compile_content, fields_in
from deliveries.models import Content
from deliveries.sms import SMS_BYTES, sms_size
from notices.letters import FIELDS, LINE_BYTES, NoticeValues, link_of
from notices.models import Notice
from notices.preflight import SAMPLE_CODE, SAMPLE_TOKEN, previews_of
from residents.models import Channel, ConsentKind
from tests.notices.taking import approved, only_notice, taken
from tests.people import approver, resident

pytestmark = pytest.mark.django_db
SLUGS = ("local_tax", "civil_defense", "school_entry")
KINDS = {ConsentKind.COLLECTION_USE, ConsentKind.CIVIL_DEFENSE}


def enrolled(slug: str):
    return resident(services={slug: {Channel.EMAIL, Channel.SMS}}, consents=KINDS)


def rendered(slug: str, channel: str, **intake):
    """Return the notice, and the subject, text and html that its reader gets over the channel."""
    enrolled(slug)
    far = {"교육일시": "2027-12-15 14:00"} if slug == "civil_defense" else {}
    notice = only_notice(approved(slug, far, **intake))
    content = compile_content(Content.objects.get(dispatch=notice.batch.dispatch, channel=channel))
    values = NoticeValues().values_for(notice.batch.dispatch_id, [notice.pk])[notice.pk]
    html = content.html.render(values) if content.html else ""
    return notice, content.subject.render(values), content.text.render(values), html


@pytest.mark.parametrize("slug", SLUGS)
def test_an_sms_says_who_and_where_and_neither_amount_nor_birth_date_nor_name(slug):
    notice, _, text, html = rendered(slug, "sms")
    assert "성동구청" in text
    assert f"{link_of(notice.token)}?v=sms" in text
    assert html == ""
    for secret in ("929,520", "929520", "1980", "홍길동", "마장로", "마장초등학교"):
        assert secret not in text


@pytest.mark.parametrize("slug", SLUGS)
def test_an_sms_with_a_short_title_and_address_fits_into_ninety_bytes(slug, settings):
    settings.SITE_URL = "https://n.sd.go.kr"
    _, _, text, _ = rendered(slug, "sms", title="12월 재산세")
    assert sms_size(text) <= SMS_BYTES


@pytest.mark.parametrize(
    ("title", "last_line"),
    [
        ("12월 재산세", "확인번호 {}"),
        ("12월 재산세 알림 ", "확인 {}"),
        ("2026년 2기 재산세 안내", "#{}"),
        ("가" * 60, "확인번호 {}"),
    ],
)
def test_an_sms_ends_in_its_code_with_the_longest_label_that_makes_no_lms_of_it(settings, title, last_line):
    settings.SITE_URL = "https://n.sd.go.kr"
    notice, _, text, _ = rendered("local_tax", "sms", title=title)
    assert text.splitlines()[-1] == last_line.format(coder()(notice.pk))
    assert (sms_size(text) <= SMS_BYTES) == (len(title) < 60)


@pytest.mark.parametrize("slug", SLUGS)
def test_an_email_has_its_code_the_way_to_check_it_without_a_link_and_that_to_my_page(slug, settings):
    notice, _, text, html = rendered(slug, "email")
    for part in (text, html):
        assert coder()(notice.pk) in part
        assert f"{settings.SITE_URL.partition('//')[2]}/check" in part
        assert f"{settings.SITE_URL}/check" not in part
        assert f"{settings.SITE_URL}/my/" in part


@pytest.mark.parametrize("slug", SLUGS)
def test_an_email_greets_by_name_and_links_but_tells_no_amount_and_no_birth_date(slug):
    notice, subject, text, html = rendered(slug, "email")
    assert subject == "[성동구청] 2026년 12월 안내"
    for part in (text, html):
        assert "홍길동 님" in part
        assert f"{link_of(notice.token)}?v=email" in part
        assert "세무1과" in part
        for secret in ("929,520", "929520", "1980-01-31", "19800131"):
            assert secret not in part
    assert f"{link_of(notice.token)}/not-me?v=email" in html


def test_a_tax_email_says_that_it_is_a_courtesy_copy():
    _, _, text, html = rendered("local_tax", "email")
    for part in (text, html):
        assert "사본" in part
        assert "법적 송달은" in part


@pytest.mark.parametrize("slug", SLUGS)
def test_a_message_asks_only_for_values_that_every_notice_has(slug):
    batch = taken(slug)
    used = {name for content in batch.dispatch.contents.all() for name in fields_in(content.text + content.html)}
    assert used <= set(FIELDS)


def test_a_title_with_markup_stays_text():
    _, subject, text, html = rendered("local_tax", "email", title="재산세 <b>안내</b> & {{ x }}")
    assert "<b>안내</b>" in text
    assert "<b>안내</b>" not in html
    assert "&lt;b&gt;안내&lt;/b&gt;" in html
    assert subject.endswith("{{ x }}")


def test_a_register_without_the_due_field_still_makes_a_message():
    resident(services={"school_entry": {Channel.EMAIL}})
    notice = only_notice(approved("school_entry", {"예비소집일시": None}))
    assert NoticeValues().values_for(notice.batch.dispatch_id, [notice.pk])[notice.pk]["due"] == ""


def test_the_school_entry_message_greets_the_guardian_and_not_the_child():
    _, _, text, _ = rendered("school_entry", "email")
    assert text.startswith("홍길동 님")
    assert "홍아름" not in text


def test_messages_are_korean_whatever_the_language_of_who_uploads():
    from django.utils import translation

    with translation.override("en"):
        _, _, text, _ = rendered("local_tax", "email")
    assert "납부기한" in text
    assert "Mon" not in text.replace("Monday", "")


def test_a_value_of_another_persons_notice_is_never_given():
    resident()
    batch = approved("local_tax", {}, {"성명": "임꺽정"})
    first, second = Notice.objects.filter(batch=batch).order_by("row__number")
    values = NoticeValues().values_for(batch.dispatch_id, [second.pk])
    assert list(values) == [second.pk]
    assert values[second.pk]["name"] == "임꺽정"
    assert first.token not in json.dumps(values)


@pytest.mark.parametrize("slug", SLUGS)
def test_what_the_preview_shows_is_what_is_sent(slug):
    notice, subject, text, html = rendered(slug, "email")
    (preview,) = previews_of(notice.batch)
    for previewed, sent in ((preview.text, text), (preview.html, html)):
        assert previewed.replace(SAMPLE_TOKEN, notice.token).replace(SAMPLE_CODE, coder()(notice.pk)) == sent
    assert preview.subject == subject


def test_the_values_of_a_whole_window_take_one_question(django_assert_num_queries):
    resident()
    batch = approved("local_tax", *({} for _ in range(5)))
    ids = list(Notice.objects.filter(batch=batch).values_list("pk", flat=True))
    NoticeValues().values_for(batch.dispatch_id, ids[:1])
    with django_assert_num_queries(1):
        assert len(NoticeValues().values_for(batch.dispatch_id, ids)) == 5


def test_a_dispatch_gets_no_values_of_another_ones_notices():
    resident(services={"local_tax": {Channel.EMAIL}, "school_entry": {Channel.EMAIL}})
    tax = only_notice(approved("local_tax"))
    school = only_notice(approved("school_entry", by=approver("second-approver")))
    assert NoticeValues().values_for(tax.batch.dispatch_id, [school.pk, tax.pk]).keys() == {tax.pk}
    assert NoticeValues().values_for(tax.batch.dispatch_id, []) == {}


def test_due_lines_follow_the_notice_type_and_not_only_the_date():
    resident(services={slug: {Channel.EMAIL} for slug in SLUGS}, consents=KINDS)
    tax = only_notice(approved("local_tax", {"납부기한": "2027-01-05"}))
    school = only_notice(approved("school_entry", {"예비소집일시": "2027-01-05"}, by=approver("second-approver")))
    lines = [
        NoticeValues().values_for(notice.batch.dispatch_id, [notice.pk])[notice.pk]["due"] for notice in (tax, school)
    ]
    assert lines == ["납부기한: 2027년 1월 5일 (화)", "예비소집일시: 2027년 1월 5일 (화)"]


def test_values_are_korean_whatever_the_language_of_the_process_that_sends():
    from django.utils import translation

    enrolled("local_tax")
    notice = only_notice(approved("local_tax", {"납부기한": "2026-12-26"}))  # a Saturday
    with translation.override("en"):
        due = NoticeValues().values_for(notice.batch.dispatch_id, [notice.pk])[notice.pk]["due"]
    assert due.startswith("납부기한: 2026년 12월 26일 (토)")
    assert "2026년 12월 28일 (월)" in due


HOSTILE_TITLES = ["재산세 안내", "가" * 200, "🏠" * 200, "&" * 200, "<" * 200, "나 " * 100, '"' * 200]


@pytest.mark.parametrize("title", HOSTILE_TITLES, ids=range(len(HOSTILE_TITLES)))
def test_no_line_that_is_stored_is_too_long_for_a_mail_server(title):
    notice, _, text, html = rendered("local_tax", "email", title=title)
    stored = Content.objects.get(dispatch=notice.batch.dispatch, channel="email")
    for part in (stored.text, stored.html):
        assert max(len(line.encode()) for line in part.split("\n")) <= LINE_BYTES
    for part in (text, html):
        assert max(len(line.encode()) for line in part.split("\n")) <= 998
    letters = title.replace(" ", "")
    assert letters in text.replace("\n", "").replace(" ", "")
    assert letters in unescape(html).replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("slug", SLUGS)
def test_the_text_of_an_email_reads_well_without_html(slug):
    _, _, text, _ = rendered(slug, "email")
    lines = text.split("\n")
    assert [line for line in lines if "https://" in line or "http://" in line] == [
        line for line in lines if re.fullmatch(r"https?://\S+", line)
    ]
    assert "\n\n\n" not in text
    assert not any(line != line.strip() for line in lines)
    assert text.endswith("02-0000-5000\n")
    # Hangul is two columns wide; 76 columns fit every mail program (RFC 3676, 4.2).
    assert max(sum(2 if ord(letter) > 0x1100 else 1 for letter in line) for line in lines) <= 76


def test_without_a_due_date_an_email_has_no_gap():
    resident(services={"school_entry": {Channel.EMAIL}})
    notice = only_notice(approved("school_entry", {"예비소집일시": None}))
    content = compile_content(Content.objects.get(dispatch=notice.batch.dispatch, channel="email"))
    values = NoticeValues().values_for(notice.batch.dispatch_id, [notice.pk])[notice.pk]
    text = content.text.render(values)
    assert "\n\n\n" not in text
    assert "\n\n안내문 열기" in text
    assert "예비소집일시" not in text


@pytest.mark.parametrize("slug", SLUGS)
def test_an_email_can_be_read_where_styles_of_the_head_are_dropped(slug):
    _, _, _, html = rendered(slug, "email")
    head, _, body = html.partition("<body")
    assert "prefers-color-scheme: dark" in head
    assert re.search(r'<a class="button"[^>]* style="[^"]*background:#0b50d0', body)
    assert re.search(r'<div class="first" style="display:none', body)


@pytest.mark.parametrize("slug", SLUGS)
def test_an_email_fetches_nothing(slug):
    _, _, _, html = rendered(slug, "email")
    assert not re.search(
        r"<(img|link|script|iframe|object|video|audio|source|svg)\b|\bsrc=|url\(|@import|background=", html
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_both_parts_of_an_email_stay_small(slug):
    _, _, text, html = rendered(slug, "email", title="2026년 9월 정기분 재산세")
    assert len(text.encode()) + len(html.encode()) < 4000
