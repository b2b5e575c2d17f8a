"""What is wrong with a database: the file, its schema, its references and the data defects real databases have.

Foreign keys and CHECKs keep an ordinary write from making any of this. A file can still hold it: one written with the
checks off (the dirty demo: `PRAGMA ignore_check_constraints`, `PRAGMA foreign_keys = OFF`), or mended by hand.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import CheckConstraint, Text, and_, cast, func, inspect, or_, select, text

from database.engine import SCHEMA_VERSION, reading
from database.tables import caption_bank, caption_usage, creators, mass_messages, metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Engine, Select

__all__ = ["Finding", "check_database"]

EXAMPLES = 3
"""Examples a finding names."""

Severity = Literal["warning", "critical"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: a short name, how bad, how many, what with examples, and how to mend it."""

    name: str
    severity: Severity
    count: int
    detail: str
    fix: str


def check_database(engine: Engine) -> tuple[Finding, ...]:
    """Everything that is wrong, worst first; empty for a sound database. Reads only.

    With a schema this program does not know nothing but the file and the schema is looked at.
    """
    with reading(engine) as connection:
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
            "Put the newest backup in its place.",
        )


def _schema(connection: Connection) -> Iterator[Finding]:
    known = inspect(connection).has_table("alembic_version")
    version = connection.scalar(text("SELECT version_num FROM alembic_version")) if known else None
    if version != SCHEMA_VERSION:
        yield Finding(
            "schema-version",
            "critical",
            1,
            f"The schema has version {version or 'none'}, this EROS works with {SCHEMA_VERSION}.",
            "Run 'eros db upgrade', or install the EROS that wrote it.",
        )


def _references(connection: Connection) -> Iterator[Finding]:
    """Foreign keys, but for those that have a finding of their own."""
    if connection.dialect.name != "sqlite":
        return
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    own = {("caption_usage", "creators"), ("caption_usage", "caption_bank"), ("mass_messages", "caption_bank")}
    broken = Counter((row[0], row[2]) for row in rows)
    for (table, parent), count in sorted(broken.items()):
        if (table, parent) not in own:
            yield Finding(
                "references",
                "critical",
                count,
                f"{count} rows of {table} point at no row of {parent}.",
                f"Give them an existing row of {parent}, or remove them.",
            )


def _values(connection: Connection) -> Iterator[Finding]:
    """Every CHECK of every table, but for those that have a finding of their own."""
    for table in metadata.sorted_tables:
        rules = sorted(
            (str(rule.name), rule)
            for rule in table.constraints
            if isinstance(rule, CheckConstraint) and str(rule.name) not in NAMED_BELOW
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
                    "Correct the values, or remove the rows.",
                )


_m, _c, _u = mass_messages.c, caption_bank.c, caption_usage.c

NAMED_BELOW = frozenset(
    f"ck_mass_messages_{rule}"
    for rule in (
        "creator_given",
        "page_name_real",
        "viewed_within_sent",
        "purchased_within_sent",
        "sent_not_negative",
        "viewed_not_negative",
        "purchased_not_negative",
        "earnings_cents_not_negative",
        "priced_has_price",
    )
) | {"ck_creators_page_name_given"}

MESSAGE_DEFECTS: tuple[tuple[str, ColumnElement[bool], str, str], ...] = (
    (
        "message-page",
        _m.creator_id.is_(None),
        "messages have no page",
        "Set creator_id from page_name; archive with the reason what stays unknown.",
    ),
    (
        "message-page-nan",
        func.lower(_m.page_name) == "nan",
        "messages have the page name 'nan', which is no name but a missing cell",
        "Clear page_name; archive with the reason what then has no page.",
    ),
    (
        "viewed-over-sent",
        _m.viewed > _m.sent,
        "messages were viewed by more people than received them",
        "Clear viewed: it is unknown.",
    ),
    (
        "purchased-over-sent",
        _m.purchased > _m.sent,
        "messages were bought by more people than received them",
        "Import the source again, or archive the rows with the reason.",
    ),
    (
        "negative-counts",
        or_(_m.sent < 0, _m.viewed < 0, _m.purchased < 0, _m.earnings_cents < 0),
        "messages have a negative count or negative earnings",
        "Import the source again, or archive the rows with the reason.",
    ),
    (
        "price-missing",
        and_(_m.is_priced == 1, func.coalesce(_m.price_cents, 0) <= 0),
        "messages are priced but have no price",
        "Set the price to earnings over purchases; without purchases mark the message as not priced.",
    ),
)


