"""Our own name for a message, ``<dispatch token>.<delivery id>``, as it comes back from a provider.

A transactional message has no dispatch: its name begins with a letter that no token has, so that a report or a bounce
of it is never taken for one of a delivery.
"""

import re
from dataclasses import dataclass
from datetime import datetime

_REFERENCE = re.compile(r"([0-9a-f]{1,12})\.([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference taken apart; the token is checked against the dispatch before anything is believed."""

    token: str
    delivery_id: int

    @classmethod
    def read(cls, text: object) -> "Reference | None":
        """Return the reference that ``text`` spells, or None when it is not one of ours."""
        found = _REFERENCE.fullmatch(text) if isinstance(text, str) else None
        return cls(found[1], int(found[2])) if found else None


def transactional_reference(pk: int, created_at: datetime) -> str:
    """Name a transactional message, the same at each try and like no other's, also after a restored backup."""
    return f"t{int(created_at.timestamp()):x}.{pk}"
