"""Which provider the next window goes through: by weight among those whose breaker lets it.

A worker forks its children after importing everything. A connection that two processes share garbles both, so what is
kept here belongs to the process that made it, and a child makes its own.

The breakers are read once a second at most: that long it takes until traffic moves, and windows cost no statement.
"""

import logging
import os
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeGuard

from django.conf import settings
from django.utils.translation import gettext as _

from deliveries import breaker
from deliveries.breaker import PROBE_WINDOW, Condition
from deliveries.providers import ProviderSettings, configured, transport_of
from deliveries.states import BreakerState, DeliveryChannel
from deliveries.transports.base import ReportingTransport, Transport, TransportUnavailable

logger = logging.getLogger(__name__)

READ_EVERY = 1.0
NOTE_EVERY = 5.0


class Way(NamedTuple):
    """A provider to hand one window to. ``window``: at most so many messages, because it is only being tried.

    ``probe``: this worker's token for trying it; ``alone``: no other carries the channel; ``in_order``: nothing is
    known against it, so that a success need not be noted.
    """

    provider_id: int
    settings: ProviderSettings
    transport: Transport
    channel: str
    window: int | None = None
    probe: datetime | None = None
    alone: bool = False
    in_order: bool = True


class Reporter(NamedTuple):
    """A provider that reports, and the id under which its deliveries were recorded (``Delivery.sent_through``)."""

    provider_id: int
    transport: ReportingTransport


@dataclass(slots=True)
class _Process:
    """What this process keeps: its transports, the breakers as last read, whose turn it is, what it noted when."""

    transports: dict[ProviderSettings, Transport] = field(default_factory=dict)
    read: dict[tuple[ProviderSettings, ...], tuple[float, list[Condition]]] = field(default_factory=dict)
    credit: dict[int, float] = field(default_factory=dict)
    noted: dict[int, float] = field(default_factory=dict)

    def transport(self, provider: ProviderSettings) -> Transport:
        if provider not in self.transports:
            self.transports[provider] = transport_of(provider)
        return self.transports[provider]

    def conditions(self, named: tuple[ProviderSettings, ...]) -> tuple[float, list[Condition]]:
        """Return the breakers, and how many seconds ago they were read."""
        now = time.monotonic()
        kept = self.read.get(named)
        if kept is None or now - kept[0] > READ_EVERY:
            kept = self.read[named] = (now, breaker.conditions(named))
        return now - kept[0], kept[1]


_processes: dict[int, _Process] = {}


def way_for(channel: str, *, without: Collection[int] = ()) -> Way:
    """Choose the provider of the next window; ``without`` leaves out some by id (their rate is used up, say).

    Raise TransportUnavailable with what an operator would do, and ``retry_in``, when none may be used.
    """
    named = configured(channel)
    here = _here()
    if len(named) == 1:
        (known,) = here.conditions(named)[1]
        return _way(channel, named[0], known, alone=True)
    return _probe(channel, named, without) or _in_turn(channel, named, without)


def worked(way: Way) -> None:
    """Note that a window was handed over. Costs no statement while all is in order, but for one every few seconds."""
    here, now = _here(), time.monotonic()
    if way.in_order and not way.probe and now - here.noted.get(way.provider_id, -NOTE_EVERY) < NOTE_EVERY:
        return
    here.noted[way.provider_id] = now
    if not way.in_order or way.probe:
        here.read.clear()
    if breaker.worked(way.provider_id, probe=way.probe, alone=way.alone):
        logger.warning("provider %s is back", way.settings.name)


def failed(way: Way, error: TransportUnavailable) -> None:
    """Note that the transport raised ``error``; its ``retry_in`` becomes 0 where another provider can take over."""
    here = _here()
    here.read.clear()
    opened = breaker.failed(way.provider_id, str(error), probe=way.probe, alone=way.alone)
    if opened and not way.alone:
        logger.warning("provider %s is left out: %s", way.settings.name, error)
    others = here.conditions(configured(way.channel))[1]
    if any(known.closed and known.provider_id != way.provider_id for known in others):
        error.retry_in = 0.0


def unused(way: Way) -> None:
    """Note that nothing was handed over after all, so that another worker may try the provider."""
    if way.probe:
        _here().read.clear()
        breaker.give_back(way.provider_id, way.probe)


def reporting_transports() -> list[Reporter]:
    """Return the SMS providers that tell later what became of a message; none where the setting is missing or wrong."""
    try:
        named = configured(DeliveryChannel.SMS)
    except TransportUnavailable:
        return []
    here = _here()
    known = here.conditions(named)[1]
    transports = ((one.provider_id, here.transport(provider)) for provider, one in zip(named, known, strict=True))
    return [Reporter(pk, transport) for pk, transport in transports if _reports(transport)]


def forget() -> None:
    """Read everything anew: for tests, where the rows go away under a process that lives on."""
    _here().read.clear()
    _here().noted.clear()


def _here() -> _Process:
    return _processes.setdefault(os.getpid(), _Process())


def _reports(transport: Transport) -> TypeGuard[ReportingTransport]:
    return hasattr(transport, "poll")


def _way(channel: str, provider: ProviderSettings, known: Condition, *, alone: bool = False) -> Way:
    transport = _here().transport(provider)
    return Way(known.provider_id, provider, transport, channel, alone=alone, in_order=known.in_order)


def _probe(channel: str, named: tuple[ProviderSettings, ...], without: Collection[int]) -> Way | None:
    """Return the way of a provider that is due for being tried, if this worker wins the right to try it."""
    here = _here()
    ago, conditions = here.conditions(named)
    for provider, known in zip(named, conditions, strict=True):
        if known.closed or known.wait > ago or known.provider_id in without:
            continue
        here.read.clear()  # won or lost, it is no longer as it was
        probe = breaker.win_probe(known.provider_id)
        if probe:
            return _way(channel, provider, known)._replace(window=PROBE_WINDOW, probe=probe)
    return None


def _in_turn(channel: str, named: tuple[ProviderSettings, ...], without: Collection[int]) -> Way:
    ago, conditions = _here().conditions(named)
    usable = {
        known.provider_id: (provider, known)
        for provider, known in zip(named, conditions, strict=True)
        if known.closed and known.provider_id not in without
    }
    if not usable:
        raise _none_may(ago, conditions)
    chosen = _turn({pk: known.share(provider.weight) for pk, (provider, known) in usable.items()})
    return _way(channel, *usable[chosen])


def _turn(shares: Mapping[int, float]) -> int:
    """Give everybody their share and take from one: in a row of turns each comes as often as its share says, evenly."""
    credit = _here().credit
    for provider_id, share in shares.items():
        credit[provider_id] = credit.get(provider_id, 0.0) + share
    chosen = max(shares, key=lambda provider_id: credit[provider_id])
    credit[chosen] -= sum(shares.values())
    return chosen


def _none_may(ago: float, conditions: Sequence[Condition]) -> TransportUnavailable:
    """Say the trouble of the one that is tried next, and when."""
    away = [known for known in conditions if not known.closed]
    waits = [(_wait(known, ago), known.trouble) for known in away]
    retry_in, trouble = min(waits, default=(settings.DELIVERY_RETRY_SECONDS, ""))
    busy = _("No provider can take messages at present; sending goes on by itself.")
    return TransportUnavailable(trouble or busy, retry_in=retry_in)


def _wait(known: Condition, ago: float) -> float:
    """Return the seconds until it is worth asking again: one that is being tried is back long before its deadline."""
    wait = max(known.wait - ago, 0.0)
    return min(wait, settings.DELIVERY_RETRY_SECONDS) if known.state == BreakerState.PROBING else wait
