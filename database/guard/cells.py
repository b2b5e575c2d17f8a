"""Rows as JSON can carry them, and no more of them than a reader can hold."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eros.params.query import QueryParams

__all__ = ["Page"]

EXACT = 2**53
"""From here on a JSON reader that counts in doubles loses digits."""
SHORTEST = 16
LONGEST_NAME = 120


class Page:
    """An answer that fills up: at most `limit` rows and about `page_bytes` for every `default_rows` of them.

    A cell is null, a number, true, false, a text, a list of cells, or an object where JSON has no such value:
    {"blob": hex, "bytes": n}, {"integer": digits} at 2**53 and beyond, {"number": digits} for a fraction there,
    {"real": "Infinity", "-Infinity" or "NaN"} (SQLite itself makes NULL of NaN). A smaller fraction is the nearest double.
    A text longer than `cell_chars` ends in a mark that states its length; so does a blob's hex, and a list's JSON.
    """

    def __init__(self, names: Sequence[str], limit: int, limits: QueryParams) -> None:
        self._columns = _distinct(names)
        self._limit = limit
        self._bytes_left = limits.page_bytes * max(limit, limits.default_rows) // limits.default_rows
        share = self._bytes_left // (4 * max(len(names), 1))
        self._cell_chars = max(min(limits.cell_chars, share), SHORTEST)
        self._rows: list[list[Any]] = []
        self._cut_cells = 0
        self._cut_by = ""

    def add(self, row: Sequence[Any]) -> bool:
        """Take one more row; False where it no longer fits, which ends the page."""
        if len(self._rows) == self._limit:
            self._cut_by = "rows"
            return False
        cut_before = self._cut_cells
        cells = [self._cell(value) for value in row]
        self._bytes_left -= len(json.dumps(cells, ensure_ascii=False).encode())
        if self._bytes_left < 0 and self._rows:
            self._cut_by, self._cut_cells = "size", cut_before
            return False
        self._rows.append(cells)
        return True

    def as_dict(self) -> dict[str, Any]:
        """Columns (made distinct), rows, `cut_by` ('rows', 'size' or ''), and how many cells were shortened."""
        return {"columns": self._columns, "rows": self._rows, "cut_by": self._cut_by, "cut_cells": self._cut_cells}

    def _cell(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._cut(value, len(value), "characters")
        if isinstance(value, bytes):
            shown = value[: self._cell_chars // 2 + 1].hex()
            return {"blob": self._cut(shown, len(value), "bytes"), "bytes": len(value)}
        if isinstance(value, list):
            return self._list(value)
        return self._number(value)

    def _number(self, value: float | Decimal | None) -> Any:
        if isinstance(value, int) and abs(value) >= EXACT:
            return {"integer": str(value)}
        if isinstance(value, float) and not math.isfinite(value):
            return {"real": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
        return self._decimal(value) if isinstance(value, Decimal) else value

    def _decimal(self, value: Decimal) -> Any:
        if not value.is_finite():
            return self._number(float(value))
        whole = value.as_tuple().exponent == 0
        if value.copy_abs() < EXACT:
            return int(value) if whole else float(value)
        digits = format(value, "f")
        return {"integer" if whole else "number": self._cut(digits, len(digits), "characters")}

    def _list(self, values: list[Any]) -> Any:
        cut_before = self._cut_cells
        cells = [self._cell(value) for value in values[: self._cell_chars]]  # a cell has no room for more
        text = json.dumps(cells, ensure_ascii=False)
        if len(text) <= self._cell_chars:
            return cells
        self._cut_cells = cut_before
        return self._cut(text, len(values), "elements")

    def _cut(self, text: str, length: int, unit: str) -> str:
        if len(text) <= self._cell_chars:
            return text
        self._cut_cells += 1
        return f"{text[: self._cell_chars]}… [cut, {length} {unit}]"


def _distinct(names: Sequence[str]) -> list[str]:
    """A name that stands twice gets a number: id, id_2."""
    found: list[str] = []
    taken = {name[:LONGEST_NAME] for name in names}
    for name in (name[:LONGEST_NAME] for name in names):
        number, unique = 1, name
        while unique in found or (number > 1 and unique in taken):
            number += 1
            unique = f"{name}_{number}"
        found.append(unique)
    return found
