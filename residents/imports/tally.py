"""What a file comes to: people created, duplicates and rejected, why, in which dongs, and which contacts they have.

Held as plain JSON with the import: numbers of rows, never a value of one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from residents.enrolment import Enrolment
from residents.enrolment_files import Rejected

EXAMPLES = 5  # numbers of rows for each reason


@dataclass(slots=True)
class Reason:
    """Why rows were rejected: the sentence, how many, and the numbers of the first of them."""

    said: str
    count: int = 0
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """Counts of a file or of some of its pages; ``rows`` is their sum."""

    created: int = 0
    duplicates: int = 0
    rejected: int = 0
    reasons: dict[str, Reason] = field(default_factory=dict)
    dongs: Counter[str] = field(default_factory=Counter)
    contacts: Counter[str] = field(default_factory=Counter)
    unverified: Counter[str] = field(default_factory=Counter)
    unreachable: int = 0  # created without a single contact that was proved

    @property
    def rows(self) -> int:
        return self.created + self.duplicates + self.rejected

    def add(self, created: Iterable[Enrolment], *, duplicates: int, rejected: Sequence[Rejected]) -> None:
        """Count one page."""
        self.duplicates += duplicates
        for item in created:
            self.created += 1
            self.dongs[item.dong] += 1
            self.contacts.update(channel.value for channel in item.contacts)
            waiting = [channel.value for channel, contact in item.contacts.items() if contact.verified_at is None]
            self.unverified.update(waiting)
            self.unreachable += len(waiting) == len(item.contacts)
        self.rejected += len(rejected)
        for row in rejected:
            reason = self.reasons.setdefault(row.code, Reason(row.reason))
            reason.count += 1
            if len(reason.rows) < EXAMPLES:
                reason.rows.append(row.number)

    def as_json(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "duplicates": self.duplicates,
            "rejected": self.rejected,
            "reasons": {code: [one.said, one.count, one.rows] for code, one in self.reasons.items()},
            "dongs": dict(self.dongs),
            "contacts": dict(self.contacts),
            "unverified": dict(self.unverified),
            "unreachable": self.unreachable,
        }

    @classmethod
    def of(cls, value: dict[str, Any]) -> "Tally":
        """Read what ``as_json`` wrote; nothing counted yet is all zero."""
        return cls(
            value.get("created", 0),
            value.get("duplicates", 0),
            value.get("rejected", 0),
            {code: Reason(said, count, list(rows)) for code, (said, count, rows) in value.get("reasons", {}).items()},
            Counter(value.get("dongs", {})),
            Counter(value.get("contacts", {})),
            Counter(value.get("unverified", {})),
            value.get("unreachable", 0),
        )
