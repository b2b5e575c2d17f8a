"""The bank of texts, what they have done, and who holds them now."""

from __future__ import annotations

from typing import get_args

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    desc,
)

from database.tables.base import Day, Moment, Real, between, count, flag, one_of, strict_table
from eros.model.catalogue import PpvStyle

__all__ = ["caption_bank", "caption_locks", "caption_usage"]

caption_bank = strict_table(
    "caption_bank",
    Column("caption_id", Integer, primary_key=True),
    Column("creator_id", Text, ForeignKey("creators.creator_id")),
    Column("text", Text, nullable=False),
    CheckConstraint("text <> ''", name="text_given"),
    Column("caption_key", Text, nullable=False, index=True),
    Column("caption_type", Text, nullable=False),
    CheckConstraint("caption_type <> ''", name="caption_type_given"),
    Column("content_type", Text, ForeignKey("content_types.key"), nullable=False),
    Column("tone", Text),
    Column("ppv_style", Text),
    one_of("ppv_style", get_args(PpvStyle)),
    Column("price_tier", Text),
    *count("suggested_price_cents", nullable=True),
    Column("family", Text),
    *flag("is_paid_only", default=False),
    Column("performance_score", Real, nullable=False, server_default="50"),
    between("performance_score", 0, 100),
    *flag("is_active", default=True),
    *count("fleet_uses"),
    Column("fleet_index", Real, nullable=False, server_default="1"),
    CheckConstraint("fleet_index >= 0", name="fleet_index_not_negative"),
    Column("char_length", Integer, Computed("length(text)", persisted=True)),
)
"""`creator_id` NULL is a shared caption. `caption_key` is the digest of the normalised text, by which messages find it."""

Index(
    "ix_caption_bank_pool",
    caption_bank.c.creator_id,
    caption_bank.c.caption_type,
    caption_bank.c.is_active,
    desc(caption_bank.c.fleet_index),
    caption_bank.c.caption_id,
)

caption_usage = strict_table(
    "caption_usage",
    Column("creator_id", Text, ForeignKey("creators.creator_id"), primary_key=True),
    Column("caption_id", Integer, ForeignKey("caption_bank.caption_id"), primary_key=True),
    Column("last_used_on", Day, nullable=False),
    *count("times"),
    *count("sent"),
    *count("viewed"),
    *count("purchased"),
    *count("earnings_cents"),
    Column("trials", Real, nullable=False, server_default="0"),
    Column("successes", Real, nullable=False, server_default="0"),
    Column("decayed_on", Day),
    CheckConstraint("viewed <= sent", name="viewed_within_sent"),
    CheckConstraint("purchased <= sent", name="purchased_within_sent"),
    CheckConstraint("successes BETWEEN 0 AND trials", name="successes_within_trials"),
    Index("ix_caption_usage_caption_id", "caption_id"),
)
"""`trials` and `successes` are the forgetting sums as they stood on `decayed_on`, the newest use with a known outcome: on a
later day both are halved for every half-life between (`database.forgetting`)."""

caption_locks = strict_table(
    "caption_locks",
    Column("schedule_id", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("caption_id", Integer, ForeignKey("caption_bank.caption_id"), nullable=False),
    Column("creator_id", Text, ForeignKey("creators.creator_id"), nullable=False),
    Column("send_date", Day, nullable=False),
    Column("expires_at", Moment),
    ForeignKeyConstraint(["schedule_id", "ref"], ["schedule_items.schedule_id", "schedule_items.ref"]),
    Index("ix_caption_locks_caption_id", "caption_id", "send_date"),
    Index("ix_caption_locks_creator_id", "creator_id"),
)
"""One lock per PPV item. `expires_at` is when a draft's lock lapses; NULL holds until it is released."""
