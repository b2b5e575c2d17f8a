"""What is wrong with a database: the file, its schema, its references and the data defects real databases have.

Foreign keys and CHECKs keep an ordinary write from making any of this. A file can still hold it: one written with the
checks off (the dirty demo: `PRAGMA ignore_check_constraints`, `PRAGMA foreign_keys = OFF`), or mended by hand.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import CheckConstraint, func, inspect, select, text, type_coerce
from sqlalchemy.types import NullType

from database.defects import CLEARED, DEFECTS, NAMED_CHECKS, REMOVED, REPAIR
from database.engine import SCHEMA_VERSION, VERSIONS, reading
from database.refresh import daily_sums, usage_sums
from database.tables import caption_bank, caption_usage, creator_metrics_daily, mass_messages, metadata
from eros.text.key import caption_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine, Select, Table
    from sqlalchemy.sql.base import ReadOnlyColumnCollection

__all__ = ["Finding", "check_database", "findings_in", "out_of_step", "wrong_keys"]

EXAMPLES = 3
"""Examples a finding names."""

Severity = Literal["warning", "critical"]
Rows = dict[tuple[Any, ...], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: a short name, how bad, how many, what with a few examples, and how it is mended.

    `fix` says what `command` does; where `command` is '' it says what a person has to do.
    """

    name: str
    severity: Severity
    count: int
    detail: str
    fix: str
    command: str
    examples: tuple[str, ...] = ()


def check_database(engine: Engine) -> tuple[Finding, ...]:
    """Everything that is wrong, worst first; empty for a sound database. Reads only.

    With a schema this program does not know nothing but the file and the schema is looked at.
    """
    with reading(engine) as connection:
        return findings_in(connection)


def findings_in(connection: Connection) -> tuple[Finding, ...]:
    """`check_database` as this connection sees it, in the middle of a transaction too."""
    found = [*_file(connection), *_schema(connection)]
    if not found:
        found = [finding for check in DATA_CHECKS for finding in check(connection)]
    return tuple(sorted(found, key=lambda finding: finding.severity != "critical"))


def _file(connection: Connection) -> Iterator[Finding]:
    """SQLite's own look at pages and indexes; values are looked at below, with their names."""
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    lines = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
    if lines != ["ok"]:
        yield Finding(
            "integrity",
            "critical",
            len(lines),
            f"The file is damaged: {_some(lines)}.",
            "Puts a backup in its place.",
            "eros db restore BACKUP --force",
            tuple(lines[:EXAMPLES]),
        )


def _schema(connection: Connection) -> Iterator[Finding]:
    known = inspect(connection).has_table("alembic_version")
    version = connection.scalar(text("SELECT version_num FROM alembic_version")) if known else None
    if version == SCHEMA_VERSION:
        return
    older = version is None or version in VERSIONS
    yield Finding(
        "schema-version",
        "critical",
        1,
        f"The schema has version {version or 'none'}, this EROS works with {SCHEMA_VERSION}.",
        "Brings it to this version; a backup is made first." if older else "Install the EROS that wrote it.",
        "eros db upgrade" if older else "",
        (str(version or "none"),),
    )


def _references(connection: Connection) -> Iterator[Finding]:
    """Foreign keys, but for those that have a finding of their own."""
    if connection.dialect.name != "sqlite":
        return
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    own = {("mass_messages", "creators"), ("mass_messages", "caption_bank")}
    broken = Counter((row[0], row[2]) for row in rows if row[0] not in ("caption_usage", "caption_locks"))
    for (table, parent), count in sorted(broken.items()):
        if (table, parent) not in own:
            examples = [f"rowid {row[1]}" for row in rows if (row[0], row[2]) == (table, parent)]
            yield Finding(
                "references",
                "critical",
                count,
                f"{count} rows of {table} point at no row of {parent}, {_some(examples)}.",
                *_mend_reference(table, parent),
                tuple(examples[:EXAMPLES]),
            )


def _mend_reference(table: str, parent: str) -> tuple[str, str]:
    if table in REMOVED:
        return "Removes them; they are computed again.", REPAIR
    if (table, parent) in CLEARED:
        return f"Clears {' and '.join(CLEARED[table, parent])}: it is unknown.", REPAIR
    return f"Give them an existing row of {parent}, or remove them, after 'eros db backup'.", ""


