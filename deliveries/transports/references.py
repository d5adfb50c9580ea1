"""Our own name for a message, ``<dispatch token>.<delivery id>``, as it comes back from a provider."""

import re
from dataclasses import dataclass

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
