"""What stops every command because it would fail later, and what ``check --deploy`` warns a real installation of."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from deliveries.providers import SETTINGS, configured
from deliveries.signing import BadSigningKey, signer
from deliveries.transports.base import TransportUnavailable
from notices.types import NOTICE_TYPES


@register()
def alimtalk_templates_are_of_notice_types(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a misspelt notice type, whose notices would silently go out by SMS."""
    unknown = settings.ALIMTALK_TEMPLATES.keys() - NOTICE_TYPES.keys()
    return [Error(f"ALIMTALK_TEMPLATES names no notice type: {name}.", id="sotong.E002") for name in sorted(unknown)]


@register(Tags.security, deploy=True)
def addresses_are_real(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of what would put a loopback address into residents' messages, or leave no way out."""
    warnings: list[CheckMessage] = []
    if not settings.SITE_URL.startswith("https://"):
        warnings.append(Warning("SITE_URL is not an https address: it stands in every message.", id="sotong.W001"))
    if not settings.EMAIL_URL or not settings.SMS_URL:
        warnings.append(Warning("EMAIL_URL or SMS_URL is not set: batches will wait.", id="sotong.W002"))
    if not settings.HOOK_SECRET:
        warnings.append(Warning("HOOK_SECRET is not set: the provider cannot report.", id="sotong.W003"))
    return warnings


@register(Tags.security)
def email_can_be_signed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a DKIM key or domain that cannot sign, before any message needs it."""
    try:
        signer()
    except BadSigningKey as error:
        return [Error(str(error), id="sotong.E003")]
    return []


@register(Tags.security, deploy=True)
def providers_can_be_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of an entry in EMAIL_URL or SMS_URL that keeps a whole channel waiting."""
    warnings: list[CheckMessage] = []
    for channel, setting in SETTINGS.items():
        try:
            configured(channel)
        except TransportUnavailable as error:
            if getattr(settings, setting):
                warnings.append(Warning(str(error), id="sotong.W004"))
    return warnings
