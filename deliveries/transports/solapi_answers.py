"""What Solapi says, read into outcomes and reports. Nothing here speaks to the network."""

from collections.abc import Iterable, Sequence
from typing import Any

from deliveries.states import DeliveryChannel
from deliveries.transports.answers import NotAnAnswer, and_the_unnamed, as_object, as_objects, read_json
from deliveries.transports.base import Message, Outcome, Report
from deliveries.transports.references import Reference
from deliveries.transports.solapi_codes import dead_address, state_at_intake, state_reported

# The channel over which a message of this type went out; a replaced 알림톡 bears the type of what replaced it.
_CHANNELS = {
    "ATA": DeliveryChannel.ALIMTALK,
    "SMS": DeliveryChannel.SMS,
    "LMS": DeliveryChannel.SMS,
    "MMS": DeliveryChannel.SMS,
}


def intake_outcomes(body: bytes, messages: Sequence[Message]) -> list[Outcome]:
    """Read the answer to ``send-many/detail``; a message it does not name is UNKNOWN. Raise NotAnAnswer."""
    answer = as_object(read_json(body))
    named: dict[str, Outcome] = {}
    by_reference = {message.reference: message.delivery_id for message in messages}
    for item in (*_items(answer.get("messageList")), *_items(answer.get("failedMessageList"))):
        reference = _reference(item)
        if reference in by_reference:
            named[reference] = _outcome(by_reference[reference], item)
    return and_the_unnamed(named, messages)


def listed_reports(body: bytes) -> tuple[list[tuple[str, Report]], str | None]:
    """Read a page of ``messages/v4/list``: (reference, report) of our messages, and the next page's key."""
    answer = as_object(read_json(body))
    found = []
    for item in _items(answer.get("messageList")):
        report = _report(item)
        if report is not None:
            found.append((_reference(item), report))
    key = answer.get("nextKey")
    return found, key if isinstance(key, str) else None


def webhook_reports(body: bytes) -> list[Report]:
    """Read a call of the message report webhook; raise ValueError when it is not a JSON array of events.

    Messages that are not ours (another system on the same account) are left out.
    """
    events = read_json(body)
    if not isinstance(events, list):
        raise NotAnAnswer("not an array of events")
    reports = []
    for event in map(as_object, events):
        event_id = event.get("eventDataId")
        if not isinstance(event_id, str) or not 0 < len(event_id) <= 80:
            raise NotAnAnswer("an event without its id")
        report = _report(as_object(event.get("data")), event_id=event_id)
        if report is not None:
            reports.append(report)
    return reports


def error_code(body: bytes) -> str:
    """Return the provider's ``errorCode`` of a refusal, or nothing when there is none."""
    try:
        return str(as_object(read_json(body)).get("errorCode", ""))
    except NotAnAnswer:
        return ""


def _outcome(delivery_id: int, item: dict[str, Any]) -> Outcome:
    code = _code(item)
    return Outcome(
        delivery_id, state_at_intake(code), provider_id=_provider_id(item), code=code, dead_address=dead_address(code)
    )


def _report(item: dict[str, Any], *, event_id: str = "") -> Report | None:
    reference = Reference.read(_reference(item))
    if reference is None:
        return None
    code = _code(item)
    return Report(
        delivery_id=reference.delivery_id,
        state=state_reported(code),
        provider_id=_provider_id(item),
        code=code,
        event_id=event_id,
        token=reference.token,
        dead_address=dead_address(code),
        final_channel=_final_channel(item),
    )


def _final_channel(item: dict[str, Any]) -> str:
    """Return over which channel a message went out in the end; nothing where the provider does not say."""
    if item.get("replacement"):  # what replaces an 알림톡 is an SMS or LMS, whatever ``type`` still says
        return DeliveryChannel.SMS
    return _CHANNELS.get(str(item.get("type") or "").upper(), "")


def _items(value: Any) -> Iterable[dict[str, Any]]:
    """Return the objects of a list, or of an object keyed by message id: the provider uses both."""
    if value is None:
        return ()
    if isinstance(value, dict):
        value = [{"messageId": key, **item} for key, item in value.items() if isinstance(item, dict)]
    return as_objects(value)


def _reference(item: dict[str, Any]) -> str:
    fields = item.get("customFields")
    value = fields.get("reference") if isinstance(fields, dict) else None
    return value if isinstance(value, str) else ""


def _code(item: dict[str, Any]) -> str:
    return str(item.get("statusCode") or "")[:60]


def _provider_id(item: dict[str, Any]) -> str:
    return str(item.get("messageId") or "")[:80]
