"""A database's contents as one number."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select

from database.engine import open_engine, reading
from database.tables import metadata

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["content_digest_of"]


def content_digest_of(path: Path) -> str:
    """SHA-256 (hex) of every row of every table, ordered by primary key: equal for equal contents, whatever the file.

    Raises DatabaseError when `path` is no database of EROS.
    """
    digest = hashlib.sha256()
    engine = open_engine(path, read_only=True)
    with reading(engine) as connection:
        for table in metadata.sorted_tables:
            digest.update(f"{table.name}\n".encode())
            query = str(select(table).order_by(*table.primary_key).compile(engine))
            for row in connection.exec_driver_sql(query):
                digest.update(repr(tuple(row)).encode())
    engine.dispose()
    return digest.hexdigest()
