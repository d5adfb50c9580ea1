"""What a browser asked a code for: kept by the browser itself, sealed, in a cookie; the server stores nothing of it.

An address that somebody typed who never went on, perhaps another person's, so leaves no trace in a session.
"""

import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from residents.keyring import CannotDecrypt, keyring
from residents.models import Channel, Purpose

_MINUTES = 20  # for a code, for another one, and for typing it


@dataclass(frozen=True, slots=True)
class Asked:
    """An address of which somebody says that they read there; ``holder`` is the secret their code is bound to.

    ``resident``: whose new contact it shall be. ``again_at``: from when another code may be asked for, in seconds.
    """

    channel: Channel
    address: str
    next: str = ""
    resident: int = 0
    again_at: float = 0
    holder: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    made_at: float = field(default_factory=time.time)

    def sent(self, again_at: datetime) -> "Asked":
        """Return what to keep once a code was sent, of which another may be asked for from then on."""
        return replace(self, again_at=again_at.timestamp(), made_at=time.time())

    @property
    def seconds_left(self) -> int:
        """The seconds until another code may be asked for."""
        return max(0, round(self.again_at - time.time()))


def keep(response: HttpResponse, purpose: Purpose, asked: Asked) -> None:
    """Have the browser keep ``asked`` for a while, for one purpose."""
    token = keyring().encrypt(json.dumps(asdict(asked)), _context(purpose))
    response.set_cookie(
        _name(purpose),
        urlsafe_b64encode(token).decode(),
        max_age=_MINUTES * 60,
        path="/my/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def recall(request: HttpRequest, purpose: Purpose) -> Asked | None:
    """Return what this browser asked for, if that is not too long ago; whatever was altered is nothing."""
    try:
        text = keyring().decrypt(urlsafe_b64decode(request.COOKIES.get(_name(purpose), "")), _context(purpose))
        values = json.loads(text)
        asked = Asked(**{**values, "channel": Channel(values["channel"])})
    except (CannotDecrypt, ValueError, TypeError):  # altered, or made by another version
        return None
    return asked if asked.made_at > time.time() - _MINUTES * 60 else None


def forget(response: HttpResponse, purpose: Purpose) -> None:
    response.delete_cookie(_name(purpose), path="/my/")


def _name(purpose: Purpose) -> str:
    return f"asked_{purpose.value}"


def _context(purpose: Purpose) -> bytes:
    return f"asked {purpose.value}".encode()
