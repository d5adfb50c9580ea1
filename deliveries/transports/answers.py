"""Reading what a provider answers: nothing here speaks to the network, and nothing is believed that is not there."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from deliveries.states import DeliveryState
from deliveries.transports.base import Message, Outcome


class NotAnAnswer(ValueError):
    """The body is not what the provider documents."""


def read_json(body: bytes) -> Any:
    """Return what ``body`` holds as JSON; raise NotAnAnswer when it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAnAnswer("not JSON") from error


def as_object(value: Any) -> dict[str, Any]:
    """Return ``value``; raise NotAnAnswer when it is not a JSON object."""
    if not isinstance(value, dict):
        raise NotAnAnswer("not an object")
    return value


def as_objects(value: Any) -> Iterable[dict[str, Any]]:
    """Return the objects of a list; raise NotAnAnswer when it is none, or one of them is something else."""
    if not isinstance(value, list):
        raise NotAnAnswer("not a list")
    return [as_object(item) for item in value]


def and_the_unnamed(named: dict[str, Outcome], messages: Sequence[Message]) -> list[Outcome]:
    """Return the outcomes by reference, and UNKNOWN for each message that the answer does not name."""
    return [
        *named.values(),
        *(
            Outcome(message.delivery_id, DeliveryState.UNKNOWN, code="not_in_answer")
            for message in messages
            if message.reference not in named
        ),
    ]
