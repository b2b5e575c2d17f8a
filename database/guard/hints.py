"""What SQLite says about a failed statement, with the way out: closest names, the columns there are."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from database.guard.functions import FUNCTIONS
from database.guard.refusal import Refusal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from eros.params.query import QueryParams

__all__ = ["SCHEMA", "explain"]

SCHEMA = "The schema stands in sqlite_master (columns name, sql)."

BROKEN = ("image is malformed", "not a database", "disk I/O", "locked", "unable to open", "readonly")
MOST_NAMES = 40
LONGEST = 200
"""Characters of SQLite's own message, which may quote a whole statement."""


def explain(
    error: Exception,
    connection: sqlite3.Connection,
    tables: Sequence[str],
    denials: Sequence[str],
    limits: QueryParams,
) -> Refusal:
    """The Refusal an error of SQLite stands for; `connection` may read its own schema again."""
    reason = str(error)[:LONGEST]
    if denials:
        return Refusal("denied", denials[0])
    if reason == "interrupted":
        return Refusal("deadline", f"The statement was stopped after {limits.deadline_ms / 1000:g} s. {_NARROW}")
    if any(word in reason for word in BROKEN):
        return Refusal("unavailable", f"The database cannot be read ({reason}). Try again, or run 'eros db check'.")
    return Refusal("failed", _sentence(reason, connection, tables, limits))


_NARROW = "Narrow it with WHERE on an indexed column, or join and group fewer rows."


def _sentence(reason: str, connection: sqlite3.Connection, tables: Sequence[str], limits: QueryParams) -> str:
    if match := re.match(r"no such table: (?:main\.)?(.+)", reason):
        return f"No table {match[1]!r}. {_closest(match[1], _names(connection), 'Tables')}"
    if match := re.match(r"no such column: (.+)", reason):
        return f"No column {match[1]!r}. {_columns(connection, tables, match[1])}"
    if match := re.match(r"no such function: (.+)", reason):
        return f"No function {match[1]!r}. {_closest(match[1], sorted(FUNCTIONS), 'Functions')}"
    if "too big" in reason or "too large" in reason:
        return (
            f"A text or blob on the way is larger than {limits.value_bytes // 1000} kB ({reason}). Build a shorter one."
        )
    return f"SQLite: {reason}. Correct the statement. {SCHEMA}"


def _names(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
    return [name for (name,) in rows]


def _columns(connection: sqlite3.Connection, tables: Sequence[str], wanted: str) -> str:
    """The columns of the tables the statement reads, closest first where one is close."""
    known = {name.lower(): name for name in _names(connection)}
    parts, everything = [], []
    for table in tables:
        if table.lower() in known:
            columns = [row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]
            parts.append(f"{known[table.lower()]} has {_some(columns)}")
            everything += columns
    close = get_close_matches(wanted.rpartition(".")[2], everything, n=1)
    closest = f"Closest: {close[0]}. " if close else ""
    return f"{closest}{'; '.join(parts)}." if parts else SCHEMA


def _closest(wanted: str, names: Sequence[str], what: str) -> str:
    close = get_close_matches(wanted.lower(), names, n=3)
    return f"Closest: {', '.join(close)}." if close else f"{what}: {_some(names)}."


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - MOST_NAMES} more" if len(listed) > MOST_NAMES else ""
    return ", ".join(listed[:MOST_NAMES]) + more
