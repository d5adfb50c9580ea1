"""Surveys, proposals and outcomes of the sample district: one open, one closed and answered, proposals on their way."""

import random
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from campaigns.models import Proposal, ProposalState, ProposalStep, ProposalSupport, SaidAndDone, Survey
from campaigns.proposals import desk, making, outcomes
from campaigns.surveys import mixing, taking, writing
from campaigns.surveys.taking import Given
from campaigns.surveys.writing import Question
from config.demo.days import end_of_day
from residents.contacts import proved
from residents.models import Interest, Resident

ANSWERS = 64
_WISHES = (
    "창구에 앉아서 기다릴 자리가 더 있으면 좋겠습니다.",
    "고지서 글씨가 커졌으면 합니다. 부모님이 읽기 어려워하십니다.",
    "자동이체 할인 안내를 한 번 더 보내 주세요.",
    "휴대전화로 받으니 잃어버리지 않아 좋습니다.",
    "납부 마지막 날 하루 전에 다시 알려 주시면 좋겠습니다.",
    "계좌이체 화면까지 단계가 너무 많습니다.",
    "상담 전화가 점심시간에도 되면 좋겠습니다.",
    "영어 안내도 있으면 외국인 이웃에게 도움이 되겠습니다.",
)
_CLOSED = (
    Question(
        "세금 안내를 어떻게 받고 싶으십니까?", "one", ["문자", "이메일", "종이", "문자와 이메일 모두"], required=True
    ),
    Question("안내에서 무엇을 먼저 보십니까?", "many", ["금액", "납부 기한", "계산 근거", "문의처"]),
    Question("지금의 안내는 알아보기 쉽습니까?", "scale", required=True),
    Question("고쳤으면 하는 점을 적어 주십시오.", "text"),
)
_OPEN = (
    Question("구청 민원실을 어느 요일에 가장 자주 찾으십니까?", "one", ["월", "화", "수", "목", "금"]),
    Question(
        "저녁 민원실이 몇 시까지 열려 있으면 좋겠습니까?", "one", ["오후 7시", "오후 8시", "오후 9시"], required=True
    ),
    Question("저녁에 보고 싶은 일을 모두 고르십시오.", "many", ["세금 상담", "증명서 발급", "전입 신고", "여권"]),
    Question("저녁 민원실이 얼마나 필요하십니까?", "scale"),
    Question("바라는 점이 있으면 적어 주십시오.", "text"),
)
_PROPOSALS: tuple[tuple[str, str, str, ProposalState, str], ...] = (
    (
        "마장동 주민센터 앞 의자",
        ("버스를 기다리는 어르신이 앉을 곳이 없습니다. 그늘에 의자 두 개만 놓아 주세요."),
        "교통·주차",
        ProposalState.DONE,
        ("의자 세 개를 11월 초에 놓았습니다. 알려 주셔서 고맙습니다."),
    ),
    (
        "고지서 글씨를 크게",
        ("재산세 고지서의 납부 기한이 작아서 놓치기 쉽습니다. 기한만이라도 크게 적어 주세요."),
        "주민참여",
        ProposalState.TAKEN_UP,
        "다음 정기분부터 금액과 납부 기한을 두 배 크기로 적겠습니다.",
    ),
    (
        "도서관 일요일 늦은 시간 개방",
        ("일요일 저녁 9시까지 열람실을 열어 주세요. 시험 기간만이라도 좋겠습니다."),
        "도서관",
        ProposalState.UNDER_REVIEW,
        "",
    ),
    (
        "골목길 보안등",
        ("성수동 뒷골목이 저녁에 많이 어둡습니다. 보안등을 하나 더 달아 주세요."),
        "안전·재난",
        ProposalState.RECEIVED,
        "",
    ),
    (
        "동네 텃밭 늘리기",
        "빈 땅을 텃밭으로 쓰게 해 주시면 이웃과 가꾸겠습니다.",
        "환경·청소",
        ProposalState.RECEIVED,
        "",
    ),
    (
        "구청 주차장 무료 개방",
        "평일 낮에도 구청 주차장을 무료로 열어 주세요.",
        "교통·주차",
        ProposalState.DECLINED,
        ("낮에는 민원인이 쓸 자리가 모자라 어렵습니다. 저녁 7시부터와 주말에는 지금도 무료입니다."),
    ),
)


def load() -> None:
    """Fill the pages once; a second call finds everything there. The residents and accounts are there already."""
    if Survey.objects.exists() or Proposal.objects.exists():
        return
    officer = User.objects.get(username="officer")
    residents = list(Resident.objects.filter(pk__in=proved().values("resident")).order_by("pk")[: ANSWERS + 20])
    closed = _closed_survey(officer, residents)
    _open_survey(officer, residents)
    proposals = _proposals(officer, residents)
    _outcomes(officer, closed, proposals)


