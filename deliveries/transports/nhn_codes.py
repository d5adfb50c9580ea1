"""NHN Cloud's result codes: what each means, and what follows from it.

Held against the provider's manual (docs.nhncloud.com, Notification > SMS > result codes, June 2026). There are two
tables: what its API answers to a request (0 is taken, the others are negative), and what the carrier says of a
message (1000 is success). Codes of templates' and categories' management, of statistics, of attachments and of
sending abroad, none of which Sotong uses, are left out.
"""

from typing import NamedTuple

from deliveries.states import DeliveryState

TAKEN = "0"
ARRIVED = "1000"


class ApiCode(NamedTuple):
    """A line of the API's table. ``blames``: whom the refusal of a whole request concerns.

    ``refused``: the recipient wants no message.
    """

    meaning: str
    blames: str = "message"
    refused: bool = False


class CarrierCode(NamedTuple):
    """A line of the carriers' table. ``dead_address``: nobody will ever be reached there."""

    meaning: str
    dead_address: bool = False


# blames: a message of the request, the account, the sender number, the quota, the template, the request's form; or
# "nobody", when the provider failed at something, and it is open whether it had taken the messages before that.
API_CODES: dict[str, ApiCode] = {
    "0": ApiCode("taken"),
    "4": ApiCode("a parameter is not valid"),
    "-1000": ApiCode("not a valid app key", "account"),
    "-1001": ApiCode("no such app key", "account"),
    "-1002": ApiCode("the app key is no longer in use", "account"),
    "-1003": ApiCode("not a member of the project", "account"),
    "-1004": ApiCode("this address may not use the key", "account"),
    "-1005": ApiCode("not a valid search", "form"),
    "-1006": ApiCode("not a valid message type", "form"),
    "-1007": ApiCode("not a valid member", "account"),
    "-1008": ApiCode("the project is blocked", "account"),
    "-2000": ApiCode("not a valid date"),
    "-2001": ApiCode("no recipients"),
    "-2006": ApiCode("the template is of the other kind", "template"),
    "-2008": ApiCode("no such request"),
    "-2011": ApiCode("a search without its span of time", "form"),
    "-2014": ApiCode("title or text is empty"),
    "-2015": ApiCode("title or text is too long"),
    "-2016": ApiCode("more than 1,000 recipients"),
    "-2018": ApiCode("no recipient number"),
    "-2019": ApiCode("not a valid recipient number"),
    "-2021": ApiCode("the provider's queue failed", "nobody"),
    "-2022": ApiCode("a time in the past"),
    "-2023": ApiCode("characters that an SMS cannot carry"),
    "-2024": ApiCode("an LMS cannot go abroad"),
    "-2052": ApiCode("the organization's quota of the month is used up", "quota"),
    "-2107": ApiCode("not a valid template", "template"),
    "-2110": ApiCode("no such template", "template"),
    "-2111": ApiCode("not valid values for the template", "template"),
    "-2312": ApiCode("the sender number is not registered", "sender"),
    "-2313": ApiCode("the sender number is blocked", "sender"),
    "-4000": ApiCode("a search over more than a month", "form"),
    "-6001": ApiCode("the recipient refuses messages (080)", refused=True),
    "-9995": ApiCode("no such version of the API", "form"),
    "-9996": ApiCode("not application/json", "form"),
    "-9997": ApiCode("not JSON", "form"),
    "-9998": ApiCode("no such API", "form"),
    "-9999": ApiCode("system error", "nobody"),
}

CARRIER_CODES: dict[str, CarrierCode] = {
    "1000": CarrierCode("success"),
    "1001": CarrierCode("the server is busy"),
    "1002": CarrierCode("malformed recipient number"),
    "1003": CarrierCode("malformed sender number"),
    "1019": CarrierCode("its time to live was over"),
    "2000": CarrierCode("time ran out"),
    "2001": CarrierCode("lost in the radio network"),
    "2002": CarrierCode("lost between radio network and phone"),
    "2003": CarrierCode("the phone is switched off"),
    "2004": CarrierCode("the carrier's buffer for the phone is full"),
    "2005": CarrierCode("the phone is out of reach"),
    "2006": CarrierCode("deleted"),
    "2007": CarrierCode("a passing trouble of the phone"),
    "3000": CarrierCode("cannot be sent"),
    "3001": CarrierCode("no subscriber under this number", dead_address=True),
    "3002": CarrierCode("age check failed"),
    "3003": CarrierCode("malformed recipient number, or one that is not given out", dead_address=True),
    "3004": CarrierCode("the phone's contract is suspended"),
    "3005": CarrierCode("the phone is busy with a call"),
    "3006": CarrierCode("the phone refused"),
    "3007": CarrierCode("the phone cannot take callback addresses"),
    "3008": CarrierCode("another trouble of the phone"),
    "3009": CarrierCode("format error"),
    "3010": CarrierCode("the phone cannot take MMS"),
    "3011": CarrierCode("server error"),
    "3012": CarrierCode("taken for spam"),
    "3013": CarrierCode("service refused"),
    "3014": CarrierCode("something else"),
    "3015": CarrierCode("no route"),
    "3016": CarrierCode("the attachment is too large"),
    "3017": CarrierCode("malformed sender number by the rules against altered ones"),
    "3018": CarrierCode("the sender number is protected against use by others"),
    "3019": CarrierCode("the authorities blocked the sender number"),
    "E900": CarrierCode("another error of sending"),
    "E911": CarrierCode("an attachment without an extension"),
    "E913": CarrierCode("an empty attachment"),
    "E915": CarrierCode("the same message again"),
    "E919": CarrierCode("not at this hour, or sending again is forbidden"),
    "E999": CarrierCode("another error"),
}


def blames(code: str) -> str:
    """Return whom the refusal of a request with ``code`` concerns; a code that nobody knows blames a message."""
    known = API_CODES.get(code)
    return known.blames if known is not None else "message"


def state_at_intake(code: str) -> DeliveryState:
    """Return what becomes of one recipient of a request that was taken, by the result code beside it."""
    if code == TAKEN:
        return DeliveryState.ACCEPTED
    if code == "" or blames(code) == "nobody":
        return DeliveryState.UNKNOWN
    return DeliveryState.FAILED if blames(code) == "message" else DeliveryState.QUEUED


def suppression_reason(code: str) -> str:
    """Return why nothing more may go to the number: ``dead_address`` by a carrier's code, ``refused``, or nothing."""
    at_intake, reported = API_CODES.get(code), CARRIER_CODES.get(code)
    if at_intake is not None and at_intake.refused:
        return "refused"
    return "dead_address" if reported is not None and reported.dead_address else ""


def is_dead(code: str) -> bool:
    """Say whether ``code`` means that nothing more may go to this number."""
    return bool(suppression_reason(code))
