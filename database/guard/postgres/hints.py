"""What PostgreSQL says about a failed statement, with the way out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors

from database.guard.hints import late, no_column, no_table
from database.guard.postgres.check import SCHEMA
from database.guard.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eros.params.query import QueryParams

__all__ = ["explain", "out_of_memory"]

LONGEST = 200
"""Characters of PostgreSQL's own message, which may quote a value."""

OWN = "table_schema <> 'information_schema' AND table_schema !~ '^pg_'"

TOO_LARGE = (
    "The statement or its answer is too large ({reason}). Narrow it with WHERE, cut long texts with left(text, n), or sort "
    "and group fewer rows."
)
KNOWN: tuple[tuple[tuple[type[psycopg.Error], ...], str, str], ...] = (
    (
        (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction),
        "denied",
        f"PostgreSQL: {{reason}}. The role may only read what it is granted. {SCHEMA}",
    ),
    (
        (errors.LockNotAvailable,),
        "unavailable",
        "A table is locked, perhaps by an upgrade of the schema. Try again in a moment.",
    ),
    ((errors.InsufficientResources, errors.ProgramLimitExceeded), "memory", TOO_LARGE),
    (
        (psycopg.OperationalError, psycopg.InterfaceError),
        "unavailable",
        "The database cannot be read ({reason}). Try again, or look at the server's log.",
    ),
)
"""Errors, what the log calls them, and what is said; the first that fits."""


def explain(
    error: psycopg.Error, connection: psycopg.Connection, tables: Sequence[str], limits: QueryParams
) -> Refusal:
    """The Refusal an error stands for; `connection` may read the schema, in a transaction that has not failed."""
    reason = (error.diag.message_primary or str(error).strip() or type(error).__name__).splitlines()[0][:LONGEST]
    if isinstance(error, errors.QueryCanceled):
        return late(limits)
    if "out of memory" in reason:
        return out_of_memory(reason)
    for kinds, outcome, sentence in KNOWN:
        if isinstance(error, kinds):
            return Refusal(outcome, sentence.format(reason=reason))
    if isinstance(error, psycopg.DataError) and error.sqlstate is None:
        return Refusal("parameters", f"A value cannot be sent ({reason}). Give another one.")
    try:
        return Refusal("failed", _sentence(error, reason, connection, tables))
    except psycopg.Error:  # the schema cannot be looked at now; what was said still stands
        return Refusal("failed", f"PostgreSQL: {reason}. Correct the statement.")


def out_of_memory(reason: str) -> Refusal:
    """A statement or its answer needs more memory than the server or the reading process has."""
    return Refusal("memory", TOO_LARGE.format(reason=reason))


def _sentence(error: psycopg.Error, reason: str, connection: psycopg.Connection, tables: Sequence[str]) -> str:
    if isinstance(error, errors.UndefinedTable) and (match := re.match(r'relation "(.+)" does not exist', reason)):
        rows = connection.execute(f"SELECT table_name FROM information_schema.tables WHERE {OWN} ORDER BY 1")  # noqa: S608
        return f"{no_table(match[1], [name for (name,) in rows])} {SCHEMA}"
    if isinstance(error, errors.UndefinedColumn) and (match := re.match(r'column "?(.+?)"? does not exist', reason)):
        return no_column(match[1].replace('"', ""), _columns(connection, tables), SCHEMA)
    hint = f" ({error.diag.message_hint[:LONGEST].rstrip('.')})" if error.diag.message_hint else ""
    return f"PostgreSQL: {reason}{hint}. Correct the statement. {SCHEMA}"


def _columns(connection: psycopg.Connection, tables: Sequence[str]) -> dict[str, list[str]]:
    """The tables the statement reads, each with its columns."""
    rows = connection.execute(
        f"SELECT table_name, column_name FROM information_schema.columns WHERE {OWN} AND table_name = ANY(%s) "  # noqa: S608
        "ORDER BY table_name, ordinal_position",
        [[name.lower() for name in tables]],
    )
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found
