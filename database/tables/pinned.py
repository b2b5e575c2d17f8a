"""Sends people fixed in a plan of their own."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text

from database.tables.base import Day, Moment, between, count, one_of, strict_table

__all__ = ["commitments"]

commitments = strict_table(
    "commitments",
    Column("creator_id", Text, ForeignKey("creators.creator_id"), primary_key=True),
    Column("starts_at", Moment, primary_key=True),
    Column("ref", Text, nullable=False),
    Column("local_date", Day, nullable=False),
    Column("local_minute", Integer, nullable=False),
    between("local_minute", 0, 1439),
    Column("send_type", Text, ForeignKey("send_types.send_type_key"), nullable=False),
    Column("channel", Text, ForeignKey("channels.channel_key")),
    Column("target", Text, ForeignKey("audience_targets.target_key")),
    Column("caption_id", Integer, ForeignKey("caption_bank.caption_id"), index=True),
    Column("text", Text),
    CheckConstraint("caption_id IS NULL OR text IS NULL", name="one_text"),
    *count("price_cents", nullable=True),
    Column("status", Text, nullable=False),
    one_of("status", ("planned", "draft")),
    Column("source_file", Text, nullable=False),
    Column("source_line", Integer, nullable=False),
    Index("ix_commitments_creator_id", "creator_id", "local_date"),
)
"""Rows of imported plans: the week of `local_date` is planned around them. `ref` is the send's name in that week, what is
NULL the planner chooses, `status` what the plan said; what became of a send stands with the weeks."""
