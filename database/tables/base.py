"""What every table is made of: the metadata, strict tables and the column types of the data model."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import REAL, CheckConstraint, Column, Double, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Dialect
    from sqlalchemy.schema import SchemaItem
    from sqlalchemy.types import TypeEngine

__all__ = ["Day", "Flag", "Json", "Moment", "Real", "between", "count", "flag", "metadata", "one_of", "strict_table"]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware instant, kept as UTC ISO-8601 text to the second (2026-11-23T17:04:00+00:00), so that it sorts."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone; a stored moment is an aware datetime")
        return value.astimezone(UTC).isoformat(timespec="seconds")

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A local calendar date, kept as text (2026-11-23)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, _dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> date | None:
        """From the database."""
        return None if value is None else date.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """True or False, kept as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, _dialect: Dialect) -> int | None:  # noqa: FBT001 - SQLAlchemy's signature
        """To the database."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> bool | None:
        """From the database."""
        return None if value is None else bool(value)


class Json(TypeDecorator[Any]):
    """Lists, mappings and plain values, kept as compact JSON text; None is NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """From the database."""
        return None if value is None else json.loads(value)


Real: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")
"""Eight bytes everywhere; a STRICT table knows it as REAL."""


def strict_table(name: str, *items: SchemaItem) -> Table:
    """A table of this metadata, STRICT on SQLite."""
    return Table(name, metadata, *items, sqlite_strict=True)


def flag(name: str, *, default: bool) -> tuple[Column[bool], CheckConstraint]:
    """A yes/no column with its check."""
    return Column(name, Flag, nullable=False, server_default=str(int(default))), one_of(name, (0, 1))


def count(name: str, *, nullable: bool = False) -> tuple[Column[int], CheckConstraint]:
    """A whole number of 0 or more; 0 unless given, NULL where unknown is possible."""
    column = Column(name, Integer, nullable=nullable, server_default=None if nullable else "0")
    return column, CheckConstraint(f"{name} >= 0", name=f"{name}_not_negative")


def one_of(name: str, values: Iterable[str | int]) -> CheckConstraint:
    """The column holds one of these values."""
    listed = ", ".join(repr(value) for value in values)
    return CheckConstraint(f"{name} IN ({listed})", name=f"{name}_known")


def between(name: str, low: float, high: float) -> CheckConstraint:
    """The column lies within low..high, both included."""
    return CheckConstraint(f"{name} BETWEEN {low} AND {high}", name=f"{name}_in_range")
