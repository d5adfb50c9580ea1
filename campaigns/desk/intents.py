"""What an SMS answers to an invitation: that somebody comes, or does not; everything else is for people to read.

Only a whole message that says nothing but that is understood. A question is never a registration: "신청 가능한가요?" is
left to a conversation, as is whatever else holds more than the words below.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

LONGEST = 40  # letters: whoever writes more says more
_JOIN = "(?:신청|신쳥|싱청|신챵|참가|참까|참석|참섭|참여|참어|등록|예약|접수)"
_CANCEL = "(?:취소|취쇼|치소|취수)"
_POLITE = (
    "(?:합니다|할게요|할께요|할래요|해요|해주세요|해줘요|해주십시오|하겠습니다|하겠어요|하고싶습니다|하고싶어요|"
    "부탁드립니다|부탁드려요|부탁합니다|부탁해요|원합니다|희망합니다|희망해요|희망|드립니다|드려요|함|이요|요)"
)
_COUNTED = {"한": 1, "혼자": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5}
_NUMBER = r"(?:(?P<{0}>\d{{1,2}}|한|두|세|네|다섯)(?:명|인|사람)|(?P<{0}word>혼자|둘|셋|넷)(?:이서|이)?)"
_YES = "(?:네|넵|예|저|저요|저도)?"
_JOINS = re.compile(
    rf"{_YES}(?:{_NUMBER.format('first')})?(?:모두|다|으로|이)?{_JOIN}(?:을|를)?(?:신청|등록|희망)?{_POLITE}{{0,3}}"
    rf"(?:{_NUMBER.format('last')}{_POLITE}?)?"
)
_CANCELS = re.compile(rf"(?:네|예|저)?(?:{_JOIN})?(?:을|를|한것|했던것)?{_CANCEL}(?:를|을)?{_POLITE}{{0,3}}")
_ACCEPTS = re.compile(r"(?:네|넵|예|수락|승낙|ok|okay|yes)(?:합니다|할게요|할께요|요)?")
_ASKS = re.compile(r"[?？]|나요|까요|까$|가요$|는지|할지|될지|되나|돼나|어떻|언제|어디|얼마|몇|뭐|무슨|무엇|왜|가능")
# What ends a word to one who writes on a phone; a mark of a question is none of it.
_NOISE = re.compile(r"[\s.,!~^;:ㅎㅋㅠㅜ\-…*'\"“”‘’()]+|[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]")


class Kind(Enum):
    JOIN = "join"
    CANCEL = "cancel"
    YES = "yes"  # taken only where something was offered


@dataclass(frozen=True, slots=True)
class Intent:
    """What was meant. ``seats`` of somebody who comes; ``is_plain`` where a word said so, not a number alone."""

    kind: Kind
    seats: int = 1
    is_plain: bool = True


def read(text: str) -> Intent | None:
    """Return what a message means; None where it is for people to read."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if len(folded) > LONGEST or _ASKS.search(folded):
        return None
    bare = _NOISE.sub("", folded)
    if bare in ("1", "1번"):
        return Intent(Kind.JOIN, is_plain=False)
    if _CANCELS.fullmatch(bare):
        return Intent(Kind.CANCEL)
    if _ACCEPTS.fullmatch(bare):
        return Intent(Kind.YES)
    if found := _JOINS.fullmatch(bare):
        return _join(found)
    return None


def _join(found: re.Match[str]) -> Intent | None:
    """Return how many come; None where the message says two numbers, or none that can be."""
    said = [word for word in found.groupdict().values() if word]
    if len(said) > 1:
        return None
    if not said:
        return Intent(Kind.JOIN)
    seats = int(said[0]) if said[0].isdecimal() else _COUNTED[said[0]]
    return Intent(Kind.JOIN, seats) if seats else None
