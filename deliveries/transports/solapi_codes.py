"""Solapi's status codes: what each means, and whether the same message could still go out later.

Held against the provider's manual (docs.solapi.com/api-reference/message-status-codes): 1xxx is refused at
intake, 2000 and 3000 are pending, other 2xxx failed within the platform, other 3xxx at the carrier, 4000 is
complete. Codes of image messages and of 친구톡, which Sotong does not send, are left out.

``temporary`` matters at intake only: a message refused for such a reason is tried again, and a channel or template
named wrongly in the settings (1041, 1042) can be mended meanwhile. What a carrier reports after its own trying (3040
and the like) is final, whatever its reason.

``suppress`` is why nothing more is sent to the number: nobody has it (3032), or its owner refused (1061, 2061).
Nothing temporary ever says so, and neither does a number that is only written wrongly.
"""

from typing import NamedTuple

from deliveries.states import DeliveryState

PENDING = frozenset({"2000", "3000"})
COMPLETE = "4000"


class StatusCode(NamedTuple):
    """One line of the manual."""

    meaning: str
    temporary: bool = False
    suppress: str = ""


CODES: dict[str, StatusCode] = {
    "1010": StatusCode("a required value is missing"),
    "1011": StatusCode("format error"),
    "1013": StatusCode("an SMS has no subject"),
    "1014": StatusCode("the subject is longer than 40 bytes"),
    "1020": StatusCode("no such account, or a wrong password", temporary=True),
    "1021": StatusCode("no such message"),
    "1022": StatusCode("no such group"),
    "1024": StatusCode("server error", temporary=True),
    "1025": StatusCode("no such message type"),
    "1026": StatusCode("the same number twice in one request"),
    "1027": StatusCode("not UTF-8"),
    "1028": StatusCode("control characters"),
    "1029": StatusCode("characters outside EUC-KR"),
    "1030": StatusCode("the account's balance is too low", temporary=True),
    "1031": StatusCode("longer than its type allows"),
    "1032": StatusCode("a custom field that is too long or no string"),
    "1033": StatusCode("only an 알림톡 has options of Kakao"),
    "1041": StatusCode("no such Kakao channel", temporary=True),
    "1042": StatusCode("no such 알림톡 template", temporary=True),
    "1043": StatusCode("the text differs from the 알림톡 template"),
    "1044": StatusCode("malformed button"),
    "1045": StatusCode("malformed address of a button"),
    "1046": StatusCode("the 알림톡 template has buttons"),
    "1047": StatusCode("the 알림톡 template has no buttons"),
    "1058": StatusCode("no route", temporary=True),
    "1060": StatusCode("blocked number"),
    "1061": StatusCode("the recipient refuses messages (080)", suppress="refused"),
    "1062": StatusCode("the sender number is not registered"),
    "1064": StatusCode("blocked after a report to KISA"),
    "2000": StatusCode("taken, on its way to the carrier"),
    "2011": StatusCode("format error"),
    "2024": StatusCode("server error", temporary=True),
    "2060": StatusCode("blocked number"),
    "2061": StatusCode("the recipient refuses messages (080)", suppress="refused"),
    "2062": StatusCode("the sender number is not registered"),
    "2063": StatusCode("blocked account"),
    "2064": StatusCode("blocked after a report to KISA"),
    "2230": StatusCode("the account's balance is too low", temporary=True),
    "2254": StatusCode("taken for spam by the platform"),
    "3000": StatusCode("with the carrier, report awaited"),
    "3010": StatusCode("malformed number"),
    "3011": StatusCode("format error"),
    "3012": StatusCode("error of a partner's server", temporary=True),
    "3013": StatusCode("malformed sender number"),
    "3014": StatusCode("unknown state"),
    "3024": StatusCode("server error", temporary=True),
    "3031": StatusCode("cannot be sent"),
    "3032": StatusCode("no subscriber under this number", suppress="dead_address"),
    "3040": StatusCode("time ran out", temporary=True),
    "3041": StatusCode("the phone is busy", temporary=True),
    "3042": StatusCode("the phone is out of reach", temporary=True),
    "3043": StatusCode("the phone is switched off", temporary=True),
    "3044": StatusCode("the phone's memory is full", temporary=True),
    "3045": StatusCode("the phone's contract is suspended", temporary=True),
    "3046": StatusCode("another trouble of the phone", temporary=True),
    "3047": StatusCode("the phone refused"),
    "3048": StatusCode("unknown code"),
    "3050": StatusCode("the phone cannot take SMS"),
    "3051": StatusCode("the number cannot be called at present", temporary=True),
    "3052": StatusCode("deleted by the carrier's operator"),
    "3053": StatusCode("the carrier's queue is full", temporary=True),
    "3054": StatusCode("taken for spam"),
    "3055": StatusCode("taken for spam: the number is listed at nospam.or.kr"),
    "3056": StatusCode("lost in the radio network", temporary=True),
    "3057": StatusCode("lost between radio network and phone", temporary=True),
    "3058": StatusCode("no route", temporary=True),
    "3059": StatusCode("altered sender number"),
    "3060": StatusCode("age check failed"),
    "3101": StatusCode("Kakao does not know the sender's key"),
    "3102": StatusCode("the recipient is no friend of the Kakao channel"),
    "3103": StatusCode("Kakao found the text to differ from the template"),
    "3104": StatusCode("no KakaoTalk under this number"),
    "3105": StatusCode("Kakao does not know the template"),
    "3106": StatusCode("Kakao does not know the channel"),
    "3107": StatusCode("KakaoTalk unused for 72 hours, or 알림톡 blocked by the recipient"),
    "3108": StatusCode("not at this hour of the day", temporary=True),
    "4000": StatusCode("complete"),
}


def state_at_intake(code: str) -> DeliveryState:
    """Return what becomes of a message that the intake answered with ``code``."""
    if code in PENDING or code == COMPLETE:
        return DeliveryState.ACCEPTED
    known = CODES.get(code)
    return DeliveryState.QUEUED if known is not None and known.temporary else DeliveryState.FAILED


def state_reported(code: str) -> DeliveryState:
    """Return what ``code`` says in a report; a code of no known class says no more than that it was taken."""
    if code == COMPLETE:
        return DeliveryState.DELIVERED
    if code in PENDING or not (len(code) == 4 and code.isdecimal() and code[0] in "123"):
        return DeliveryState.ACCEPTED
    return DeliveryState.FAILED


def dead_address(code: str) -> bool:
    """Say whether ``code`` means that nothing more may go to this number."""
    return bool(suppression_reason(code))


def suppression_reason(code: str) -> str:
    """Return why nothing more may go to the number: ``dead_address``, ``refused``, or nothing."""
    known = CODES.get(code)
    return known.suppress if known else ""
