"""The demo database: a simulated fleet in a real file, clean or with the defects real files have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from database.catalogue import shipped_catalogue
from database.demo_defects import spoil
from database.demo_rows import (
    CAPTION_COLUMNS,
    MESSAGE_COLUMNS,
    caption_rows,
    creator_rows,
    message_rows,
    persona_rows,
    shoot_rows,
    vault_rows,
)
from database.engine import writing
from database.lifecycle import new_database
from database.refresh import refresh
from database.tables import caption_bank, creator_personas, creators, database_info, mass_messages, shoots, vault
from eros.simulate import world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection, Table

    from eros.model.catalogue import Catalogue
    from eros.simulate import World

__all__ = ["DEMO_SEED", "create_demo"]

DEMO_SEED = 7
"""The seed of the demo database that comes by itself."""


def create_demo(
    path: Path,
    *,
    seed: int = DEMO_SEED,
    dirty: bool = False,
    progress: Callable[[str], None] | None = None,
) -> None:
    """A new database with the simulated fleet of `seed`; it appears under `path` only when it is complete.

    The same seed gives the same contents. With `dirty` the defects of `demo_defects.DEFECTS` are planted into it.
    `progress` hears one sentence per step. Raises DatabaseError when `path` exists or cannot be written.
    """
    tell = progress or _silence
    with new_database(path) as engine:
        tell("Drawing 37 pages, their captions and two years of messages ...")
        catalogue = shipped_catalogue()
        fleet = world(seed, catalogue)
        with writing(engine) as connection:
            tell(f"Writing {len(fleet.captions):,} captions and {len(fleet.messages):,} messages ...")
            _fill(connection, fleet, catalogue)
            tell("Adding up what they did ...")
            refresh(connection)
        if dirty:
            tell("Planting defects ...")
            spoil(Path(str(engine.url.database)))


def _silence(_sentence: str) -> None:
    """Nobody listens."""


def _fill(connection: Connection, fleet: World, catalogue: Catalogue) -> None:
    facts = {"is_demo": "1", "seed": str(fleet.seed)}
    connection.execute(insert(database_info), [{"key": key, "value": value} for key, value in facts.items()])
    connection.execute(insert(creators), creator_rows(fleet))
    connection.execute(insert(creator_personas), persona_rows(fleet))
    connection.execute(insert(vault), vault_rows(fleet))
    connection.execute(insert(shoots), shoot_rows(fleet))
    _insert_raw(connection, caption_bank, CAPTION_COLUMNS, caption_rows(fleet))
    _insert_raw(connection, mass_messages, MESSAGE_COLUMNS, message_rows(fleet, catalogue))


def _insert_raw(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows of plain SQLite values, past SQLAlchemy's conversions: the same rows at a third of the time.

    `columns` stand in the order of the table.
    """
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    connection.exec_driver_sql(str(statement), list(rows))
