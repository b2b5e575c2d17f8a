"""Schema revisions and how to run them: from code, without an ini file, inside the caller's transaction.

A new revision is drafted from the difference between the tables and a database of the newest schema with
`alembic.command.revision(config(connection), "what changes", autogenerate=True)`, completed by hand, and its id added to
`database.engine.VERSIONS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["config", "downgrade", "upgrade"]


def config(connection: Connection) -> Config:
    """Alembic's configuration for one connection; works from an installed wheel."""
    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", "database:migrations")
    made.set_main_option("path_separator", "os")
    return made


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema up to a revision."""
    command.upgrade(config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the schema down to a revision; `base` is an empty database. What the later revisions hold is lost."""
    command.downgrade(config(connection), revision)
