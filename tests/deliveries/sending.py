"""A dispatch of a few deliveries, and a transport that answers as it is told, for tests of the engine."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from deliveries import dispatches, routing
from deliveries.content import place
from deliveries.models import Chunk, Content, Delivery, Dispatch
from deliveries.planning import plan
from deliveries.sources import register_source
from deliveries.states import DeliveryState
from deliveries.transports.base import Message, Outcome
from residents.models import ContactPoint, Resident


def answer_by(transport: object, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Let ``transport`` stand for the only provider of each channel."""
    settings.EMAIL_URL, settings.SMS_URL = "smtp://127.0.0.1:1", "solapi://key:secret@127.0.0.1:2?from=0200005000"
    monkeypatch.setattr(routing, "transport_of", lambda provider: transport)
    monkeypatch.setattr(routing, "_processes", {})


class Names:
    """A source whose only value is a name, missing for whom the test says."""

    missing: frozenset[int] = frozenset()

    def values_for(self, dispatch_id: int, recipients: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
        return {pk: {"name": f"person {pk}"} for pk in recipients if pk not in self.missing}


register_source("tests", Names())


@dataclass
class Answering:
    """A transport: ``answer`` gives the outcome of each message, or raises."""

    answer: Callable[[Message], Outcome] = lambda message: Outcome(message.delivery_id, DeliveryState.ACCEPTED)
    sent: list[Message] = field(default_factory=list)

    def send(self, batch: Sequence[Message]) -> Iterator[Outcome]:
        for message in batch:
            outcome = self.answer(message)
            self.sent.append(message)
            yield outcome

    def close(self) -> None:
        return None


def dispatch_to(residents: Sequence[Resident], *, channel: str = "email", statutory: bool = True) -> Dispatch:
    """Plan a dispatch to ``residents`` over one channel, and start it."""
    dispatch = Dispatch.objects.create(
        title="A notice", source="tests", service="local_tax", required_consents=1, statutory=statutory
    )
    Content.objects.create(
        dispatch=dispatch, channel=channel, subject=f"To {place('name')}", text=f"Dear {place('name')}"
    )
    ids = [resident.pk for resident in residents]
    plan(
        dispatch,
        "SELECT channel, resident_id, resident_id, id FROM residents_contactpoint"
        " WHERE resident_id = ANY(%(ids)s) AND channel = %(channel)s",
        {"ids": ids, "channel": channel},
    )
    dispatches.submit(dispatch, by=None)
    dispatches.schedule(dispatch, at=dispatch.created_at, by=None)
    dispatches.start(dispatch)
    return dispatch


def states(dispatch: Dispatch) -> list[tuple[str, str]]:
    """Return (state, code) of the deliveries, in their order."""
    return list(Delivery.objects.filter(dispatch=dispatch).order_by("id").values_list("state", "code"))


def chunk_of(dispatch: Dispatch) -> Chunk:
    return Chunk.objects.get(dispatch=dispatch)


def contact_of(resident: Resident, channel: str = "email") -> ContactPoint:
    return resident.contacts.get(channel=channel)
