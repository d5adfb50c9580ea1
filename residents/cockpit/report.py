"""The report to take along: one page of A4, in the language of whoever asks for it."""

from typing import Any

from django.utils.translation import gettext as _

from residents import pdf
from residents.cockpit import tables, tile_map, trend_picture, writing
from residents.cockpit.figures import Cockpit
from residents.cockpit.headline import as_of, headline, more, source
from residents.cockpit.tables import Table
from residents.cockpit.trend_picture import Trend
from residents.district import district_name

TEMPLATE = "residents/cockpit/report.typ"


def report(cockpit: Cockpit) -> bytes:
    """Return the report as PDF."""
    return pdf.make(TEMPLATE, report_values(cockpit))


def report_values(cockpit: Cockpit) -> dict[str, Any]:
    """Return all that the report says, in the active language."""
    _forecast, how = writing.forecast(cockpit.forecast)
    drawn = trend_picture.trend(cockpit)
    return {
        "title": _("Enrolment rate"),
        "district": district_name(),
        "as_of": as_of(cockpit),
        "source": source(cockpit),
        "headline": [{"label": one.label, "value": one.value, "hint": one.hint} for one in headline(cockpit)],
        "more": [{"label": one.label, "value": one.value, "hint": one.hint} for one in more(cockpit)],
        "forecast": how,
        "map_title": _("Household rate by dong"),
        "map": [_tile(tile) for tile in tile_map.tiles(cockpit)],
        "map_note": _("Where the dongs lie, roughly"),
        "trend_title": _("Household rate, week by week"),
        "trend": _trend(drawn, cockpit) if drawn else None,
        "tables": [_table(one) for one in (tables.flows(cockpit), tables.withdrawals(cockpit))],
        "dongs": _table(tables.dongs(cockpit)),
        "masking": writing.masking(),
        "about": " ".join(one.about for one in headline(cockpit)[:1] + more(cockpit)[:1]),
    }


def _tile(tile: tile_map.Tile) -> dict[str, Any]:
    column, row = tile_map.POSITIONS[tile.figures.dong]
    rate = writing.rate(tile.figures.reached_rate)
    return {"column": column, "row": row, "lines": tile.lines, "rate": rate, "step": tile.step}


def _trend(drawn: Trend, cockpit: Cockpit) -> dict[str, Any]:
    """Return the picture in shares of its box, so that the paper draws it at its own size."""

    def share(point: trend_picture.Point) -> list[float]:
        return [point.x / trend_picture.WIDTH, point.y / trend_picture.HEIGHT]

    return {
        "line": [share(point) for point in drawn.line],
        "today": share(drawn.today),
        "paces": [share(point) for point in drawn.paces],
        "goal": drawn.goal / trend_picture.HEIGHT,
        "goal_label": _("Goal %(goal)s%%") % {"goal": f"{cockpit.goal:g}"},
        "rates": [{"at": mark.at / trend_picture.HEIGHT, "label": f"{mark.rate}%"} for mark in drawn.rates],
        "days": [
            {"at": mark.at / trend_picture.WIDTH, "label": writing.day(mark.day), "anchor": mark.anchor}
            for mark in drawn.days
            if mark.day
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    rows = [*([] if table.is_masked else table.rows), *([table.total] if table.total else [])]
    return {
        "title": table.title,
        "columns": [{"title": title, "number": kind != "text"} for title, kind in table.columns],
        "rows": [[writing.cell(cell) for cell in row] for row in rows],
        "total": bool(table.total),
    }
