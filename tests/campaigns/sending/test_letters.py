"""What the messages say: fields, links of ours in place of others', pictures, and what is no field."""

from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from campaigns.links import read
from campaigns.models import Event, EventState, Survey, SurveyState
from campaigns.sending.faults import faults_of
from campaigns.sending.letters import preview
from campaigns.sending.refusals import CampaignRefused
from campaigns.sending.values import ReaderValues
from deliveries.content import WAY_OUT, compile_content
from deliveries.models import Delivery
from deliveries.unsubscribing import url_for
from tests.campaigns.sending.writing import draft, planned
from tests.deliveries.rows import reference
from tests.people import approver, officer, subscriber

pytestmark = pytest.mark.django_db
TARGET = "https://culture.example/winter?a=1&b=2"


def faults(**values):
    return [(fault.field, str(fault.text)) for fault in faults_of(draft(**values))]


@pytest.fixture
def event():
    return Event.objects.create(
        slug="겨울-음악회",
        title="겨울 음악회",
        department="세무1과",
        place="대강당",
        starts_at=timezone.now() + timezone.timedelta(days=12),
        ends_at=timezone.now() + timezone.timedelta(days=12, hours=2),
        state=EventState.PUBLISHED,
    )


def sent_to(campaign, person, channel):
    """Render a message as the worker does."""
    delivery = Delivery.objects.get(dispatch__campaign_part__campaign=campaign, recipient=person.pk)
    assert delivery.channel == channel
    content = compile_content(delivery.dispatch.contents.get(channel=channel))
    values = {
        **ReaderValues().values_for(delivery.dispatch_id, [person.pk])[person.pk],
        WAY_OUT: url_for(reference(delivery)),
    }
    assert content.needed <= values.keys()
    html = content.html.render(values) if content.html else ""
    return content.subject.render(values), content.text.render(values), html


def test_a_message_holds_the_readers_name_and_a_short_link_that_leads_where_the_composer_said():
    person = subscriber("김<b>봄", sms=None)
    campaign = planned(officer(), approver(), subject="{이름} 님께", body="{동}의 {name} 님, [보기](" + TARGET + ")")
    subject, text, html = sent_to(campaign, person, "email")
    assert subject == "[성동구청] 김<b>봄 님께"
    assert "마장동의 김&lt;b&gt;봄 님" in html
    assert "culture.example" not in text + html
    token = text.split("/l/")[1][:15]
    followed = read(token)
    assert (followed.link.target, followed.resident, followed.channel) == (TARGET, person.pk, "email")
    assert f"/l/{token}" in html
    assert "집계합니다" in text and "집계합니다" in html


def test_an_sms_has_a_short_link_of_its_own():
    person = subscriber(email=None)
    _subject, text, _html = sent_to(planned(officer(), approver()), person, "sms")
    assert text.startswith("[성동구청] 홍길동 님, 12월 5일")
    assert read(text.split("/l/")[1][:15]).channel == "sms"
    assert "집계" in text


def test_names_are_opened_only_where_a_content_has_a_place_for_them(monkeypatch, django_assert_num_queries):
    person = subscriber(sms=None)
    campaign = planned(officer(), approver(), body="음악회", sms="음악회", subject="음악회")
    dispatch = campaign.dispatches.get().dispatch_id
    ReaderValues().values_for(dispatch, [])
    with django_assert_num_queries(0):
        assert ReaderValues().values_for(dispatch, [person.pk]) == {person.pk: {}}


def test_a_field_that_does_not_exist_is_named_with_those_that_do():
    ((field, text),) = faults(body="{성함} 님")
    assert field == "body"
    assert "{성함}" in text and "{이름}" in text
    ((field, text),) = faults(sms="{행사} 안내")
    assert field == "sms"
    assert "{행사}" in text


def test_an_event_is_told_with_its_facts_and_a_button(event):
    campaign = draft(event=event, body="음악회가 열립니다.", sms="음악회가 열립니다.")
    mail = preview(campaign, "email")
    assert "대강당" in mail.text and "2026년 12월 5일" in mail.text and "행사 보기·신청하기" in mail.html
    assert preview(campaign, "sms").text.count("/l/") == 1
    linked = draft(event=event, body="[신청]({행사링크})하세요. {행사일시}", sms="{행사링크}")
    mail = preview(linked, "email")
    assert "행사 보기·신청하기" not in mail.html
    assert mail.html.count("/l/xxx") == 1
    assert preview(linked, "sms").text.count("/l/") == 1
    assert faults_of(linked) == []
    event.state = EventState.DRAFT
    assert [fault.field for fault in faults_of(linked)] == ["event"]


def test_what_is_planned_goes_out_whole_after_the_site_moved_to_another_address(event, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    person = subscriber()
    campaign = planned(officer(), approver(), event=event, body="[표](https://culture.example/b)")
    settings.SITE_URL = "https://sotong.example.go.kr"
    _subject, text, _html = sent_to(campaign, person, "email")
    followed = [read(part[:15]) for part in text.split("https://sotong.example.go.kr/l/")[1:]]
    ticket, about = (urlsplit(one.link.target).path for one in followed)
    assert ticket == "/b" and about.startswith("/events/")


def test_a_survey_is_answered_under_an_address_of_the_readers_own():
    survey = Survey.objects.create(slug="winter", title="겨울", department="세무1과", state=SurveyState.OPEN)
    person = subscriber(sms=None)
    campaign = planned(officer(), approver(), survey=survey, body="[답하기]({설문링크})", sms="답해 주세요")
    _subject, text, html = sent_to(campaign, person, "email")
    assert "/surveys/winter/k/" in text and "/surveys/winter/k/" in html
    assert not campaign.links.filter(target__contains="surveys").exists()


def test_pictures_are_of_our_site_and_have_words(settings):
    assert faults(body="![](/files/1.jpg)")[0][0] == "body"
    assert faults(body="![합창단](https://elsewhere.example/1.jpg)")[0][0] == "body"
    mail = preview(draft(body="![합창단](/files/1.jpg)"), "email")
    assert f'src="{settings.SITE_URL}/files/1.jpg"' in mail.html
    assert 'alt="합창단"' in mail.html and "합창단" in mail.text


def test_a_composers_words_never_become_code():
    html = preview(
        draft(body="<script>alert(1)</script> [x](javascript:alert(1))", contact="<b>문의</b>"), "email"
    ).html
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "&lt;b&gt;문의" in html


def test_what_looks_like_a_registration_number_is_refused():
    with pytest.raises(CampaignRefused) as refused:
        draft(body="800131-1234567")
    assert refused.value.code == "rrn"
