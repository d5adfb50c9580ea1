"""Messages of the sample district: one that went out, one that waits for approval, one for later, one half written."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from campaigns.audiences import saving
from campaigns.models import Campaign, Event, EventState
from campaigns.sending import approval, drafts
from campaigns.sending.refusals import CampaignRefused
from residents.models import Interest

CONTACT = "구청 문화체육과 02-0000-5000"
BECAUSE = "시범 자료: 주민 수가 적습니다"

LIBRARY = """{이름} 님, 안녕하세요.

마장 작은도서관이 **12월부터 밤 10시까지** 문을 엽니다. 퇴근길에, 아이를 재운 뒤에 들러 책 한 권 빌려 가세요.

## 달라지는 것

- 평일 밤 8시까지 → **밤 10시까지**
- 예약한 책은 1층 무인 보관함에서 24시간 찾기
- 매주 목요일 저녁 7시, 조용히 함께 읽는 시간

주말은 지금처럼 저녁 6시에 닫습니다."""

VACCINE = """{이름} 님, 안녕하세요.

65세 이상 주민과 어린이는 **독감 예방접종이 무료**입니다. 아직 맞지 않으셨다면 12월 12일까지 가까운 병원에서 맞으세요.

- 준비물: 신분증
- 곳: 지정 병·의원 42곳 (동 주민센터에 목록이 있습니다)
- 아침보다 오후가 덜 붐빕니다

열이 나거나 몸이 좋지 않은 날은 미루어 주세요."""

CONCERT = """{이름} 님, 안녕하세요.

한 해를 보내는 저녁, 구민회관에서 **송년 실내악 연주회**를 엽니다. 현악 사중주로 듣는 캐럴과 우리 가곡입니다.

- 일시: 12월 19일 (토) 오후 5:00
- 장소: 구민회관 대강당
- 관람료: 10,000원 (주민 5,000원)

표는 구민회관 1층 창구에서 팝니다."""


def load(*, officer: User, approver: User) -> int:
    """Write the messages once; return how many there are."""
    if not Campaign.objects.filter(department=officer.department).exists():
        with transaction.atomic():
            _library(officer)
            _vaccine(officer)
            _concert(officer)
            _draft(officer)
    return Campaign.objects.filter(department=officer.department).count()


def _library(officer: User) -> None:
    """Went out: public information to who likes libraries and lectures, sent by whoever wrote it."""
    _send(
        officer,
        subject="마장 작은도서관, 밤 10시까지 엽니다",
        body=LIBRARY,
        sms="마장 작은도서관이 12월부터 평일 밤 10시까지 엽니다. 예약한 책은 24시간 무인 보관함에서 찾으세요.",
        channels=["email"],
        interest=Interest.objects.filter(name="도서관").first(),
        audience=_asked(officer, _interested("도서관", "교육·강좌", "문화·공연·축제", "건강·보건", "동 소식")),
    )


def _vaccine(officer: User) -> None:
    """Goes out the day after tomorrow at ten."""
    day = timezone.localdate() + timedelta(days=2)
    _send(
        officer,
        subject="독감 예방접종, 12월 12일까지 무료로 맞으세요",
        body=VACCINE,
        sms="65세 이상과 어린이 독감 예방접종은 12월 12일까지 무료입니다. 신분증을 가지고 가까운 지정 병원으로 오세요.",
        channels=["sms", "email"],
        interest=Interest.objects.filter(name="건강·보건").first(),
        audience=_asked(officer, {"op": "and", "of": [{"is": "age", "from": 60}]}),
        send_at=timezone.make_aware(datetime.combine(day, time(10))),
    )


def _concert(officer: User) -> None:
    """Waits for the approver: an advertisement always does."""
    campaign = _begin(
        officer,
        subject="송년 실내악 연주회에 초대합니다",
        body=CONCERT,
        is_advertisement=True,
        channels=["email"],
        interest=Interest.objects.filter(name="문화·공연·축제").first(),
        audience=_asked(officer, {"op": "and", "of": [{"is": "everybody"}]}),
    )
    _submit(campaign, officer)


def _draft(officer: User) -> None:
    """Half written, about the next event of the department where there is one."""
    event = (
        Event.objects.visible_to(officer)
        .filter(state=EventState.PUBLISHED, starts_at__gt=timezone.now())
        .order_by("starts_at")
        .first()
    )
    title = event.title if event else "겨울밤 인문학"
    drafts.begin(
        officer,
        title=title,
        subject=title,
        event=event,
        body="{이름} 님, 안녕하세요.\n\n이번 겨울 우리 동네에서 함께할 자리를 마련했습니다.",
        channels=["email", "sms"],
        contact=CONTACT,
    )


def _begin(officer: User, **values: Any) -> Campaign:
    given = {"title": values["subject"], "contact": CONTACT, "is_advertisement": False, **values}
    return drafts.begin(officer, **given)


def _send(officer: User, **values: Any) -> None:
    campaign = _begin(officer, **values)
    if _submit(campaign, officer):
        approval.approve(campaign, by=officer, frozen=campaign.frozen_hash)


def _submit(campaign: Campaign, officer: User) -> bool:
    """Hand it on where somebody would get it; otherwise it stays a draft, and its page says why."""
    try:
        with transaction.atomic():
            approval.submit(campaign, by=officer)
    except CampaignRefused:
        return False
    return True


def _asked(officer: User, tree: dict[str, Any]) -> Any:
    return saving.save(tree, by=officer, at=timezone.now(), because=BECAUSE)


def _interested(*names: str) -> dict[str, Any]:
    keys = [str(pk) for pk in Interest.objects.filter(name__in=names).values_list("pk", flat=True)]
    return {"op": "and", "of": [{"is": "interests", "interests": keys, "which": "any"}]}
