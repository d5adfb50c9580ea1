"""Which transport serves a channel: one instance per process and channel, made from the settings.

A worker forks its children after importing everything. A connection that two processes share garbles both, so
an instance belongs to the process that made it, and a child makes its own.
"""

import os

from django.conf import settings
from django.utils.translation import gettext as _

from deliveries.transports.base import Transport, TransportUnavailable
from deliveries.transports.smtp import SmtpServer, SmtpTransport
from deliveries.transports.solapi import SolapiAccount, SolapiTransport
from residents.models import Channel

EMAIL_EXAMPLE = "smtp://user:password@mail.example.go.kr:25 (or smtps://, or smtp+tls://)"
SMS_EXAMPLE = "solapi://key:secret@api.solapi.com?from=0212345678"

_kept: dict[tuple[int, str, str], Transport] = {}


def transport_for(channel: str) -> Transport:
    """Return this process's transport of ``channel``; raise TransportUnavailable when it is not set up."""
    url = settings.SMS_URL if channel == Channel.SMS else settings.EMAIL_URL
    key = (os.getpid(), channel, url)
    if key not in _kept:
        _kept[key] = _sms(url) if channel == Channel.SMS else _email(url)
    return _kept[key]


def reporting_transport() -> SolapiTransport | None:
    """Return the transport that reports later what became of a message, or None where none is set up."""
    try:
        transport = transport_for(Channel.SMS)
    except TransportUnavailable:
        return None
    return transport if isinstance(transport, SolapiTransport) else None


def _email(url: str) -> SmtpTransport:
    try:
        return SmtpTransport(SmtpServer.from_url(url))
    except ValueError as error:
        raise _not_set_up("EMAIL_URL", url, EMAIL_EXAMPLE) from error


def _sms(url: str) -> SolapiTransport:
    try:
        return SolapiTransport(SolapiAccount.from_url(url))
    except ValueError as error:
        raise _not_set_up("SMS_URL", url, SMS_EXAMPLE) from error


def _not_set_up(setting: str, url: str, example: str) -> TransportUnavailable:
    """Say what is wrong without repeating the value, which may hold a password."""
    sentence = (
        _("The setting {setting} cannot be read; it looks like {example}.")
        if url
        else _("The setting {setting} is not set; it looks like {example}.")
    )
    return TransportUnavailable(sentence.format(setting=setting, example=example))
