"""Conversations of the sample district: what fictional people answered to the office's messages, and what it said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from campaigns.conversations import answering, owners, receiving
from campaigns.incoming import Incoming
from campaigns.models import CannedAnswer, Conversation, ConversationMessage, ConversationState
from deliveries.models import Dispatch
from residents.models import Channel, ContactPoint


@dataclass(frozen=True, slots=True)
class Said:
    """One conversation: the words of both sides in turn, the resident's first, and how many hours ago it began."""

    channel: Channel
    hours: int
    words: tuple[str, ...]
    note: str = ""
    whole: str = ""
    attachments: int = 0


_QUOTED = (
    "\n\n2026년 11월 20일 (금) 오후 2:10, 구청님이 작성:\n\n> 재산세 납부 안내입니다.\n> 자세한 내용은 아래에 있습니다."
)
_LATE = "안녕하세요. 올여름에 이사했는데 예전 집 재산세도 제가 내야 하나요? 잔금은 6월 5일에 치렀습니다."
SAID = (
    Said(Channel.EMAIL, 124, (_LATE,), note="과세기준일 6월 1일 확인. 계약서 요청함.", whole=_LATE + _QUOTED),
    Said(Channel.SMS, 52, ("자동이체 신청했는데 이번 달부터 빠져나가나요?",)),
    Said(
        Channel.EMAIL,
        30,
        (
            "고지서를 두 번 받은 것 같습니다. 하나만 내면 되는지요?",
            "같은 고지가 이메일과 문자로 한 번씩 나간 것입니다. 한 번만 내시면 됩니다.",
            "그렇군요. 그런데 문자에 적힌 전자납부번호가 이메일과 달라 보여서요.",
        ),
    ),
    Said(Channel.SMS, 21, ("분할납부 되나요? 금액이 부담됩니다",)),
    Said(Channel.EMAIL, 6, ("영수증을 첨부합니다. 납부 확인 부탁드립니다.",), attachments=1),
    Said(Channel.SMS, 3, ("감사합니다 잘 냈어요",)),
    Said(
        Channel.EMAIL,
        120,
        (
            "할머니 댁으로 오는 고지서를 제 이메일로 받을 수 있을까요?",
            "본인이 동주민센터나 누리집에서 신청하시면 됩니다. 동의가 있어야 보낼 수 있습니다.",
        ),
    ),
    Said(Channel.SMS, 98, ("카드로 내도 되나요", "네, 위택스나 가까운 은행에서 신용카드로 내실 수 있습니다.")),
)  # fmt: skip
KEPT = (
    ("납부 기한", "납부 기한은 고지서에 적힌 날까지입니다. 그날이 휴일이면 다음 평일까지 내실 수 있습니다."),
    ("분할납부", "재산세가 250만 원을 넘으면 나누어 내실 수 있습니다. 납부 기한 안에 세무1과로 신청해 주십시오."),
    ("자동이체", "자동이체는 신청한 다음 달 고지분부터 적용됩니다. 이번 고지분은 직접 내 주십시오."),
    ("이사한 집", "재산세는 6월 1일 현재 소유한 분에게 부과됩니다. 잔금을 치른 날을 알려 주십시오."),
)


def load(department: str, *, by: User) -> None:
    """Fill the department's conversations once; a second call finds them there."""
    if Conversation.objects.exists():
        return
    for title, text in KEPT:
        CannedAnswer.objects.create(department=department, title=title, text=text, by=by)
    dispatch = Dispatch.objects.order_by("pk").first()
    contacts = {channel: _contacts(channel) for channel in Channel}
    for number, said in enumerate(SAID):
        contact = next(contacts[said.channel], None)
        if contact is not None:
            _converse(number, said, contact, dispatch, department, by)


def _contacts(channel: Channel) -> Iterator[ContactPoint]:
    proved = ContactPoint.objects.filter(channel=channel, verified_at__isnull=False, stopped_at=None)
    ordered = proved.filter(resident__left_at=None).select_related("resident").order_by("resident_id")
    yield from ordered[5 if channel == Channel.SMS else 15 :][:20]


def _converse(
    number: int, said: Said, contact: ContactPoint, dispatch: Dispatch | None, department: str, by: User
) -> None:
    """Let both sides say their words, an hour between each."""
    began = timezone.now() - timedelta(hours=said.hours)
    for turn, text in enumerate(said.words):
        at = began + timedelta(hours=turn)
        if turn % 2:
            _answered(Conversation.objects.latest("pk"), text, by)
        else:
            incoming = Incoming(
                channel=said.channel,
                address=contact.address or "",
                text=text,
                received_at=at,
                subject="Re: 재산세 납부 안내" if said.channel == Channel.EMAIL else "",
                whole=said.whole,
                resident=contact.resident,
                proven=True,
                dispatch_id=dispatch.pk if dispatch else None,
                provider_id=f"demo:{number}:{turn}",
                attachments=said.attachments,
            )
            receiving.receive(incoming)
        ConversationMessage.objects.filter(pk=ConversationMessage.objects.latest("pk").pk).update(at=at)
    conversation = Conversation.objects.latest("pk")
    Conversation.objects.filter(pk=conversation.pk).update(department=department, began_at=began)
    if said.note:
        answering.note(conversation, said.note, by=by)
        owners.take(conversation, by=by)


def _answered(conversation: Conversation, text: str, by: User) -> None:
    """Have the office have answered, some time ago: nothing is sent again."""
    ConversationMessage.objects.create(conversation=conversation, kind=ConversationMessage.Kind.OUT, text=text, by=by)
    Conversation.objects.filter(pk=conversation.pk).update(
        state=ConversationState.ANSWERED, waits_since=None, due_at=None, owner=by
    )
