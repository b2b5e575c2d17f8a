"""Run by Alembic: migrates the connection it is given; the caller owns the transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from database.tables import metadata

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext


def _frozen(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A revision names plain column types, so that it stays true when ours change."""
    return f"sa.{item.impl_instance!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_server_default=True,
    render_item=_frozen,
)
context.run_migrations()
