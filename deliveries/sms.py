"""Short messages as Korean carriers count them: bytes of cp949, and SMS or LMS by size.

An SMS holds 90 bytes; an LMS 2,000 and a subject of 40 (Solapi, status codes 1014 and 1031). The code page is
cp949, not ``euc_kr``: Python's ``euc_kr`` spells a syllable outside KS X 1001 in eight bytes, so that
'똠방각하 펲시' would count as 25 bytes where a phone gets 13. What cp949 cannot carry (emoji, the en dash) is
never replaced silently: such a message is not sent at all.
"""

from enum import StrEnum

SMS_BYTES = 90
LMS_BYTES = 2000
LMS_SUBJECT_BYTES = 40


class SmsKind(StrEnum):
    """What a message is charged and shown as; the values are the providers' words."""

    SMS = "SMS"
    LMS = "LMS"


class NotAnSms(ValueError):
    """The text cannot go out by SMS or LMS; ``code`` is ``not_cp949`` or ``too_long``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sms_size(text: str) -> int:
    """Return the bytes of ``text`` in cp949, a line break being one; raise NotAnSms where it cannot."""
    try:
        return len(_one_line_break(text).encode("cp949"))
    except UnicodeEncodeError as error:
        raise NotAnSms("not_cp949") from error


def unencodable(text: str) -> str:
    """Return the characters of ``text`` that cp949 cannot carry, each once, in their order."""
    return "".join(character for character in dict.fromkeys(text) if not _carried(character))


def sms_kind(text: str) -> SmsKind:
    """Return the kind that ``text`` needs; raise NotAnSms when neither will do."""
    size = sms_size(text)
    if size > LMS_BYTES:
        raise NotAnSms("too_long")
    return SmsKind.SMS if size <= SMS_BYTES else SmsKind.LMS


def lms_subject(subject: str) -> str:
    """Return ``subject`` on one line, cut to 40 bytes between characters; raise NotAnSms as ``sms_size``."""
    line = " ".join(subject.split())
    while sms_size(line) > LMS_SUBJECT_BYTES:
        line = line[:-1]
    return line.rstrip()


def without_origin(text: str) -> str:
    """Return a code's ``text`` without its last line, ``@host #123456``, where that alone makes an LMS of an SMS.

    With it phones offer the code only on that host's page (origin-bound one-time codes).
    """
    words, _, last = text.rpartition("\n")
    try:
        too_long = last.startswith("@") and sms_size(text) > SMS_BYTES >= sms_size(words)
    except NotAnSms:
        return text
    return words if too_long else text


def _one_line_break(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _carried(character: str) -> bool:
    try:
        character.encode("cp949")
    except UnicodeEncodeError:
        return False
    return True
