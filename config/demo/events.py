"""Events of the sample district: a dozen over the next weeks, some full, one by lot, one that is over."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from itertools import cycle
from typing import Any

from django.db import transaction

from accounts.models import Dong, User
from campaigns.events import places
from campaigns.models import (
    Event,
    EventQuestion,
    Fairness,
    Registration,
    RegistrationChange,
    RegistrationRoute,
    RegistrationState,
)
from config.demo.days import end_of_day, in_days
from config.demo.district import HONG
from deliveries.models import TransactionalMessage
from residents.contacts import proved
from residents.hashes import person_hashes
from residents.models import Interest, Resident

ROUTES = (RegistrationRoute.WEB, RegistrationRoute.WEB, RegistrationRoute.PHONE, RegistrationRoute.COUNTER)


@dataclass(frozen=True, slots=True)
class Plan:
    """One event: in how many days, from which hour, for how many minutes; who registers already."""

    slug: str
    title: str
    summary: str
    interest: str
    dong: str
    place: str
    address: str
    days: int
    hour: int
    minutes: int
    capacity: int | None = None
    takers: int = 0
    gone: int = 0
    more: dict[str, Any] = field(default_factory=dict)
    questions: tuple[tuple[str, str, list[str], bool], ...] = ()
    body: str = ""


PLANS = (
    Plan(
        "winter-humanities", "겨울밤 인문학: 골목에서 읽는 우리 동네", "성수 골목의 백 년을 사진과 글로 만납니다.",
        "교육·강좌", "성수1가제2동", "성수문화마루 2층 강당", "성수이로 118", 9, 19, 120, 30, 38, 3,
        {"contact": "문화체육과 김담당 02-0000-5100"},
        body="오래된 공장과 새 카페가 나란히 선 골목을 네 장의 지도로 함께 걷습니다.\n\n"
        "- 1부: 나루터에서 공단까지\n- 2부: 지금의 골목, 앞으로의 골목\n\n"
        "자료집을 드립니다. 음료는 각자 준비해 주십시오.",
    ),
    Plan(
        "library-storytime", "도서관 그림책 놀이터", "다섯 살부터 일곱 살까지, 보호자와 함께",
        "도서관", "마장동", "마장작은도서관", "마장로 209", 4, 10, 60, 12, 11, 0,
        {"companions_at_most": 2, "offer_hours": 12},
        (("아이 나이를 알려 주세요.", "choice", ["5세", "6세", "7세"], True),),
        "그림책 두 권을 함께 읽고 주인공을 만들어 봅니다.",
    ),
    Plan(
        "blood-pressure", "혈압·혈당 바로 알기 건강교실", "재고, 읽고, 생활에서 낮추는 방법",
        "건강·보건", "왕십리제2동", "성동보건소 3층 교육실", "마장로23길 10", 6, 14, 90, 20, 20, 3,
        {"age_from": 40},
    ),
    Plan(
        "smartphone-60", "어르신 스마트폰 첫걸음", "문자·사진·길찾기를 천천히, 두 사람에 도우미 한 명",
        "어르신", "행당제1동", "행당노인복지관 1층", "행당로 17", 7, 10, 120, 10, 13, 0,
        {"age_from": 60, "contact": "어르신장애인복지과 02-0000-5200"},
        body="쓰시던 전화기를 가지고 오십시오. 충전기는 저희가 준비합니다.",
    ),
    Plan(
        "seoulforest-concert", "서울숲 겨울 음악회", "현악 사중주와 함께하는 주말 저녁",
        "문화·공연·축제", "성수1가제1동", "서울숲 야외무대", "뚝섬로 273", 18, 17, 90, 40, 58, 0,
        {"fairness": Fairness.LOT, "companions_at_most": 3, "closes_in": 11},
        body="자리가 마흔 석이라 추첨합니다. 추첨 방법은 누구나 확인할 수 있습니다. 비가 오면 성수아트홀에서 엽니다.",
    ),
    Plan(
        "startup-clinic", "청년 창업 상담의 날", "세무·노무·지원금, 한 사람에 30분",
        "청년", "성수2가제3동", "성동청년센터 상담실", "성수일로 55", 12, 13, 240, 8, 5, 0,
        {"age_from": 19, "age_to": 39},
        (("어떤 상담이 필요하십니까?", "choice", ["세무", "노무", "지원금"], True), ("궁금한 점", "text", [], False)),
    ),
    Plan(
        "job-fair", "성동 일자리 한마당", "지역 기업 서른 곳, 현장 면접", "일자리·경제", "행당제2동",
        "구청 1층 대강당", "고산자로 270", 10, 10, 360, None, 0, 0, {"takes_registrations": False},
    ),
    Plan(
        "kids-science", "어린이 과학 실험실", "얼음이 녹는 순간을 카메라로 잡아라",
        "보육·아동", "금호2·3가동", "금호생활과학교실", "금호로 100", 15, 14, 100, 16, 9, 0, {"companions_at_most": 1},
    ),
    Plan(
        "yoga-dawn", "출근 전 새벽 요가", "매트만 들고 오세요", "체육", "옥수동", "옥수체육관 다목적실",
        "독서당로 201", 2, 7, 50, 24, 23, 1, {"fee": "1회 2,000원"},
    ),
    Plan(
        "zero-waste", "버리지 않는 부엌: 제로웨이스트 장보기", "비닐 없이 일주일 살아 보기", "환경·청소", "용답동",
        "새활용플라자 1층", "자동차시장길 49", 20, 15, 120, 25, 6,
    ),
    Plan(
        "first-aid", "우리 집 심폐소생술", "인형으로 연습하고 수료증을 받아 가세요", "안전·재난", "사근동",
        "성동소방서 체험장", "무학로 90", 25, 10, 120, 30, 12, 0, {"certificate": True, "opens_in": 1},
    ),
    Plan(
        "village-meeting", "주민참여예산 마을 이야기 자리", "우리 동에 필요한 것을 함께 정합니다", "주민참여", "마장동",
        "마장동주민센터 4층", "마장로 137", 30, 19, 120, 60, 14,
    ),
    Plan(
        "autumn-walk", "가을 한강길 함께 걷기", "세 시간, 열두 킬로미터", "체육", "응봉동", "응봉산 입구",
        "독서당로 360", -8, 9, 180, 40, 31, 2, {"certificate": True},
    ),
)  # fmt: skip


@transaction.atomic
def load() -> int:
    """Make the events and who takes part, once; return how many events there are."""
    if Event.objects.exists():
        return Event.objects.count()
    by = User.objects.get(username="officer")
    people = [one for one in Resident.objects.filter(left_at=None).order_by("pk") if proved(one).exists()]
    hong = Resident.objects.filter(person_hash__in=person_hashes(HONG.name, HONG.birth_date)).first()
    others = [one for one in people if hong is None or one.pk != hong.pk]
    for number, plan in enumerate(PLANS):
        event = _event(plan, by)
        shift = number * 17 % max(len(others), 1)
        _fill(event, plan, [*others[shift:], *others[:shift]], by)
    if hong is not None:
        for slug, seats in (
            ("kids-science", 2),
            ("smartphone-60", 1),
            ("seoulforest-concert", 2),
            ("village-meeting", 1),
        ):
            _join(Event.objects.get(slug=slug), hong, seats, RegistrationRoute.WEB, by)
    _be_over(Event.objects.get(slug="autumn-walk"), by)
    _keep_quiet(hong)
    return len(PLANS)


def _event(plan: Plan, by: User) -> Event:
    starts = in_days(abs(plan.days), time(plan.hour))
    more = dict(plan.more)
    opens, closes = more.pop("opens_in", None), more.pop("closes_in", None)
    event = Event.objects.create(
        slug=plan.slug,
        title=plan.title,
        summary=plan.summary,
        body=plan.body,
        department=by.department,
        contact=more.pop("contact", "성동구청 02-0000-5000"),
        interest=Interest.objects.filter(name=plan.interest).first(),
        dong=Dong.objects.filter(name=plan.dong).first(),
        place=plan.place,
        address=plan.address,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=plan.minutes),
        capacity=plan.capacity,
        opens_at=in_days(opens, time(9)) if opens and not plan.takers else None,
        closes_at=end_of_day(closes) if closes else None,
        created_by=by,
        **more,
    )
    for place, (text, kind, options, required) in enumerate(plan.questions, start=1):
        EventQuestion.objects.create(event=event, place=place, text=text, kind=kind, options=options, required=required)
    return places.publish(event, by=by)


def _fill(event: Event, plan: Plan, people: list[Resident], by: User) -> None:
    """Have as many register as planned; then some of those who have a place give it up."""
    joined, sizes = 0, cycle((1, 2, 1, 1) if event.companions_at_most else (1,))
    routes = cycle(ROUTES)
    for one in people:
        if joined == plan.takers:
            break
        joined += _join(event, one, next(sizes), next(routes), by)
    having = event.registrations.filter(state=RegistrationState.REGISTERED).order_by("pk")
    for registration in having[: plan.gone]:
        places.cancel(registration, route=RegistrationRoute.PHONE, by=by)
    for registration in event.registrations.filter(state=RegistrationState.OFFERED)[: plan.gone // 2]:
        places.accept(registration, route=RegistrationRoute.SMS)


def _join(event: Event, one: Resident, seats: int, route: RegistrationRoute, by: User) -> bool:
    at_the_office = route in (RegistrationRoute.PHONE, RegistrationRoute.COUNTER)
    answers = {str(asked.pk): asked.options[0] for asked in event.questions.all() if asked.options}
    try:
        places.register(
            event, resident=one, seats=seats, route=route, answers=answers, by=by if at_the_office else None
        )
    except places.Refused:
        return False
    return True


def _be_over(event: Event, by: User) -> None:
    """Put an event into the past, with most who had a place having come."""
    began = event.starts_at - 2 * timedelta(days=8)
    Event.objects.filter(pk=event.pk).update(
        starts_at=began, ends_at=began + timedelta(hours=3), published_at=began - timedelta(days=20)
    )
    when = began - timedelta(days=12)
    Registration.objects.filter(event=event).update(created_at=when)
    RegistrationChange.objects.filter(registration__event=event).update(at=when)
    having = event.registrations.filter(state=RegistrationState.REGISTERED).order_by("pk")
    for number, registration in enumerate(having):
        if number % 6:
            places.check_in(registration, seats=1, by=by, at=began + timedelta(minutes=number % 20))


def _keep_quiet(hong: Resident | None) -> None:
    """Let what was told of all this go to Hong Gil-dong's phone only, who shows the resident's pages."""
    his = {contact.address for contact in proved(hong)} if hong else set()
    told = TransactionalMessage.objects.filter(kind__startswith="event_")
    TransactionalMessage.objects.filter(pk__in=[one.pk for one in told if one.address not in his]).delete()
