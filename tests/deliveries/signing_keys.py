"""Keys to sign with, and the verdict of a receiver who looks our key up in the DNS."""

from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from deliveries.signing import signer


@cache
def pem(kind: str) -> str:
    """A new private key: ``rsa``, ``rsa1024``, ``ed25519``, ``p256``, or ``locked``, which wants a password."""
    if kind in ("ed25519", "locked"):
        key = ed25519.Ed25519PrivateKey.generate()
    elif kind == "p256":
        key = ec.generate_private_key(ec.SECP256R1())
    else:
        key = rsa.generate_private_key(public_exponent=65537, key_size=1024 if kind == "rsa1024" else 2048)
    lock = BestAvailableEncryption(b"secret") if kind == "locked" else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock).decode()


def believed(message: bytes) -> bool:
    """Whether dkimpy, which shares no line of the signing, finds the signature good; nothing goes to a network."""
    ours = signer()
    assert ours is not None
    records = {f"{ours.name}.".encode(): "".join(ours.record()).encode()}
    return bool(dkim.verify(message, dnsfunc=lambda name, timeout=5: records.get(name)))
