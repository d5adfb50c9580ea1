"""Listening in a browser: a survey is written, answered on a phone and read; a proposal is made and answered."""

from collections.abc import Callable

import pytest

from campaigns.models import Proposal, Survey
from campaigns.proposals import outcomes
from campaigns.surveys import writing
from campaigns.surveys.keys import link_for
from residents.models import Resident
from tests import people
from tests.campaigns.surveys.asking import answered, neighbour, opened
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.soundness import Round
from tests.residents.visiting import visiting
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Visit = Callable[..., Visitor]


def _write(window: Visitor, site: str) -> None:
    """Write four questions, one of each kind, with the buttons of the page."""
    page = window.go(f"{site}/staff/surveys/new")
    page.fill("[name=title]", "도서관 이용 설문")
    page.fill("[name=introduction]", "내년 도서관 운영 계획에 반영합니다.")
    page.fill("[name=contact]", "도서관팀 02-2286-0000")
    kinds = ("one", "many", "scale", "text")
    words = ("얼마나 자주 오십니까?", "어떤 강좌를 원하십니까?", "만족하십니까?", "바라는 점을 적어 주십시오.")
    for at, (kind, text) in enumerate(zip(kinds, words, strict=True)):
        if at:
            page.get_by_role("button", name="질문 추가").click()
            page.wait_for_url(f"**/new#question-{at + 1}")
        page.fill(f"[name=row{at}-text]", text)
        page.select_option(f"[name=row{at}-kind]", kind)
        if kind in ("one", "many"):
            page.fill(f"[name=row{at}-options]", "매주\n가끔\n거의 안 감" if kind == "one" else "인문학\n코딩\n원예")


def _sign_in(window: Visitor, site: str, resident: Resident) -> None:
    """Begin a visit of my page without its codes, which have walks of their own."""
    cookie = visiting(resident).cookies["sessionid"]
    window.page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": site}])


@pytest.mark.timeout(120)
def test_a_survey_is_written_answered_on_a_phone_and_read(stage: Stage, visitor: Visit) -> None:
    people.officer()
    with Round() as held:
        office = visitor(DESK)
        office.sign_in(stage.site, "officer")
        page = office.page
        _write(office, stage.site)
        held.look(office, "survey-edit")
        page.locator(".krds-actions button").click()
        page.locator("form[action$='/open']").wait_for()
        held.look(office, "survey-draft")
        page.locator("form[action$='/open'] button").click()
        page.locator("form[action$='/close']").wait_for()
        held.look(office, "survey-open", page_of="survey-draft")
        survey = Survey.objects.get()

        for number in range(9):
            answered(survey, neighbour(number), often=number % 2, words=f"자리를 늘려 주십시오 ({number})")
        resident = neighbour(20)
        phone = visitor(PHONE)
        phone.go(link_for(survey, resident.pk))
        held.look(phone, "survey-answer")
        phone.page.locator("label", has_text="매주").click()
        phone.page.locator("label", has_text="원예").click()
        assert phone.text("[data-q-progress]") == "4문항 중 2문항 응답"
        phone.page.locator("label", has_text="5 (").click()
        phone.page.fill("textarea", "900101-1234567")
        phone.submit(phone.page.locator("[data-q-form]"))
        phone.page.locator(".form-hint-invalid").first.wait_for()
        phone.forgive(422)
        held.look(phone, "survey-refused", page_of="survey-answer")
        assert phone.page.locator("label", has_text="원예").locator("xpath=..").locator("input").is_checked()
        phone.page.fill("textarea", "조용한 자리가 더 필요합니다.")
        phone.submit(phone.page.locator("[data-q-form]"))
        phone.page.locator(".s-notice.tone-success").wait_for()
        held.look(phone, "survey-thanks")

        page.locator("form[action$='/close'] button").click()
        page.get_by_role("link", name="결과 보기").click()
        page.locator(".q-bars").first.wait_for()
        held.look(office, "survey-results")
        page.locator("form[action$='/publish'] button").click()
        phone.go(f"{stage.site}/surveys/{survey.slug}/results")
        held.look(phone, "survey-public-results")


@pytest.mark.timeout(120)
def test_the_desk_of_surveys_in_english(stage: Stage, visitor: Visit) -> None:
    officer = people.officer()
    survey = opened(by=officer, by_group=True)
    for number in range(6):
        answered(survey, neighbour(number), often=number % 2, words=f"자리를 늘려 주십시오 ({number})")
    office = visitor(DESK, language="en-US")
    office.be(stage.site, officer)
    with Round() as held:
        office.go(f"{stage.site}/staff/surveys/new")
        held.look(office, "survey-new-english")
        office.go(f"{stage.site}/staff/surveys/{survey.pk}")
        held.look(office, "survey-open-english")
        writing.close(survey)
        office.go(f"{stage.site}/staff/surveys/")
        held.look(office, "surveys-english")
        office.go(f"{stage.site}/staff/surveys/{survey.pk}/results")
        held.look(office, "survey-results-english")
        office.page.emulate_media(media="print")  # where nothing can be unfolded
        assert not office.page.locator("main details:not([open])").locator("visible=true").count()


@pytest.mark.timeout(120)
def test_a_proposal_is_made_answered_and_told_of(stage: Stage, visitor: Visit) -> None:
    officer = people.officer()
    with Round() as held:
        phone = visitor(PHONE)
        _sign_in(phone, stage.site, neighbour(1))
        phone.go(f"{stage.site}/my/proposals/new")
        held.look(phone, "proposal-new")
        phone.page.fill("[name=title]", "도서관 앞 정류장에 의자를")
        phone.page.fill("[name=text]", "아이와 함께 버스를 기다릴 곳이 없습니다.")
        phone.submit(phone.page.locator("form.m-form"))
        phone.page.locator(".s-messages").wait_for()
        proposal = Proposal.objects.get()

        office = visitor(DESK)
        office.sign_in(stage.site, "officer")
        page = office.go(f"{stage.site}/staff/proposals/")
        held.look(office, "proposals-desk")
        page.locator("th a").click()
        select, button = (
            page.locator(f"form[action$='/forward'] {one}").bounding_box() for one in ("select", "button")
        )
        assert select and button and button["y"] >= select["y"] + select["height"] + 8  # CSS pixels between the two
        page.locator("form[action$='/take'] button").click()
        page.locator(".s-messages").wait_for()
        page.locator("label", has_text="채택").first.click()
        page.fill("[name=answer]", "12월에 의자 두 개를 놓겠습니다.")
        held.look(office, "proposal-desk")
        page.locator("form:has([name=answer]) button").click()
        page.locator(".s-messages").wait_for()
        page.locator("a[href$='/release']").click()
        page.locator(".krds-actions button").click()
        page.locator("form[action$='/hold-back']").wait_for()
        words = {"title": "의자가 생겼습니다", "said": "앉을 곳이 없다.", "did": "놓았습니다."}
        outcome = outcomes.begin(officer, [proposal], **words)
        office.go(f"{stage.site}/staff/proposals/outcomes/{outcome.pk}")
        held.look(office, "outcome-desk")
        page.locator("form[action$='/publish'] button").click()
        page.locator(".s-messages").wait_for()

        phone.go(f"{stage.site}/my/proposals/{proposal.pk}")
        held.look(phone, "proposal-mine")
        phone.go(f"{stage.site}/proposals/{proposal.pk}")
        held.look(phone, "proposal-public")
        phone.go(f"{stage.site}/you-said-we-did/{outcome.pk}")
        held.look(phone, "outcome")
        phone.go(f"{stage.site}/you-said-we-did/")
        held.look(phone, "outcomes")
