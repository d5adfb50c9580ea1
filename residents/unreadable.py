"""What cannot be read: a stable code for counting, and a reason that says what would be accepted."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Unreadable(ValueError):
    """``code`` is a slug that stays the same; ``reason`` is a sentence for the person who handed it in."""

    def __init__(self, code: str, reason: "StrPromise | str") -> None:
        super().__init__(code)
        self.code, self.reason = code, reason

    def __str__(self) -> str:
        return str(self.reason)


class UnreadableValue(Unreadable):
    """Raised by every reader of single values in this package."""


class UnreadableFile(Unreadable):
    """Raised for a file, or a table in it, that cannot be taken in at all."""
