"""What a database says about a failed statement, with the way out: closest names, the columns there are."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from database.guard.functions import FUNCTIONS
from database.guard.refusal import Refusal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from eros.params.query import QueryParams

__all__ = ["SCHEMA", "explain", "late", "no_column", "no_function", "no_table"]

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
        return late(limits)
    if any(word in reason for word in BROKEN):
        return Refusal("unavailable", f"The database cannot be read ({reason}). Try again, or run 'eros db check'.")
    return Refusal("failed", _sentence(reason, connection, tables, limits))


def late(limits: QueryParams) -> Refusal:
    """A statement ran until its deadline."""
    return Refusal(
        "deadline",
        f"The statement was stopped after {limits.deadline_ms / 1000:g} s. "
        "Narrow it with WHERE on an indexed column, or join and group fewer rows.",
    )


def no_table(wanted: str, names: Sequence[str]) -> str:
    """There is no table or view of this name; `names` are those there are."""
    return f"No table {wanted!r}. {_closest(wanted, names, 'Tables')}"


def no_column(wanted: str, tables: Mapping[str, Sequence[str]], schema: str) -> str:
    """No column of this name in the `tables` (with their columns) a statement reads; `schema` says where to look."""
    if not tables:
        return f"No column {wanted!r}. {schema}"
    close = get_close_matches(wanted.rpartition(".")[2], [name for names in tables.values() for name in names], n=1)
    closest = f"Closest: {close[0]}. " if close else ""
    parts = "; ".join(f"{table} has {_some(names)}" for table, names in tables.items())
    return f"No column {wanted!r}. {closest}{parts}."


def no_function(wanted: str, functions: Collection[str]) -> str:
    """No function of this name; `functions` are those that may be called."""
    return f"No function {wanted!r}. {_closest(wanted, sorted(functions), 'Functions')}"


def _sentence(reason: str, connection: sqlite3.Connection, tables: Sequence[str], limits: QueryParams) -> str:
    if match := re.match(r"no such table: (?:main\.)?(.+)", reason):
        return no_table(match[1], _names(connection))
    if match := re.match(r"no such column: (.+)", reason):
        return no_column(match[1], _columns(connection, tables), SCHEMA)
    if match := re.match(r"no such function: (.+)", reason):
        return no_function(match[1], FUNCTIONS)
    if "too big" in reason or "too large" in reason:
        return (
            f"A text or blob on the way is larger than {limits.value_bytes // 1000} kB ({reason}). Build a shorter one."
        )
    return f"SQLite: {reason}. Correct the statement. {SCHEMA}"


def _names(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
    return [name for (name,) in rows]


def _columns(connection: sqlite3.Connection, tables: Sequence[str]) -> dict[str, list[str]]:
    """The tables the statement reads, as they are called, each with its columns."""
    known = {name.lower(): name for name in _names(connection)}
    found = [known[table.lower()] for table in tables if table.lower() in known]
    return {table: [row[0] for row in connection.execute(_COLUMNS, (table,))] for table in found}


_COLUMNS = "SELECT name FROM pragma_table_info(?)"


def _closest(wanted: str, names: Sequence[str], what: str) -> str:
    close = get_close_matches(wanted.lower(), names, n=3)
    return f"Closest: {', '.join(close)}." if close else f"{what}: {_some(names)}."


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - MOST_NAMES} more" if len(listed) > MOST_NAMES else ""
    return ", ".join(listed[:MOST_NAMES]) + more
