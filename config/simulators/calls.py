"""Calling a webhook, as a gateway does."""

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

SECONDS = 10.0


def post(url: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Post JSON and tell whether the receiver answered 2xx."""
    parts = urlsplit(url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = connect(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        line.request("POST", target or "/", body, {"Content-Type": "application/json", **headers})
        return 200 <= line.getresponse().status < 300
    except (OSError, HTTPException):
        return False
    finally:
        line.close()
