"""A signature on the pad: strokes, each a list of points in a field of 1,000 by 300, kept encrypted as JSON."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from residents.unreadable import UnreadableValue

WIDTH, HEIGHT = 1000, 300
LONGEST = 40_000  # characters
MOST_STROKES, MOST_POINTS, FEWEST_POINTS = 60, 4_000, 8


def read_strokes(text: str) -> str:
    """Return strokes as they are stored, ``[[[x, y], …], …]``; raise UnreadableValue for what is no signature."""
    try:
        strokes = _checked(json.loads(text)) if len(text) <= LONGEST else None
    except ValueError:
        strokes = None
    if strokes is None:
        raise UnreadableValue("bad_strokes", _("The signature could not be read. Please have it written once more."))
    if sum(map(len, strokes)) < FEWEST_POINTS:
        raise UnreadableValue("too_short", _("There is no signature on the pad yet."))
    return json.dumps(strokes, separators=(",", ":"))


def paths(strokes: str) -> list[str]:
    """Return each stroke as the points of an SVG polyline."""
    return [" ".join(f"{x},{y}" for x, y in stroke) for stroke in json.loads(strokes or "[]")]


def _checked(found: Any) -> list[list[list[int]]] | None:
    if not isinstance(found, list) or len(found) > MOST_STROKES or not all(isinstance(one, list) for one in found):
        return None
    points = [point for stroke in found for point in stroke]
    if len(points) > MOST_POINTS or not all(_is_point(point) for point in points):
        return None
    return found


def _is_point(point: Any) -> bool:
    whole = isinstance(point, list) and len(point) == 2 and all(type(number) is int for number in point)
    return whole and 0 <= point[0] < WIDTH and 0 <= point[1] < HEIGHT
