"""Model fields that are encrypted at rest; see ``keyring`` for how."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from residents.keyring import keyring

if TYPE_CHECKING:
    _TextAsBytes = models.Field[str | None, str | None]
else:
    _TextAsBytes = models.Field


class EncryptedTextField(_TextAsBytes):
    """Text, AES-GCM encrypted into a ``bytea`` column and bound to ``context`` (by default model.field).

    It cannot be searched or ordered by: keep a keyed hash beside it for that.
    """

    empty_strings_allowed = True

    def __init__(self, *args: Any, context: str = "", **kwargs: Any) -> None:
        self.context = context
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.context:
            kwargs["context"] = self.context
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    @property
    def associated_data(self) -> bytes:
        return (self.context or f"{self.model._meta.label_lower}.{self.name}").encode()

    def seal(self, value: str) -> bytes:
        """Encrypt a value for this column, for statements that do not go through the model (COPY, bulk UPDATE)."""
        return keyring().encrypt(value, self.associated_data)

    def open(self, token: bytes | memoryview) -> str:
        """Decrypt what a raw statement read from this column."""
        return self.opener()(token)

    def opener(self) -> Callable[[bytes | memoryview], str]:
        """Return what decrypts many values of this column, the keys looked up once."""
        decrypt, context = keyring().decrypt, self.associated_data
        return lambda token: decrypt(bytes(token), context)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None:
            return None
        return connection.Database.Binary(self.seal(str(value)))  # type: ignore[attr-defined]

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        return None if value is None else self.open(value)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


if TYPE_CHECKING:
    _Bytes = models.BinaryField[bytes | memoryview, bytes | memoryview]
else:
    _Bytes = models.BinaryField


class EncryptedBytesField(_Bytes):
    """Bytes, such as a scanned page, encrypted and bound to model.field as ``EncryptedTextField`` does it."""

    @property
    def associated_data(self) -> bytes:
        return f"{self.model._meta.label_lower}.{self.name}".encode()

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None:
            return None
        sealed = keyring().encrypt_bytes(bytes(value), self.associated_data)
        return connection.Database.Binary(sealed)  # type: ignore[attr-defined]  # psycopg2

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> bytes | None:
        return None if value is None else keyring().decrypt_bytes(bytes(value), self.associated_data)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


class HashField(_Bytes):
    """A 16-byte keyed hash, comparable and indexable."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
