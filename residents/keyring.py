"""The keys of personal values: encrypting, decrypting and keyed hashing, under keys that rotate.

``FIELD_KEYS`` holds the newest key first. New values are written under the newest; old ones are read under
whichever key made them. Each key yields, by HKDF, one key for AES-256-GCM and one for HMAC-SHA256, so a
leaked hash key opens nothing. A value is bound to its place (``context``) by the GCM's associated data: a
ciphertext moved to another column does not open.
"""

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FORMAT = b"\x01"
KEY_NAME_BYTES = 4
NONCE_BYTES = 12
HASH_BYTES = 16
HEADER_BYTES = len(FORMAT) + KEY_NAME_BYTES + NONCE_BYTES


class CannotDecrypt(Exception):
    """The value was made under a key that is no longer in FIELD_KEYS, or was altered or moved."""


class Keyring:
    """Encrypt under the newest key, decrypt under any, hash under each; make one by ``keyring()``."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        self._ciphers = {_name(key): AESGCM(_derive(key, b"field encryption")) for key in keys}
        self._newest = _name(keys[0])
        self._hash_keys = [_derive(key, b"keyed hash") for key in keys]

    def encrypt(self, value: str, context: bytes) -> bytes:
        """Return format, key name, nonce and ciphertext of ``value``, bound to ``context``."""
        return self.encrypt_bytes(value.encode(), context)

    def encrypt_bytes(self, value: bytes, context: bytes) -> bytes:
        """Return the same of what is no text: a scanned page."""
        nonce = os.urandom(NONCE_BYTES)
        return FORMAT + self._newest + nonce + self._ciphers[self._newest].encrypt(nonce, value, context)

    def decrypt(self, token: bytes, context: bytes) -> str:
        """Return the value of ``token``; raise CannotDecrypt when its key is gone or it was altered."""
        return self.decrypt_bytes(token, context).decode()

    def decrypt_bytes(self, token: bytes, context: bytes) -> bytes:
        cipher = self._ciphers.get(token[1:5])
        if token[:1] != FORMAT or cipher is None:
            raise CannotDecrypt("No key in FIELD_KEYS opens this value: was a key removed before re-encrypting?")
        try:
            return cipher.decrypt(token[5:HEADER_BYTES], token[HEADER_BYTES:], context)
        except InvalidTag as error:
            raise CannotDecrypt("The value was altered, or moved from another column.") from error

    def is_newest(self, token: bytes) -> bool:
        return token[1:5] == self._newest

    def hash(self, value: str, context: bytes) -> bytes:
        """Return the 16-byte keyed hash of ``value`` under the newest key, bound to ``context``."""
        return self.hashes(value, context)[0]

    def hashes(self, value: str, context: bytes) -> list[bytes]:
        """Return the keyed hash under every key, newest first: what a look-up compares with while keys rotate."""
        message = context + b"\x00" + value.encode()
        return [hmac.digest(key, message, "sha256")[:HASH_BYTES] for key in self._hash_keys]


def keyring() -> Keyring:
    """Return the keyring of the settings."""
    return _keyring(tuple(settings.FIELD_KEYS))


@lru_cache(maxsize=4)
def _keyring(keys: tuple[bytes, ...]) -> Keyring:
    return Keyring(keys)


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sotong " + purpose).derive(key)


def _name(key: bytes) -> bytes:
    return hashlib.sha256(b"sotong key name" + key).digest()[:KEY_NAME_BYTES]
