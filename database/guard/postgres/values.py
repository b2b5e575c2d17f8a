"""Values as they leave PostgreSQL: numbers, truths and bytes as Python has them, whatever else as PostgreSQL writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from psycopg.adapt import Buffer, Loader
from psycopg.types.numeric import Int4, Int8

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg

    from database.guard.request import Value

__all__ = ["dumped", "load_plainly"]

LOADED = {"int2", "int4", "int8", "oid", "float4", "float8", "numeric", "bool", "bytea"}
MOMENTS = {"timestamp", "timestamptz", "timetz"}
MOMENT = re.compile(r"(?:(\d{4,6}-\d\d-\d\d) )?(\d\d:\d\d:\d\d(?:\.\d+)?)(?:([+-]\d\d)(:\d\d)?)?")


class _Text(Loader):
    """PostgreSQL's own spelling, also of dates no calendar of Python has; what is no UTF-8 is replaced."""

    def load(self, data: Buffer) -> str:
        return bytes(data).decode("utf-8", "replace")


class _Moment(_Text):
    """As ISO 8601 has it: a T, and minutes in the offset. Infinities and years before Christ stay as they are."""

    def load(self, data: Buffer) -> str:
        text = super().load(data)
        found = MOMENT.fullmatch(text)
        if not found:
            return text
        day, time, hours, minutes = found.groups()
        offset = f"{hours}{minutes or ':00'}" if hours else ""
        return f"{day}T{time}{offset}" if day else f"{time}{offset}"


def load_plainly(connection: psycopg.Connection) -> None:
    """Let this connection give numbers, True, False, bytes, texts, and lists of them; nothing that could fail to load."""
    for kind in connection.adapters.types:
        if kind.name not in LOADED:
            connection.adapters.register_loader(kind.oid, _Moment if kind.name in MOMENTS else _Text)


def dumped(values: Iterable[Value]) -> list[object]:
    """Values to bind: whole numbers as a literal of PostgreSQL would be, true and false as the 1 and 0 flags are kept as."""
    return [_dumped(value) for value in values]


def _dumped(value: Value) -> object:
    if not isinstance(value, int):
        return value
    number = int(value)
    return Int4(number) if -(2**31) <= number < 2**31 else Int8(number)
