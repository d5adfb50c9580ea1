"""How the providers are, in words: by what their circuit breakers and the workers noted of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from deliveries import times
from deliveries.models import Provider
from deliveries.states import BreakerState, DeliveryChannel
from residents.models import Channel

SHAKY_FOR = timedelta(minutes=5)  # so long a trouble that is over is still worth a word
FORGOTTEN_AFTER = timedelta(minutes=1)  # nobody tries an open one while there is nothing to send
GONE_AFTER = timedelta(days=10)  # one that was not used for so long has left the settings, or is not missed


@dataclass(frozen=True, slots=True)
class ProviderHealth:
    """One provider: ``state`` is a sentence, ``tone`` the colour beside it, ``away`` that nothing goes through it."""

    name: str
    channel: str
    state: str
    tone: str
    away: bool
    trouble: str
    trouble_at: datetime | None
    worked_at: datetime | None
    retry_at: datetime | None
    failures: int


def provider_health(channels: Iterable[str] | None = None) -> list[ProviderHealth]:
    """Return the providers that have been used, of all channels or of these, those that are away first."""
    now = timezone.now()
    found = [
        provider
        for provider in Provider.objects.all()
        if (channels is None or provider.channel in _carriers(channels)) and not _is_gone(provider, now)
    ]
    alone = {channel for channel in Channel.values if sum(one.channel == channel for one in found) == 1}
    known = [_health(provider, now, alone=provider.channel in alone) for provider in found]
    return sorted(known, key=lambda one: (not one.away, one.tone == "success"))


def _carriers(channels: Iterable[str] | None) -> set[str]:
    """알림톡 goes through the gateways of SMS."""
    return {Channel.SMS if channel == DeliveryChannel.ALIMTALK else channel for channel in channels or ()}


def _is_gone(provider: Provider, now: datetime) -> bool:
    times_known = [at for at in (provider.worked_at, provider.trouble_at) if at is not None]
    return bool(times_known) and now - max(times_known) > GONE_AFTER


def _health(provider: Provider, now: datetime, *, alone: bool) -> ProviderHealth:
    state, tone = _state(provider, now)
    kind = _("Mail server") if provider.channel == Channel.EMAIL else _("SMS gateway")
    named = kind if alone else _("%(kind)s “%(name)s”") % {"kind": kind, "name": provider.name}
    return ProviderHealth(
        name=provider.name,
        channel=provider.channel,
        state=_("%(provider)s: %(state)s") % {"provider": named, "state": state},
        tone=tone,
        away=provider.breaker != BreakerState.CLOSED,
        trouble=provider.trouble if tone != "success" else "",
        trouble_at=provider.trouble_at,
        worked_at=provider.worked_at,
        retry_at=provider.retry_at,
        failures=provider.failures,
    )


def _state(provider: Provider, now: datetime) -> tuple[str, str]:
    if provider.breaker == BreakerState.PROBING:
        return _("being tried again"), "warning"
    if provider.breaker == BreakerState.OPEN:
        seconds = (provider.retry_at - now).total_seconds() if provider.retry_at else 0
        if seconds < -FORGOTTEN_AFTER.total_seconds():
            return _("no answer last time; tried again with the next message"), "warning"
        if seconds < 1:
            return _("no answer; about to be tried again"), "danger"
        return _("no answer; tried again in %(duration)s") % {"duration": times.duration(seconds)}, "danger"
    if provider.failures:
        return _("answers, but not always"), "warning"
    if provider.worked_at is None:
        return _("not used yet"), "waiting"
    if provider.trouble_at and provider.trouble_at > max(provider.worked_at, now - SHAKY_FOR):
        return _("answers, but not always"), "warning"
    return _("in order"), "success"
