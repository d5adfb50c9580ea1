"""Notices by 알림톡: which batches, to which contacts, and what is shown of it."""

import pytest
from pytest_django import Settings

from deliveries import reports
from deliveries.check_codes import coder
from deliveries.content import compile_content
from deliveries.models import Content, Delivery
from deliveries.states import DeliveryState
from deliveries.transports.base import Report
from notices import batches
from notices.letters import NoticeValues, link_of
from notices.models import Batch
from notices.outcomes import describe
from notices.preflight import previews_of, warnings_of
from residents.models import Channel
from tests.notices.taking import approved, only_notice, taken
from tests.people import approver, resident

pytestmark = pytest.mark.django_db
TEMPLATE = "KA01TP260701000000000tax00000000"
BOTH = {"local_tax": {Channel.EMAIL, Channel.SMS}}


@pytest.fixture(autouse=True)
def templates(settings: Settings) -> None:
    settings.ALIMTALK_TEMPLATES = {"local_tax": TEMPLATE}


def channels(batch: Batch) -> list[str]:
    return sorted(Delivery.objects.filter(dispatch=batch.dispatch).values_list("channel", flat=True))


def test_mobile_numbers_get_one_alimtalk_in_place_of_an_sms() -> None:
    person = resident(services=BOTH)
    batch = approved()
    assert channels(batch) == ["alimtalk", "email"]
    sent = Delivery.objects.get(dispatch=batch.dispatch, channel="alimtalk")
    assert sent.contact == person.contacts.get(channel="sms")
    assert (batch.counts["email"], batch.counts["sms"]) == (1, 1)


def test_its_variables_are_the_name_the_title_and_the_link_that_stops_the_mobile_number() -> None:
    resident(services=BOTH)
    notice = only_notice(approved())
    content = compile_content(Content.objects.get(dispatch=notice.batch.dispatch, channel="alimtalk"))
    values = NoticeValues().values_for(notice.batch.dispatch_id, [notice.pk])[notice.pk]
    assert content.template_id == TEMPLATE
    assert {name: text.render(values) for name, text in content.template_values.items()} == {
        "#{이름}": "홍길동",
        "#{제목}": "2026년 12월 안내",
        "#{링크}": f"{link_of(notice.token)}?v=sms",
        "#{확인번호}": coder()(notice.pk),
    }
    sms = compile_content(Content.objects.get(dispatch=notice.batch.dispatch, channel="sms"))
    assert content.text.render(values) == sms.text.render(values)


def test_a_type_without_a_template_goes_by_sms(settings: Settings) -> None:
    settings.ALIMTALK_TEMPLATES = {"school_entry": TEMPLATE}
    resident(services=BOTH)
    assert channels(approved()) == ["email", "sms"]


def test_what_was_approved_is_sent_whatever_the_settings_say_later(settings: Settings) -> None:
    resident(services=BOTH)
    batch = taken()
    batches.submit(batch, by=None)
    settings.ALIMTALK_TEMPLATES = {}
    batches.approve(batch, by=approver(), audience=batch.audience_hash)
    assert channels(batch) == ["alimtalk", "email"]


def test_another_template_is_another_audience() -> None:
    resident(services=BOTH)
    batch = taken()
    before = batches.audience_hash(batch)
    Content.objects.filter(dispatch=batch.dispatch, channel="alimtalk").update(template_id="KA01TPother")
    assert batches.audience_hash(batch) != before


def test_the_approver_sees_the_sms_and_is_told_that_it_goes_by_alimtalk(settings: Settings) -> None:
    resident(services=BOTH)
    batch = taken()
    (preview,) = previews_of(batch)
    assert "성동구청" in preview.sms
    assert any("알림톡" in str(warning) for warning in warnings_of(batch))
    settings.ALIMTALK_TEMPLATES = {}
    other = taken("local_tax", {}, {}, again=True)
    assert not any("알림톡" in str(warning) for warning in warnings_of(other))


@pytest.mark.parametrize(("final", "shown"), [("alimtalk", 1), ("", 1), ("sms", 2)])
def test_the_page_shows_over_which_channel_it_arrived(final: str, shown: int) -> None:
    resident(services={"local_tax": {Channel.SMS}})
    batch = approved()
    sent = Delivery.objects.get(dispatch=batch.dispatch)
    Delivery.objects.filter(pk=sent.pk).update(state="accepted")
    reports.apply([Report(sent.pk, DeliveryState.DELIVERED, final_channel=final)], "solapi")
    (row,) = describe(batch, list(batch.rows.all()))
    assert len(str(row.sent[0].channel).split(" → ")) == shown
    assert ("→" in str(row.sent[0].channel)) == (shown == 2)
