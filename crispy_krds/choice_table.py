"""A table of check boxes: which columns hold for each row, such as which notice comes over which channel."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

Pair = tuple[str, str]
_BETWEEN = ":"


class Line(NamedTuple):
    """The head of a row or a column: what is sent, what is read, and a hint below it."""

    value: str
    label: Any
    hint: Any = ""


class ChoiceTable(forms.Widget):
    """Check boxes of one name in a table; each posts ``row:column``, so the answer needs no JavaScript."""

    template_name = "krds/widgets/choice_table.html"
    use_fieldset = True
    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.rows: tuple[Line, ...] = ()
        self.columns: tuple[Line, ...] = ()
        self.missing: frozenset[Pair] = frozenset()

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        getter = getattr(data, "getlist", data.get)
        return getter(name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False  # unticked boxes are not sent

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return ""  # the question is a legend

    def format_value(self, value: Any) -> set[str]:
        return {f"{pair[0]}{_BETWEEN}{pair[1]}" if isinstance(pair, tuple) else str(pair) for pair in value or ()}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        base = own.pop("id", None) or name
        own.pop("required", None)  # one tick answers the question; the browser would want them all
        context["widget"] |= {
            "labelled": own.pop("aria-labelledby", None),
            "columns": self.columns,
            "lines": list(self._lines(base, context["widget"]["value"])),
        }
        return context

    def _lines(self, base: str, ticked: set[str]) -> Iterable[dict[str, Any]]:
        number = 0
        for row in self.rows:
            cells = []
            for column in self.columns:
                sent = f"{row.value}{_BETWEEN}{column.value}"
                there = (row.value, column.value) not in self.missing
                cells.append(
                    {
                        "id": f"{base}_{number}" if there else "",
                        "value": sent,
                        "checked": sent in ticked,
                        "column": column,
                    }
                )
                number += there
            yield {"row": row, "cells": cells}


class ChoiceTableField(forms.Field):
    """Asks which ``columns`` hold for which of the ``rows``; the answer is a set of pairs (row, column).

    ``rows`` and ``columns`` hold (value, label) or (value, label, hint). The cells of ``missing``, pairs (row, column),
    have no box, and are refused when sent all the same. All three may be set anew on a form's own copy of the field.
    A required table wants one tick at least. ``initial`` is any iterable of pairs.
    """

    widget = ChoiceTable
    default_error_messages = {
        "required": _("Tick at least one box."),
        "invalid_choice": _("One of the boxes is not offered any more. Please check the table and send it again."),
    }

    def __init__(
        self,
        *,
        rows: Iterable[tuple[Any, ...]] = (),
        columns: Iterable[tuple[Any, ...]] = (),
        missing: Iterable[Pair] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.rows, self.columns, self.missing = rows, columns, missing

    @property
    def _table(self) -> ChoiceTable:
        return cast("ChoiceTable", self.widget)

    @property
    def rows(self) -> Iterable[tuple[Any, ...]]:
        return self._table.rows

    @rows.setter
    def rows(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._table.rows = _lines_of(rows)

    @property
    def columns(self) -> Iterable[tuple[Any, ...]]:
        return self._table.columns

    @columns.setter
    def columns(self, columns: Iterable[tuple[Any, ...]]) -> None:
        self._table.columns = _lines_of(columns)

    @property
    def missing(self) -> Iterable[Pair]:
        return self._table.missing

    @missing.setter
    def missing(self, missing: Iterable[Pair]) -> None:
        self._table.missing = frozenset((str(row), str(column)) for row, column in missing)

    def offered(self) -> frozenset[Pair]:
        """Return the pairs that have a box."""
        pairs = ((row.value, column.value) for row in self._table.rows for column in self._table.columns)
        return frozenset(pair for pair in pairs if pair not in self._table.missing)

    def prepare_value(self, value: Any) -> Any:
        given = [value] if isinstance(value, str) else value or ()
        return [pair if isinstance(pair, str) else _pair_of(pair) for pair in given]

    def to_python(self, value: Any) -> set[Pair]:
        if value in self.empty_values:
            return set()
        if isinstance(value, str):
            value = [value]
        pairs = {_pair_of(pair) for pair in value}
        if not pairs <= self.offered():
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return pairs

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        as_sent = self._table.format_value
        return as_sent(self.prepare_value(initial)) != as_sent(self.prepare_value(data))


def _lines_of(lines: Iterable[tuple[Any, ...]]) -> tuple[Line, ...]:
    found = tuple(Line(*line) for line in lines)
    for line in found:
        if _BETWEEN in str(line.value):
            raise ValueError(f"{line.value!r}: a row or column of a table has no {_BETWEEN!r} in its value")
    return tuple(line._replace(value=str(line.value)) for line in found)


def _pair_of(sent: Any) -> Pair:
    if isinstance(sent, str):
        row, _between, column = sent.partition(_BETWEEN)
        return row, column
    row, column = sent
    return str(row), str(column)
