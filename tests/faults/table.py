"""The table of faults: each test of the suite has a row in docs/reliability.md, named by a sentence.

``fault`` names the row and marks the test. What a test measured goes with its report to the process that pytest was
started in, and ``make faults`` writes it between two marks of the page (``tests.reliability``).
"""

import importlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.faults.kinds import Kind

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
HEAD = (
    "| fault | trials | messages | lost | sent twice | doubtful | settled | seconds, median | longest |\n"
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|\n"
)
PROPERTY = "fault"

_titles: list[str] = []


def fault(title: str, *, kinds: Iterable[Kind] = (), **over: Iterable[Any]) -> Callable[[Any], Any]:
    """Mark a test as the fault ``title``: one row for each value of its parameters, whose names stand in braces.

    ``kinds`` stand for ``{kind}`` and are tried together in one test; each has a row.
    """
    rows = [title.replace("{kind}", kind) for kind in kinds] or [title]
    for name, values in over.items():
        rows = [row.replace(f"{{{name}}}", str(value)) for row in rows for value in values]
    _titles.extend(rows)

    def mark(test: Any) -> Any:
        for name, values in over.items():
            test = pytest.mark.parametrize(name, list(values), ids=str)(test)
        return pytest.mark.fault(title, kinds=tuple(kinds))(test)

    return mark


def titles_of(item: pytest.Item) -> dict[Kind | None, str]:
    """Return the rows of a test, its parameters filled in: one for each kind, or one for all."""
    found = item.get_closest_marker("fault")
    assert found and found.args, f"{item.name} has no row: mark it with @fault"
    title = str(found.args[0])
    callspec = getattr(item, "callspec", None)
    for name, value in (callspec.params if callspec else {}).items():
        title = title.replace(f"{{{name}}}", str(value))
    return {kind: title.replace("{kind}", kind) for kind in found.kwargs["kinds"]} or {None: title}


def titles() -> list[str]:
    """Return the rows of all tests, in the order of the suite."""
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        importlib.import_module(f"tests.faults.{file.stem}")
    return list(dict.fromkeys(_titles))


@dataclass(slots=True)
class Figures:
    """What the trials of one fault came to."""

    title: str
    trials: int = 0
    messages: int = 0
    lost: int = 0
    twice: int = 0
    doubtful: int = 0
    settled: int = 0
    seconds: list[float] = field(default_factory=list)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    def as_row(self) -> str:
        counts = (self.trials, self.messages, self.lost, self.twice, self.doubtful, self.settled)
        times = (f"{median(self.seconds):.1f}", f"{max(self.seconds):.1f}") if self.seconds else ("–", "–")
        return f"| {self.title} | {' | '.join(f'{count:,}' for count in counts)} | {' | '.join(times)} |"


def figures_of(text: str) -> Figures:
    return Figures(**json.loads(text))


def rows_of(page: str) -> dict[str, str]:
    """Return the rows that the page holds, by their fault."""
    inside = page.partition(BEGIN)[2].partition(END)[0]
    lines = [line for line in inside.splitlines() if line.startswith("| ") and not line.startswith("| fault |")]
    return {re.split(r"\s*\|\s*", line)[1]: line for line in lines}


def with_rows(page: str, measured: dict[str, Figures]) -> str:
    """Return the page with the rows that were measured; the others stay, and those of no test go."""
    before, _, rest = page.partition(BEGIN)
    kept = rows_of(page)
    rows = [measured[title].as_row() if title in measured else kept.get(title, "") for title in titles()]
    table = "".join(f"{row}\n" for row in rows if row)
    return f"{before}{BEGIN}\n\n{HEAD}{table}\n{END}{rest.partition(END)[2]}"
