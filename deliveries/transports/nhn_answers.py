"""What NHN Cloud says, read into outcomes and reports. Nothing here speaks to the network."""

from collections.abc import Sequence
from typing import Any

from deliveries.states import DeliveryChannel, DeliveryState
from deliveries.transports.answers import NotAnAnswer, and_the_unnamed, as_object, as_objects, read_json
from deliveries.transports.base import Message, Outcome, Report
from deliveries.transports.nhn_codes import is_dead, state_at_intake
from deliveries.transports.references import Reference

REQUEST_FAILED = "3"

# ``msgStatus`` of a list and ``messageStatus`` of a webhook; what is not here is still under way.
_ENDS = {
    "0": DeliveryState.FAILED,
    "3": DeliveryState.DELIVERED,
    "4": DeliveryState.FAILED,  # cancelled before its time
    "5": DeliveryState.FAILED,  # taken for a repetition
    "6": DeliveryState.FAILED,  # held back as an advertisement
    "COMPLETED": DeliveryState.DELIVERED,
    "FAILED": DeliveryState.FAILED,
    "CANCEL": DeliveryState.FAILED,
    "DUPLICATED": DeliveryState.FAILED,
    "FAILED_AD": DeliveryState.FAILED,
}


class Refused(Exception):
    """The provider took nothing of the request; the text is its ``resultCode``."""


def intake_outcomes(body: bytes, messages: Sequence[Message]) -> list[Outcome]:
    """Read the answer to ``sender/sms`` or ``sender/mms``; a recipient it does not name is UNKNOWN.

    Raise Refused when it says that nothing was taken, and NotAnAnswer when it is no answer.
    """
    data = as_object(_body(body).get("data"))
    request_id, failed = data.get("requestId"), str(data.get("statusCode")) == REQUEST_FAILED
    if not isinstance(request_id, str) or not request_id:
        raise NotAnAnswer("no request id")
    by_reference = {message.reference: message.delivery_id for message in messages}
    named: dict[str, Outcome] = {}
    for item in as_objects(data.get("sendResultList")):
        reference = _reference(item)
        if reference in by_reference:
            named[reference] = _outcome(by_reference[reference], item, request_id, failed=failed)
    return and_the_unnamed(named, messages)


def listed_reports(body: bytes) -> tuple[list[tuple[str, Report]], int]:
    """Read a page of a search: (reference, report) of our messages, and how many messages all pages hold."""
    try:
        answer = _body(body)
    except Refused as error:
        raise NotAnAnswer(f"refused: {error}") from error
    total = answer.get("totalCount")
    if not isinstance(total, int):
        raise NotAnAnswer("a page without a total")
    found = ((_reference(item), _report(item)) for item in as_objects(answer.get("data") or []))
    return [(reference, report) for reference, report in found if report is not None], total


def webhook_reports(body: bytes) -> list[Report]:
    """Read a call of the webhook; raise ValueError when it is none.

    Other events than results (an 080 refusal, say) and messages of another system on the account are left out.
    """
    call = as_object(read_json(body))
    if not isinstance(call.get("event"), str):
        raise NotAnAnswer("a call without its event")
    if call["event"] != "MESSAGE_RESULT_UPDATE":
        return []
    reports = []
    for hook in as_objects(call.get("hooks")):
        event_id = hook.get("hookId")
        if not isinstance(event_id, str) or not 0 < len(event_id) <= 80:
            raise NotAnAnswer("a hook without its id")
        report = _report(hook, event_id=event_id)
        if report is not None:
            reports.append(report)
    return reports


def _body(body: bytes) -> dict[str, Any]:
    """Return the body of an answer whose header says that the request succeeded; raise Refused otherwise."""
    answer = as_object(read_json(body))
    header = as_object(answer.get("header"))
    if header.get("isSuccessful") is not True:
        raise Refused(_code(header) or "refused")
    return as_object(answer.get("body"))


def _outcome(delivery_id: int, item: dict[str, Any], request_id: str, *, failed: bool) -> Outcome:
    code = _code(item)
    state = state_at_intake(code)
    if failed and state == DeliveryState.ACCEPTED:
        state = DeliveryState.UNKNOWN  # the request failed and the recipient did not: the list will tell
    dead = state == DeliveryState.FAILED and is_dead(code)
    return Outcome(delivery_id, state, provider_id=_provider_id(request_id, item), code=code, dead_address=dead)


def _report(item: dict[str, Any], *, event_id: str = "") -> Report | None:
    reference = Reference.read(_reference(item))
    if reference is None:
        return None
    code = _code(item)
    state = _ENDS.get(str(item.get("msgStatus", item.get("messageStatus"))), DeliveryState.ACCEPTED)
    return Report(
        delivery_id=reference.delivery_id,
        state=state,
        provider_id=_provider_id(str(item.get("requestId") or ""), item),
        code=code,
        event_id=event_id,
        token=reference.token,
        dead_address=state == DeliveryState.FAILED and is_dead(code),
        final_channel=DeliveryChannel.SMS,
    )


def _provider_id(request_id: str, item: dict[str, Any]) -> str:
    """Name a message as the provider does: its request, and its place among the recipients."""
    return f"{request_id}:{item.get('recipientSeq')}"[:80]


def _reference(item: dict[str, Any]) -> str:
    # The manual's own example of a webhook spells the field wrongly, and its table rightly: take either.
    value = item.get("recipientGroupingKey") or item.get("recipientGropuingKey")
    return value if isinstance(value, str) else ""


def _code(item: dict[str, Any]) -> str:
    code = item.get("resultCode")
    return "" if code is None else str(code)[:60]
