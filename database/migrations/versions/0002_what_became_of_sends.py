"""A send can fail; a prediction keeps the whole outcome; a message says how its caption was found; near texts wait."""

from __future__ import annotations

import importlib

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REAL: sa.types.TypeEngine[float] = sa.Double().with_variant(sa.REAL(), "sqlite")

VIEWS: dict[str, str] = importlib.import_module("database.migrations.versions.0001_initial_schema").VIEWS
ITEM_STATUS = "ck_schedule_items_status_known"
OUTCOME = ("actual_sent", "actual_viewed", "actual_purchased")
SOURCES = "caption_source IN ('source', 'text', 'similar', 'review', 'plan')"


def upgrade() -> None:
    _item_status("status IN ('planned', 'sent', 'cancelled', 'failed', 'stale')")
    for name in OUTCOME:
        op.add_column("predictions", sa.Column(name, sa.Integer()))
    _add_caption_source()
    op.add_column("mass_messages_archive", sa.Column("row_key", sa.Text()))
    op.create_index(op.f("ix_mass_messages_archive_row_key"), "mass_messages_archive", ["row_key"])
    _create_matches()


def downgrade() -> None:
    op.drop_table("text_matches")
    op.drop_index(op.f("ix_mass_messages_archive_row_key"), "mass_messages_archive")
    op.drop_column("mass_messages_archive", "row_key")
    op.drop_column("mass_messages", "caption_source")
    for name in reversed(OUTCOME):
        op.drop_column("predictions", name)
    op.execute("UPDATE schedule_items SET status = 'cancelled' WHERE status = 'failed'")
    _item_status("status IN ('planned', 'sent', 'cancelled', 'stale')")


def _item_status(allowed: str) -> None:
    """The views stand on the table, so they make room while it is rebuilt."""
    for name in VIEWS:
        op.execute(f"DROP VIEW {name}")
    with op.batch_alter_table("schedule_items", table_kwargs={"sqlite_strict": True}) as batch:
        batch.drop_constraint(op.f(ITEM_STATUS), type_="check")
        batch.create_check_constraint(op.f(ITEM_STATUS), allowed)
    for name, query in VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")


def _add_caption_source() -> None:
    """A caption with the message's own text was found by it; any other was named by the file."""
    if op.get_bind().dialect.name == "sqlite":  # it takes a check with a new column, but none afterwards
        check = f"CONSTRAINT ck_mass_messages_caption_source_known CHECK ({SOURCES})"
        op.execute(f"ALTER TABLE mass_messages ADD COLUMN caption_source TEXT {check}")
    else:
        op.add_column("mass_messages", sa.Column("caption_source", sa.Text()))
        op.create_check_constraint(op.f("ck_mass_messages_caption_source_known"), "mass_messages", SOURCES)
    same = (
        "EXISTS (SELECT 1 FROM caption_bank b "
        "WHERE b.caption_id = mass_messages.caption_id AND b.caption_key = mass_messages.caption_key)"
    )
    op.execute(
        f"UPDATE mass_messages SET caption_source = CASE WHEN {same} THEN 'text' ELSE 'source' END "
        "WHERE caption_id IS NOT NULL"
    )


def _create_matches() -> None:
    op.create_table(
        "text_matches",
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("caption_key", sa.Text(), nullable=False),
        sa.Column("caption_id", sa.Integer(), nullable=False),
        sa.Column("likeness", REAL, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", sa.Text()),
        sa.CheckConstraint("likeness BETWEEN 0 AND 1", name=op.f("ck_text_matches_likeness_in_range")),
        sa.CheckConstraint(
            "status IN ('linked', 'open', 'accepted', 'rejected')", name=op.f("ck_text_matches_status_known")
        ),
        sa.ForeignKeyConstraint(["caption_id"], ["caption_bank.caption_id"], name=op.f("fk_text_matches_caption_id")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_text_matches_creator_id")),
        sa.PrimaryKeyConstraint("match_id", name=op.f("pk_text_matches")),
        sa.UniqueConstraint(
            "creator_id", "caption_key", "caption_id", name=op.f("uq_text_matches_creator_id_caption_key_caption_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_text_matches_caption_id"), "text_matches", ["caption_id"])
