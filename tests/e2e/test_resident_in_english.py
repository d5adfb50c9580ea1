"""What a resident sees of events, news, surveys and proposals in English; in Korean other walks come by."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.events import places
from campaigns.models import DigestDispatch, DigestIssue, RegistrationRoute, SaidAndDone, Survey, SurveyState
from campaigns.proposals.making import propose
from campaigns.surveys.keys import link_for
from deliveries.models import Delivery
from tests import people
from tests.campaigns.events.making import event
from tests.campaigns.surveys.asking import opened
from tests.deliveries.rows import delivery, dispatch
from tests.e2e.browser import PHONE, Visitor
from tests.e2e.soundness import Round
from tests.residents.visiting import visiting
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
WEB = RegistrationRoute.WEB
# What belongs together and is not broken over two lines: clocks, days and telephone numbers.
BROKEN = "(all) => all.filter((one) => one.getClientRects().length > 1).map((one) => one.innerText)"


@pytest.mark.timeout(120)
def test_a_resident_who_reads_english(stage: Stage, visitor: Callable[..., Visitor]) -> None:
    me, other = people.subscriber(), people.resident("임꺽정", sms="01099998888", email=None, address="마장로 7")
    soon = timezone.localtime().replace(hour=14, minute=0) + timedelta(days=9)
    when = {"starts_at": soon, "ends_at": soon + timedelta(hours=2), "contact": "문화체육과 02-0000-5100"}
    talk = event(20, slug="talk", title="겨울밤 인문학: 골목에서 읽는 우리 동네", **when)
    full, lecture = event(1, slug="yoga", title="새벽 요가", **when), event(1, **when)
    asked, over = opened(), opened(title="지난 설문", introduction="내년 계획에 반영합니다.")
    Survey.objects.filter(pk=over.pk).update(state=SurveyState.CLOSED, closed_at=timezone.now())
    for_children = event(9, slug="snowmen", title="눈사람 만들기", age_to=12, **when)
    _, had = (places.register(one, resident=other, route=WEB) for one in (full, lecture))
    waits, offered = (places.register(one, resident=me, route=WEB) for one in (full, lecture))
    mine = places.register(talk, resident=me, route=WEB)
    places.cancel(had, route=WEB)
    proposal = propose(me, title="정류장에 의자를", text="앉을 곳이 없습니다.", interest=None, dong=None)
    SaidAndDone.objects.create(title="의자 세 개", said="앉을 곳", did="놓았습니다.", published_at=timezone.now())
    row = delivery(dispatch(source="digests", title="주간 소식"), "accepted", accepted_at=timezone.now())
    Delivery.objects.filter(pk=row.pk).update(resident_id=me.pk)
    issue = DigestIssue.objects.create(day=timezone.localdate())
    DigestDispatch.objects.create(issue=issue, dispatch=row.dispatch, things=1)

    reader = visitor(PHONE, language="en-US")
    session = visiting(me).cookies["sessionid"].value
    reader.page.context.add_cookies([{"name": "sessionid", "value": session, "url": stage.site}])
    with Round() as held:
        for name, path in {
            "events": "/events/",
            "event": f"/events/{talk.slug}",
            "event-waiting": f"/my/events/r/{waits.token}",
            "event-offer": f"/my/events/r/{offered.token}",
            "event-not-for-me": f"/my/events/{for_children.slug}/join",
            "survey-answer": link_for(asked, me.pk).removeprefix(stage.site),
        }.items():
            reader.go(f"{stage.site}{path}")
            held.look(reader, f"{name}-en")
            assert reader.page.locator("main .s-keep").evaluate_all(BROKEN) == [], name
        for name, path in {
            "my": "/my/",
            "my-news": "/my/news/",
            "my-events": "/my/events/",
            "event-registration": f"/my/events/r/{mine.token}",
            "event-cancel": f"/my/events/r/{mine.token}/cancel",
            "proposals": "/proposals/",
            "proposal-new": "/my/proposals/new",
            "proposals-mine": "/my/proposals/",
            "proposal-mine": f"/my/proposals/{proposal.pk}",
            "my-conversations": "/my/conversations/",
            "outcomes": "/you-said-we-did/",
            "what-is-counted": "/l/",
            "survey-closed": f"/surveys/{over.slug}",
        }.items():
            reader.go(f"{stage.site}{path}")
            reader.look(f"{name}-en")
            assert reader.page.locator("html").get_attribute("lang") == "en", name
            assert reader.page.locator("main .s-keep").evaluate_all(BROKEN) == [], name
        notice, words = (reader.page.locator(f"main {one}").bounding_box() for one in (".s-notice", ".q-words"))
        assert notice and words and notice["y"] - words["y"] - words["height"] >= 16
