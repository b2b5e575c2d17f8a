"""The rotation of PPV styles belongs to a version of a week; a send names its outfit by id."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was ever written to the table that goes."""
    op.drop_table("rotation_state")
    op.create_table(
        "rotation_state",
        sa.Column("schedule_id", sa.Text(), nullable=False),
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("week_start", sa.Text(), nullable=False),
        *_standing(),
        sa.CheckConstraint("position BETWEEN 0 AND 3", name=op.f("ck_rotation_state_position_in_range")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.schedule_id"], name=op.f("fk_rotation_state_schedule_id")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_rotation_state_creator_id")),
        sa.PrimaryKeyConstraint("schedule_id", name=op.f("pk_rotation_state")),
        sqlite_strict=True,
    )
    op.create_index("ix_rotation_state_creator_id", "rotation_state", ["creator_id", "week_start"])
    op.alter_column("schedule_items", "outfit", new_column_name="outfit_id")


def downgrade() -> None:
    """The table stands empty again."""
    op.alter_column("schedule_items", "outfit_id", new_column_name="outfit")
    op.drop_table("rotation_state")
    op.create_table(
        "rotation_state",
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("week_start", sa.Text(), nullable=False),
        *_standing(),
        sa.Column("last_style", sa.Text()),
        sa.CheckConstraint(
            "last_style IN ('winner', 'bundle', 'solo', 'feature')", name=op.f("ck_rotation_state_last_style_known")
        ),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_rotation_state_creator_id")),
        sa.PrimaryKeyConstraint("creator_id", "week_start", name=op.f("pk_rotation_state")),
        sqlite_strict=True,
    )


def _standing() -> tuple[sa.Column[str], sa.Column[int], sa.Column[str]]:
    return (
        sa.Column("style_order", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Text(), nullable=False),
    )
