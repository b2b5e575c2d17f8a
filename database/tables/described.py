"""The tables and views of an open database in words, for those who write queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect

from database.engine import reading

if TYPE_CHECKING:
    from sqlalchemy import Engine, Inspector

__all__ = ["describe"]

_HEAD = """# Tables

Money is whole cents. Moments are texts in UTC, `local_date` and `local_minute` the page's own clock; weekday 0 is Monday.
"""


def describe(engine: Engine) -> str:
    """Every table and view with its columns as Markdown, keys marked; raises DatabaseError."""
    with reading(engine) as connection:
        found = inspect(connection)
        tables = [
            f"- `{name}`: {_columns(found, name)}" for name in found.get_table_names() if name != "alembic_version"
        ]
        views = [f"- `{name}`: {_columns(found, name)}" for name in found.get_view_names()]
    return "\n".join([_HEAD, *tables, *(["", "# Views", "", *views] if views else []), ""])


def _columns(found: Inspector, table: str) -> str:
    keys = set(found.get_pk_constraint(table)["constrained_columns"])
    return ", ".join(
        f"{column['name']} {column['type']}{' key' if column['name'] in keys else ''}"
        for column in found.get_columns(table)
    )