def _closed_survey(officer: User, residents: list[Resident]) -> Survey:
    chance = random.Random(6)  # noqa: S311  # a sample that is the same each time
    survey = writing.begin(
        officer,
        _CLOSED,
        title="세금 안내, 어떻게 받으면 좋을까요?",
        introduction="내년부터 보낼 세금 안내를 주민 의견대로 고치려고 합니다.",
        contact="세무1과 02-0000-5000",
        by_group=True,
    )
    writing.open_survey(survey)
    one, many, scale, text = survey.questions.values_list("pk", flat=True)
    for at, resident in enumerate(residents[:ANSWERS]):
        wish = _WISHES[at] if at < len(_WISHES) else ""
        given = {
            one: Given(chance.choices([0, 1, 2, 3], [34, 20, 18, 28])),
            many: Given(sorted(chance.sample(range(4), chance.choice([1, 2, 2, 3])))),
            scale: Given(chance.choices([1, 2, 3, 4, 5], [8, 12, 25, 35, 20])),
            text: Given(text=wish),
        }
        taking.answer(survey, resident, given)
    writing.close(survey)
    mixing.mix(survey.pk)
    writing.publish_results(survey, publish=True)
    return survey


def _open_survey(officer: User, residents: list[Resident]) -> None:
    survey = writing.begin(
        officer,
        _OPEN,
        title="저녁 민원실, 몇 시까지 열까요?",
        introduction="한 주에 하루 저녁까지 여는 민원실을 준비하고 있습니다. 3분이면 됩니다.",
        contact="세무1과 02-0000-5000",
        closes_at=end_of_day(14),
    )
    writing.open_survey(survey)
    evening = survey.questions.get(place=2)
    for at, resident in enumerate(residents[:11]):
        taking.answer(survey, resident, {evening.pk: Given([at % 3])})


def _proposals(officer: User, residents: list[Resident]) -> list[Proposal]:
    """Hand proposals in over the last weeks, without messages, and have some of them answered and released."""
    now, made = timezone.now(), []
    for at, (title, text, interest, state, answer) in enumerate(_PROPOSALS):
        author = residents[at]
        handed_in = now - timedelta(days=40 - 6 * at)
        due = making.due_day(timezone.localtime(handed_in).date())
        proposal = Proposal.objects.create(
            resident=author,
            title=title,
            text=text,
            interest=Interest.objects.filter(name=interest).first(),
            dong=author.dong,
            state=state,
            due_on=due,
            department=officer.department if state != ProposalState.RECEIVED else "",
            owner=officer if state != ProposalState.RECEIVED else None,
        )
        Proposal.objects.filter(pk=proposal.pk).update(made_at=handed_in)
        steps = [(ProposalState.RECEIVED, "")]
        if state != ProposalState.RECEIVED:
            steps.append((ProposalState.UNDER_REVIEW, ""))
        if answer:
            steps.append((state, answer))
        for days, (step, words) in enumerate(steps):
            row = ProposalStep.objects.create(proposal=proposal, state=step, answer=words, by=officer if days else None)
            ProposalStep.objects.filter(pk=row.pk).update(at=handed_in + timedelta(days=2 * days))
        if state != ProposalState.RECEIVED:
            desk.release(proposal, title=title, text=text)
            supporters = residents[10 : 14 + 5 * at]
            ProposalSupport.objects.bulk_create(ProposalSupport(proposal=proposal, resident=one) for one in supporters)
        made.append(proposal)
    return made


def _outcomes(officer: User, survey: Survey, proposals: list[Proposal]) -> None:
    """Publish two, as if their tellings had long ended."""
    now = timezone.now()
    first = outcomes.begin(
        officer,
        proposals[:1],
        title="주민센터 앞에 의자가 생겼습니다",
        said="마장동 주민센터 앞에서 버스를 기다릴 때 앉을 곳이 없다고 하셨습니다.",
        did="11월 초에 의자 세 개를 놓았습니다. 여름에는 그늘막도 세우겠습니다.",
        interest=Interest.objects.filter(name="교통·주차").first(),
    )
    second = outcomes.begin(
        officer,
        proposals[1:2],
        title="세금 안내의 글씨를 키웁니다",
        said="설문에 답하신 64명 가운데 많은 분이 금액과 납부 기한을 먼저 보시며, 글씨가 작다고 하셨습니다.",
        did="다음 정기분부터 금액과 납부 기한을 두 배 크기로 적고, 마지막 날 하루 전에 문자로 다시 알립니다. "
        "점심시간 상담은 사람이 모자라 아직 어렵습니다. 내년 상반기에 다시 살펴보겠습니다.",
        interest=Interest.objects.filter(name="주민참여").first(),
        survey=survey,
    )
    for outcome, days, told in ((first, 32, {"email": 4, "sms": 1}), (second, 5, {"email": 58, "sms": 9})):
        at = now - timedelta(days=days)
        SaidAndDone.objects.filter(pk=outcome.pk).update(published_at=at, told_at=at, told={**told, "unreached": 0})
