"""DKIM: each email says by a signature that it is ours and was not changed (RFC 6376; Ed25519: RFC 8463).

``dkimpy`` brings the text into its canonical form, OpenSSL signs, with a key that is read once per process: dkimpy
itself computes RSA in Python, some twenty times as long. An Ed25519 signature takes about as long as everything else
a worker does for a message, one of RSA-2048 four to five times that (docs/decisions/0011-who-signs.md).
"""

import base64
import hashlib
import re
import time
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from dkim.canonicalization import CanonicalizationPolicy

RSA_BITS = 2048
_RELAXED = CanonicalizationPolicy.from_c_value(b"relaxed/relaxed")
# A name that stands once more than the header occurs lets nobody add one without breaking the signature (RFC 6376,
# 8.15): a second From, or a way to unsubscribe from a notice that has none.
_SIGNED = (
    "from", "from", "to", "to", "subject", "subject", "date", "message-id", "reply-to", "list-id",
    "list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type", "content-type",
    "content-transfer-encoding",
)  # fmt: skip
_NAMES = tuple(name.encode() for name in _SIGNED)
_LINE = 72  # characters of a folded line
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_TXT_BYTES = 255  # of one string of a TXT record (RFC 1035, 3.3.14)
# Under these everybody can register a name, so they are nobody's (the registry's second levels; two labels otherwise).
_REGISTRIES = frozenset(f"{name}.kr" for name in ("ac", "co", "go", "mil", "ne", "or", "pe", "re", "sc", "seoul"))

SigningKey = RSAPrivateKey | Ed25519PrivateKey


class BadSigningKey(ImproperlyConfigured):
    """DKIM_KEY, DKIM_SELECTOR or DKIM_DOMAIN cannot be used; the text says why, and never repeats the key."""


def sign(message: bytes) -> bytes:
    """Return the DKIM-Signature header to put in front of ``message``, or nothing when no key is set.

    ``message`` is whole, its lines end with CRLF and it is not dot-stuffed. Raise BadSigningKey for bad settings.
    """
    ours = signer()
    return ours.sign(message) if ours else b""


def signer() -> "Signer | None":
    """Return the signer of the settings, or None when no key is set; raise BadSigningKey when they are bad."""
    if not settings.DKIM_KEY:
        return None
    return _signer(settings.DKIM_KEY, settings.DKIM_SELECTOR, settings.DKIM_DOMAIN, settings.MAIL_FROM)


class Signer:
    """One key under one selector of one domain."""

    def __init__(self, key: SigningKey, selector: str, domain: str) -> None:
        self._key = key
        self._kind = "ed25519" if isinstance(key, Ed25519PrivateKey) else "rsa"
        self.name = f"{selector}._domainkey.{domain}"
        names = ":\r\n ".join(":".join(_SIGNED[begin : begin + 6]) for begin in range(0, len(_SIGNED), 6))
        self._frame = (
            f"v=1; a={self._kind}-sha256; c=relaxed/relaxed; d={domain};\r\n"
            f" s={selector}; t=%d;\r\n h={names};\r\n bh=%b;\r\n b="
        ).encode()

    def sign(self, message: bytes) -> bytes:
        """Return the header with its line break."""
        head, _, body = message.partition(b"\r\n\r\n")
        digest = hashlib.sha256(_canonical_body(body)).digest()
        value = self._frame % (time.time(), base64.b64encode(digest))
        # The signature's own header is hashed last, without a signature and without its line break (RFC 6376, 3.7).
        signed = _canonical_headers(head) + b"dkim-signature:" + value.replace(b"\r\n", b"")
        signature = base64.b64encode(self._signature(signed))
        lines = (signature[begin : begin + _LINE] for begin in range(0, len(signature), _LINE))
        return b"DKIM-Signature: " + value + b"\r\n ".join(lines) + b"\r\n"

    def record(self) -> list[str]:
        """Return the text of the DNS record under ``name``, cut into strings that a TXT record takes."""
        public = self._key.public_key()
        if self._kind == "rsa":
            raw = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        text = f"v=DKIM1; k={self._kind}; p={base64.b64encode(raw).decode()}"
        return [text[begin : begin + _TXT_BYTES] for begin in range(0, len(text), _TXT_BYTES)]

    def _signature(self, signed: bytes) -> bytes:
        if isinstance(self._key, Ed25519PrivateKey):
            return self._key.sign(hashlib.sha256(signed).digest())  # the hash is what is signed (RFC 8463, 3)
        return self._key.sign(signed, PKCS1v15(), SHA256())


def _canonical_body(body: bytes) -> bytes:
    """Return the body as it is hashed; what holds no white space that could change is spared the work."""
    plain = body.endswith(b"\r\n") and not body.endswith(b"\r\n\r\n") and body != b"\r\n"
    if plain and not any(white in body for white in (b"  ", b"\t", b" \r\n")):
        return body
    canonical: bytes = _RELAXED.canonicalize_body(body)
    return canonical


def _canonical_headers(head: bytes) -> bytes:
    """Return the signed headers in their order; of one that occurs again the last comes first (RFC 6376, 5.4.2)."""
    found: dict[bytes, list[bytes]] = {}
    for line in head.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").split(b"\r\n"):
        name, _, value = line.partition(b":")
        found.setdefault(name.rstrip().lower(), []).append(value)
    picked = [(name, found[name].pop()) for name in _NAMES if found.get(name)]
    return b"".join(b"%b:%b" % field for field in _RELAXED.canonicalize_headers(picked))


@lru_cache(maxsize=4)
def _signer(key: str, selector: str, domain: str, mail_from: str) -> Signer:
    if not _NAME.fullmatch(selector):
        raise BadSigningKey("DKIM_SELECTOR is not a name: letters, digits, hyphens and dots, such as sotong2026.")
    return Signer(_read_key(key), selector, _aligned(domain, mail_from))


def _aligned(domain: str, mail_from: str) -> str:
    """Return the signing domain if readers will count it as the sender's: the same one or a parent (RFC 7489, 3.1)."""
    ours, sender = domain.lower(), mail_from.rpartition("@")[2].lower()
    if not _NAME.fullmatch(ours) or "." not in ours or ours in _REGISTRIES:
        raise BadSigningKey("DKIM_DOMAIN is not a domain of ours, such as district.go.kr.")
    if not f".{sender}".endswith(f".{ours}"):
        raise BadSigningKey(
            f"DKIM_DOMAIN ({ours}) is neither the domain of MAIL_FROM ({sender}) nor a parent of it: "
            "a signature of another domain does not count for the sender (DMARC)."
        )
    return ours


def _read_key(text: str) -> SigningKey:
    try:
        # In an environment file a key stands on one line, its line breaks written as \n.
        pem = text.replace("\\n", "\n").encode() if "-----BEGIN" in text else Path(text).read_bytes()
        key = load_pem_private_key(pem, password=None)
    except OSError as error:
        raise BadSigningKey(f"DKIM_KEY names a file that cannot be read ({error.strerror}).") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadSigningKey("DKIM_KEY is no private key in PEM form without a password, nor a file with one.") from None
    if isinstance(key, RSAPrivateKey) and key.key_size < RSA_BITS:
        raise BadSigningKey(f"DKIM_KEY has {key.key_size} bits: RSA needs {RSA_BITS} or more (RFC 8301).")
    if not isinstance(key, SigningKey):
        raise BadSigningKey("DKIM_KEY is neither an RSA nor an Ed25519 key: DKIM knows no others.")
    return key
