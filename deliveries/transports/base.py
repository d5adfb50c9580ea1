"""The contract of a transport: what it is given, what it answers, and how it says that it cannot.

``send`` yields one outcome per message it got an answer for, in any order, as soon as it knows. It raises
``TransportUnavailable`` when the provider cannot be reached: messages without an outcome were then certainly not
sent. A message whose answer never came gets an UNKNOWN outcome, which is not the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NamedTuple, Protocol

from deliveries.content import CompiledContent, Values
from deliveries.states import DeliveryState

_NO_VALUES: Values = {}


class Message(NamedTuple):
    """One message to be rendered: a content, and one recipient's values for its places.

    ``reference`` is ours and repeatable: a second attempt carries the same one. A transport may compile the content
    once for many messages; ``subject``, ``text`` and ``html`` render it for this one.
    """

    delivery_id: int
    reference: str
    address: str
    content: CompiledContent
    values: Values = _NO_VALUES
    list_id: str = ""
    unsubscribe_url: str = ""
    in_reply_to: str = ""  # the Message-ID that an email answers

    @property
    def subject(self) -> str:
        return self.content.subject.render(self.values)

    @property
    def text(self) -> str:
        return self.content.text.render(self.values)

    @property
    def html(self) -> str:
        return self.content.html.render(self.values) if self.content.html else ""

    @property
    def template_values(self) -> Mapping[str, str]:
        """The variables of an 알림톡 template, as in ``{"#{이름}": "홍길동"}``."""
        return {name: text.render(self.values) for name, text in self.content.template_values.items()}


class Outcome(NamedTuple):
    """What became of one message.

    ``state``: ACCEPTED (the provider took it), FAILED (it never will), QUEUED (not now: try again), UNKNOWN (the
    answer never came). ``code`` is the provider's own. ``dead_address`` says that nobody can be reached there ever:
    the address is suppressed.
    """

    delivery_id: int
    state: DeliveryState
    provider_id: str = ""
    code: str = ""
    dead_address: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider says later about a message: DELIVERED, BOUNCED, FAILED, or still ACCEPTED.

    ``token``: where the report came with our whole reference, it holds only for the dispatch with this token.
    ``final_channel`` is the channel over which it arrived, where the provider fell back to another one.
    """

    delivery_id: int
    state: DeliveryState
    provider_id: str = ""
    code: str = ""
    event_id: str = ""
    token: str = ""
    dead_address: bool = False
    final_channel: str = ""


class TransportUnavailable(Exception):
    """The provider cannot be reached or is not set up; the text says what an operator would do about it.

    ``retry_in``: the seconds after which it is worth trying again, where they are known.
    """

    def __init__(self, *said: object, retry_in: float | None = None) -> None:
        super().__init__(*said)
        self.retry_in = retry_in


class Transport(Protocol):
    """A provider. Instances keep their connection and belong to one process."""

    def send(self, batch: Sequence[Message]) -> Iterator[Outcome]:
        """Hand over ``batch``; see the module for what is yielded and raised."""
        ...

    def close(self) -> None:
        """Let go of the connection; the next ``send`` makes a new one."""
        ...


class ReportingTransport(Transport, Protocol):
    """A provider that tells later what became of a message, and can be asked.

    ``name`` keeps its events apart from those of other providers, who may use the same ids.
    """

    name: ClassVar[str]

    def ask(self, provider_ids: Sequence[str]) -> Iterator[Report]:
        """Ask after messages by the provider's own ids; yield a report for each that it knows."""
        ...

    def poll(self, references: Sequence[str], *, since: datetime | None = None) -> Iterator[Report]:
        """Ask what became of the messages with these references; yield a report for each that the provider knows.

        ``since``: when the earliest of them may have been sent, so that the provider need not look further back.
        When this ends without an error, the provider has none of the messages that were not yielded.
        """
        ...

    def parse_webhook(self, body: bytes) -> list[Report]:
        """Read a call of the provider; raise ValueError when it is not one."""
        ...