def _values(connection: Connection) -> Iterator[Finding]:
    """Every CHECK of every table, but for those that have a finding of their own."""
    for table in metadata.sorted_tables:
        rules = sorted(
            (str(rule.name), rule)
            for rule in table.constraints
            if isinstance(rule, CheckConstraint) and str(rule.name) not in NAMED_CHECKS
        )
        if not rules:
            continue
        columns = [func.count().filter(text(f"NOT ({rule.sqltext})")) for _, rule in rules]
        counts = connection.execute(select(*columns).select_from(table)).one()
        for (name, rule), count in zip(rules, counts, strict=True):
            if count:
                yield Finding(
                    "values",
                    "warning",
                    count,
                    f"{count} rows of {table.name} break {name} ({rule.sqltext}).",
                    "Correct the values, or remove the rows, after 'eros db backup'.",
                    "",
                )


def _defects(connection: Connection) -> Iterator[Finding]:
    for defect in DEFECTS:
        rows = [str(label) for label in connection.scalars(defect.query)]
        if rows:
            yield _warning(defect.name, rows, f"{len(rows)} {defect.what}", defect.fix, defect.command)


def _keys(connection: Connection) -> Iterator[Finding]:
    for table in (caption_bank, mass_messages):
        rows = [str(key) for key, _, _ in wrong_keys(connection, table)]
        if rows:
            what = f"{len(rows)} rows of {table.name} have the key of another text, ids"
            yield _warning("text-keys", rows, what, "Computes the keys from the texts.", REPAIR)


def wrong_keys(connection: Connection, table: Table) -> list[tuple[int, str | None, str]]:
    """Id, key and right key of the rows whose caption_key is not that of their text."""
    (identity,) = table.primary_key
    query = select(identity, table.c.caption_key, table.c.text).where(table.c.text != "").order_by(identity)
    compared = ((row[0], row[1], caption_key(row[2])) for row in connection.execute(query))
    return [row for row in compared if row[1] != row[2]]


def _statistics(connection: Connection) -> Iterator[Finding]:
    for table, sums in ((creator_metrics_daily, daily_sums()), (caption_usage, usage_sums())):
        stored, due = out_of_step(connection, table, sums)
        rows = sorted({" / ".join(map(str, key)) for key in {**stored, **due}})
        if rows:
            what = f"{len(rows)} rows of {table.name} differ from the messages they are the sums of,"
            yield _warning("statistics", rows, what, "Computes them again.", REPAIR)


def out_of_step(connection: Connection, table: Table, sums: Select[Any]) -> tuple[Rows, Rows]:
    """By primary key: rows of the table that `sums` does not give, and rows of `sums` that the table does not hold.

    Values as they are stored. Rows of a page or caption that does not exist are left out: they have findings of their own.
    """
    due = sums.subquery()
    names = [column.name for column in due.c]
    places = [names.index(column.name) for column in table.primary_key]
    stored, wanted = (
        {tuple(row) for row in connection.execute(_of_known(table, source.c, names))} for source in (table, due)
    )

    def by_key(rows: set[tuple[Any, ...]]) -> Rows:
        return {tuple(row[place] for place in places): dict(zip(names, row, strict=True)) for row in rows}

    return by_key(stored - wanted), by_key(wanted - stored)


def _of_known(table: Table, columns: ReadOnlyColumnCollection[str, Any], names: Sequence[str]) -> Select[Any]:
    query: Select[Any] = select().add_columns(*(type_coerce(columns[name], NullType()) for name in names))
    for key in table.foreign_keys:
        query = query.where(columns[key.parent.name].in_(select(key.column)))
    return query


def _warning(name: str, rows: Sequence[str], what: str, fix: str, command: str) -> Finding:
    return Finding(name, "warning", len(rows), f"{what} {_some(rows)}.", fix, command, tuple(rows[:EXAMPLES]))


def _some(values: Sequence[object]) -> str:
    shown = ", ".join(str(value) for value in values[:EXAMPLES])
    return f"{shown} and more" if len(values) > EXAMPLES else shown


DATA_CHECKS: tuple[Callable[[Connection], Iterable[Finding]], ...] = (
    _references,
    _defects,
    _keys,
    _statistics,
    _values,
)