def _messages(connection: Connection) -> Iterator[Finding]:
    for name, condition, what, fix in MESSAGE_DEFECTS:
        query = select(_m.message_id).where(condition).order_by(_m.message_id)
        yield from _finding(connection, query, name, f"{what}, message ids", fix)


def _pages(connection: Connection) -> Iterator[Finding]:
    wrong = or_(func.lower(creators.c.page_name) == "nan", creators.c.page_name == "")
    query = select(creators.c.creator_id).where(wrong).order_by(creators.c.creator_id)
    yield from _finding(
        connection, query, "page-name", "pages have no name or the name 'nan', creator ids", "Name the page."
    )


def _usage(connection: Connection) -> Iterator[Finding]:
    query = (
        select(_u.creator_id + " / " + cast(_u.caption_id, Text))
        .outerjoin(creators, creators.c.creator_id == _u.creator_id)
        .outerjoin(caption_bank, _c.caption_id == _u.caption_id)
        .where(or_(creators.c.creator_id.is_(None), _c.caption_id.is_(None)))
        .order_by(_u.creator_id, _u.caption_id)
    )
    fix = "Remove them; usage is computed again from the messages."
    yield from _finding(
        connection, query, "orphan-usage", "usage rows have lost their page or caption, page / caption", fix
    )


def _labels(connection: Connection) -> Iterator[Finding]:
    owner = func.coalesce(_c.creator_id, "")
    query = (
        select(func.min(_c.caption_id))
        .where(_c.is_active == 1)
        .group_by(_c.caption_key, owner)
        .having(
            or_(
                func.min(_c.caption_type) < func.max(_c.caption_type),
                func.min(_c.content_type) < func.max(_c.content_type),
            )
        )
        .order_by(func.min(_c.caption_id))
    )
    fix = "Keep the copy with the most uses, move the messages of the others to it and deactivate them."
    what = "texts stand in the bank more than once with different types, first caption ids"
    yield from _finding(connection, query, "caption-labels", what, fix)


def _links(connection: Connection) -> Iterator[Finding]:
    linked = select(_m.message_id).outerjoin(caption_bank, _c.caption_id == _m.caption_id).order_by(_m.message_id)
    broken = or_(_c.caption_id.is_(None), _m.caption_key != _c.caption_key)
    query = linked.where(_m.caption_id.is_not(None), broken)
    fix = "Link them again by caption_key; clear caption_id where no caption has it."
    yield from _finding(
        connection, query, "caption-links", "messages point at a missing or another caption, message ids", fix
    )
    usable = and_(_c.caption_key == _m.caption_key, or_(_c.creator_id.is_(None), _c.creator_id == _m.creator_id))
    query = select(_m.message_id).where(_m.caption_id.is_(None), select(_c.caption_id).where(usable).exists())
    what = "messages are not linked though the bank holds their text, message ids"
    yield from _finding(
        connection, query.order_by(_m.message_id), "caption-unlinked", what, "Link them by caption_key."
    )


def _finding(
    connection: Connection, query: Select[tuple[int]] | Select[tuple[str]], name: str, what: str, fix: str
) -> Iterator[Finding]:
    rows: Sequence[int | str] = connection.scalars(query).all()
    if rows:
        yield Finding(name, "warning", len(rows), f"{len(rows)} {what} {_some(rows)}.", fix)


def _some(values: Sequence[object]) -> str:
    shown = ", ".join(str(value) for value in values[:EXAMPLES])
    return f"{shown} and more" if len(values) > EXAMPLES else shown


DATA_CHECKS: tuple[Callable[[Connection], Iterable[Finding]], ...] = (
    _references,
    _pages,
    _messages,
    _usage,
    _labels,
    _links,
    _values,
)
