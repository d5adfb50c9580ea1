"""The contract of a transport: what it is given, what it answers, and how it says that it cannot.

``send`` yields one outcome per message it got an answer for, in any order, as soon as it knows. It raises
``TransportUnavailable`` when the provider cannot be reached: messages without an outcome were then certainly not
sent. A message whose answer never came gets an UNKNOWN outcome, which is not the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from deliveries.states import DeliveryState


@dataclass(frozen=True, slots=True)
class Message:
    """One rendered message. ``reference`` is ours and repeatable: a second attempt carries the same one."""

    delivery_id: int
    reference: str
    address: str
    subject: str
    text: str
    html: str = ""
    list_id: str = ""
    unsubscribe_url: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message.

    ``state``: ACCEPTED (the provider took it), FAILED (it never will), QUEUED (not now: try again), UNKNOWN (the
    answer never came). ``code`` is the provider's own.
    """

    delivery_id: int
    state: DeliveryState
    provider_id: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider says later about a message: DELIVERED, BOUNCED, FAILED, or still ACCEPTED."""

    delivery_id: int
    state: DeliveryState
    provider_id: str = ""
    code: str = ""
    event_id: str = ""


class TransportUnavailable(Exception):
    """The provider cannot be reached or is not set up; the text says what an operator would do about it."""


class Transport(Protocol):
    """A provider. Instances keep their connection and belong to one process."""

    def send(self, batch: Sequence[Message]) -> Iterator[Outcome]:
        """Hand over ``batch``; see the module for what is yielded and raised."""
        ...

    def close(self) -> None:
        """Let go of the connection; the next ``send`` makes a new one."""
        ...


class ReportingTransport(Transport, Protocol):
    """A provider that tells later what became of a message, and can be asked."""

    def poll(self, references: Sequence[str], *, since: datetime | None = None) -> Iterator[Report]:
        """Ask what became of the messages with these references; yield a report for each that the provider knows.

        ``since``: when the earliest of them may have been sent, so that the provider need not look further back.
        """
        ...

    def parse_webhook(self, body: bytes) -> list[Report]:
        """Read a call of the provider; raise ValueError when it is not one."""
        ...
