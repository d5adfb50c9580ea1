"""What the law asks of a message: the label, the sender, the way out, the night and the consent (정보통신망법 제50조).

The machine adds label and line, so that nobody can forget them; a text that has one already does not get two. Quiet
hours and the consent to news hold for all news, not only for what the law means
(docs/decisions/0025-what-every-news-keeps.md).
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from deliveries.states import DeliveryChannel
from residents.consent import mask_of
from residents.models import ConsentKind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SERVICE = "events"
LABEL = "(광고)"
BY_REPLY = "'수신거부'라고 답장"
# In any brackets, with any spaces or marks between its letters: what is meant to be the label is no part of the text.
_LABELLED = re.compile(r"^\s*[(（\[［<〈【]\s*광\s*[./·ㆍ-]?\s*고\s*[)）\]］>〉】]\s*")
_WAY_OUT = re.compile(r"^\s*[\[(]?\s*(?:무료\s*)?(?:수신\s*)?거부\b.*$|^\s*[\[(]?\s*무료\s*수신\s*거부.*$")
# Words that stand in advertisements of paid courses and shows; “원” with a number before it only.
_SOUNDS = re.compile(
    r"할인|특가|유료|수강료|참가비|이용료|입장료|관람료|회비|쿠폰|경품|사은품|판매|구매|분양|최저가|무료\s*체험"
    r"|\d[\d,]*\s*(?:천|만|백만)?\s*원(?!탁|형|서|본|하|활|고)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that holds, in words, and where it stands; what the office holds to by itself stands nowhere."""

    text: "StrPromise"
    statute: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for an advertisement, or for news that are none."""

    is_advertisement: bool
    label: str
    opt_out_line: str  # the last line of an SMS
    consents: frozenset[ConsentKind]
    channels: tuple[DeliveryChannel, ...]
    always_second_person: bool
    in_words: tuple[Rule, ...]
    service: str = SERVICE
    quiet_hours: bool = True

    @property
    def required_consents(self) -> int:
        return mask_of(self.consents)


def rules_of(is_advertisement: bool | None) -> Rules:
    """Return the rules; whoever has not said whether it is an advertisement is shown the stricter ones."""
    return _information() if is_advertisement is False else _advertisement()


# News rest on the consent to promotional messages, whether they are advertisements or not (``offered_services``).
_CONSENTS = frozenset({ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL})


def _advertisement() -> Rules:
    phone = settings.OPT_OUT_PHONE
    return Rules(
        is_advertisement=True,
        label=LABEL,
        opt_out_line=f"무료수신거부 {phone} 또는 {BY_REPLY}" if phone else f"수신거부: {BY_REPLY}",
        consents=_CONSENTS,
        channels=(DeliveryChannel.EMAIL, DeliveryChannel.SMS),
        always_second_person=True,
        in_words=(
            Rule(_("Only those who consented to promotional messages get it."), "정보통신망법 제50조 제1항"),
            Rule(
                _("SMS and the subject of the email begin with “(광고)” and the sender’s name."),
                "정보통신망법 제50조 제4항, 시행령 제61조 [별표 6]",
            ),
            Rule(
                _("The SMS ends with the number for opting out free of charge, the email with a link."),
                "정보통신망법 제50조 제4항·제6항",
            ),
            Rule(
                _("The email ends with the office’s name, email and postal address, and with whom to ask."),
                "정보통신망법 제50조 제4항, 시행령 제61조 [별표 6]",
            ),
            Rule(_("No SMS from 21:00 to 8:00; email may go at any time."), "정보통신망법 제50조 제3항"),
            Rule(_("Not by 알림톡: that is for information only."), "카카오 알림톡 심사 기준"),
            Rule(_("A second person approves it, however few people get it.")),
        ),
    )


def _information() -> Rules:
    phone = settings.OPT_OUT_PHONE
    return Rules(
        is_advertisement=False,
        label="",
        opt_out_line=f"수신거부 {phone}" if phone else f"수신거부: {BY_REPLY}",
        consents=_CONSENTS,
        channels=(DeliveryChannel.ALIMTALK, DeliveryChannel.SMS, DeliveryChannel.EMAIL),
        always_second_person=False,
        in_words=(
            Rule(_("Only those who consented to promotional messages get it."), "개인정보 보호법 제22조"),
            Rule(_("Every message says how to opt out.")),
            Rule(_("No SMS or 알림톡 from 21:00 to 8:00; email may go at any time.")),
        ),
    )


def sender() -> str:
    return f"{settings.DISTRICT_NAME}청"


def subject_under(rules: Rules, subject: str) -> str:
    """Return the subject with the label and the sender's name at its beginning, each once."""
    return f"{rules.label}{' ' if rules.label else ''}[{sender()}] {bare(subject)}"


def sms_under(rules: Rules, text: str, *, contact: str = "", last: tuple[str, ...] = ()) -> str:
    """Return the text of an SMS from its label to its way out; ``last``: lines that stand before that.

    An advertisement names the sender's contact as well (시행령 제61조 [별표 6]).
    """
    lines = [f"{rules.label}[{sender()}] {without_way_out(bare(text))}", *last]
    if rules.is_advertisement and contact and contact not in lines[0]:
        lines.append(f"문의 {contact}")
    return "\n".join([*lines, rules.opt_out_line])


def bare(text: str) -> str:
    """Return ``text`` without a label and a sender's name at its beginning."""
    text = _LABELLED.sub("", text.strip())
    for name in (f"[{sender()}]", f"［{sender()}］"):
        text = text.removeprefix(name).lstrip()
    return _LABELLED.sub("", text)


def without_way_out(text: str) -> str:
    """Return ``text`` without lines about opting out at its end."""
    lines = text.rstrip().split("\n")
    while len(lines) > 1 and (_WAY_OUT.match(lines[-1]) or not lines[-1].strip()):
        lines.pop()
    return "\n".join(lines)


def is_labelled(text: str) -> bool:
    """Tell whether a text calls itself an advertisement."""
    return bool(_LABELLED.match(text))


def sounds_like_an_advertisement(*texts: str) -> list[str]:
    """Return the words of ``texts`` that stand in advertisements, each once, in their order."""
    found = (match.group().strip() for text in texts for match in _SOUNDS.finditer(text))
    return list(dict.fromkeys(found))
