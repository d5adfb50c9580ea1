"""The district as tiles, one for each dong: who lives beside whom, roughly, and not how far or how large.

The Han is below, the Jungnangcheon runs between the fourth column and the second; the empty tiles are river and park.
"""

from dataclasses import dataclass

from residents.cockpit.figures import Cockpit
from residents.cockpit.places import Figures

# Column and row of each dong, from the north-west: our own drawing.
POSITIONS: dict[str, tuple[int, int]] = {
    "1120053500": (1, 0),  # 왕십리도선동
    "1120054000": (2, 0),  # 마장동
    "1120055000": (3, 0),  # 사근동
    "1120079000": (4, 0),  # 용답동
    "1120059000": (0, 1),  # 금호1가동
    "1120052000": (1, 1),  # 왕십리제2동
    "1120056000": (2, 1),  # 행당제1동
    "1120066000": (3, 1),  # 성수1가제2동
    "1120072000": (4, 1),  # 송정동
    "1120061500": (0, 2),  # 금호2·3가동
    "1120057000": (1, 2),  # 행당제2동
    "1120058000": (2, 2),  # 응봉동
    "1120065000": (3, 2),  # 성수1가제1동
    "1120069000": (4, 2),  # 성수2가제3동
    "1120064500": (0, 3),  # 옥수동
    "1120062000": (1, 3),  # 금호4가동
    "1120067000": (4, 3),  # 성수2가제1동
}
# Where a long name is broken.
_BREAKS = {"왕십리도선동": 3, "왕십리제2동": 3, "금호2·3가동": 2}
SIDE, GAP = 96, 4
COLUMNS, ROWS = 5, 4
STEPS = 5  # of colour: quarters of the way to the goal, and the goal itself


@dataclass(frozen=True, slots=True)
class Tile:
    """One dong drawn: ``step`` is its colour, 0 to 4; None where its rate cannot be said."""

    figures: Figures
    x: int
    y: int
    lines: list[str]
    step: int | None


def tiles(cockpit: Cockpit) -> list[Tile]:
    """Return a tile for each dong, as one reads: by row. A dong without a place is left to the table."""
    drawn = [one for one in cockpit.places.dongs if one.dong in POSITIONS]
    drawn.sort(key=lambda one: POSITIONS[one.dong][::-1])
    return [
        Tile(
            one,
            POSITIONS[one.dong][0] * (SIDE + GAP) + GAP,
            POSITIONS[one.dong][1] * (SIDE + GAP) + GAP,
            _lines(one.name),
            step_of(one.reached_rate, cockpit.goal),
        )
        for one in drawn
    ]


def step_of(rate: float | None, goal: float) -> int | None:
    """Return how many quarters of the way to the goal are done."""
    return None if rate is None else max(0, min(int(4 * rate / goal + 1e-9), STEPS - 1))


def steps(goal: float) -> list[tuple[int, float, float | None]]:
    """Return the colours with the rates they stand for, from and below; the last has no end."""
    return [(step, goal * step / 4, goal * (step + 1) / 4 if step < STEPS - 1 else None) for step in range(STEPS)]


def _lines(name: str) -> list[str]:
    at = _BREAKS.get(name) or (name.index("제") if "제" in name else len(name) if len(name) < 6 else len(name) // 2)
    return [part for part in (name[:at], name[at:]) if part]
