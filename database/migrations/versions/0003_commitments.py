"""Rows of imported plans, which weeks are planned around."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commitments",
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Text(), nullable=False),
        sa.Column("local_minute", sa.Integer(), nullable=False),
        sa.Column("send_type", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text()),
        sa.Column("target", sa.Text()),
        sa.Column("caption_id", sa.Integer()),
        sa.Column("text", sa.Text()),
        sa.Column("price_cents", sa.Integer()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source_file", sa.Text(), nullable=False),
        sa.Column("source_line", sa.Integer(), nullable=False),
        sa.CheckConstraint("local_minute BETWEEN 0 AND 1439", name=op.f("ck_commitments_local_minute_in_range")),
        sa.CheckConstraint("caption_id IS NULL OR text IS NULL", name=op.f("ck_commitments_one_text")),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_commitments_price_cents_not_negative")),
        sa.CheckConstraint("status IN ('planned', 'draft')", name=op.f("ck_commitments_status_known")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_commitments_creator_id")),
        sa.ForeignKeyConstraint(["send_type"], ["send_types.send_type_key"], name=op.f("fk_commitments_send_type")),
        sa.ForeignKeyConstraint(["channel"], ["channels.channel_key"], name=op.f("fk_commitments_channel")),
        sa.ForeignKeyConstraint(["target"], ["audience_targets.target_key"], name=op.f("fk_commitments_target")),
        sa.ForeignKeyConstraint(["caption_id"], ["caption_bank.caption_id"], name=op.f("fk_commitments_caption_id")),
        sa.PrimaryKeyConstraint("creator_id", "starts_at", name=op.f("pk_commitments")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_commitments_caption_id"), "commitments", ["caption_id"])
    op.create_index(op.f("ix_commitments_creator_id"), "commitments", ["creator_id", "local_date"])


def downgrade() -> None:
    op.drop_table("commitments")
