"""What can be sent at all, seeded from the CSV files, and what the database says about itself."""

from __future__ import annotations

from typing import get_args

from sqlalchemy import Column, ForeignKey, Integer, Text, UniqueConstraint

from database.tables.base import Real, between, count, flag, one_of, strict_table
from eros.model.catalogue import CATEGORIES, LengthClass, Quota

__all__ = [
    "audience_targets",
    "channels",
    "content_types",
    "database_info",
    "send_type_captions",
    "send_types",
]

channels = strict_table(
    "channels",
    Column("channel_key", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    *flag("supports_targeting", default=False),
    *flag("is_message", default=False),
    *flag("requires_manual_send", default=False),
)

audience_targets = strict_table(
    "audience_targets",
    Column("target_key", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("page_types", Text, nullable=False),
    Column("channels", Text, nullable=False),
    Column("default_reach_share", Real),
    Column("meaning", Text, nullable=False),
    between("default_reach_share", 0, 1),
)

content_types = strict_table(
    "content_types",
    Column("key", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    *flag("is_inventory", default=True),
    Column("category", Text, nullable=False),
    Column("priority_tier", Integer, nullable=False),
    *flag("is_explicit", default=False),
)

send_types = strict_table(
    "send_types",
    Column("send_type_key", Text, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("category", Text, nullable=False),
    one_of("category", CATEGORIES),
    Column("quota", Text, nullable=False),
    one_of("quota", get_args(Quota)),
    Column("page_type", Text, nullable=False),
    one_of("page_type", ("paid", "free", "both")),
    *flag("requires_media", default=False),
    *flag("requires_flyer", default=False),
    *flag("requires_price", default=False),
    *count("base_price_cents", nullable=True),
    *flag("requires_link", default=False),
    *count("expires_hours", nullable=True),
    *flag("followup_parent", default=False),
    *count("max_per_day"),
    *count("max_per_week", nullable=True),
    *count("min_gap_hours"),
    Column("length_class", Text, nullable=False),
    one_of("length_class", get_args(LengthClass)),
    Column("emoji_level", Text, nullable=False),
    Column("channel", Text, ForeignKey("channels.channel_key"), nullable=False),
    Column("channel_alt", Text, ForeignKey("channels.channel_key")),
    Column("default_target", Text, ForeignKey("audience_targets.target_key"), nullable=False),
    Column("style_group", Text, nullable=False),
    *flag("buying_opportunity", default=False),
    Column("label", Text),
    Column("preferred_hours", Text, nullable=False),
    Column("preferred_days", Text, nullable=False),
)

send_type_captions = strict_table(
    "send_type_captions",
    Column("send_type_key", Text, ForeignKey("send_types.send_type_key"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("caption_type", Text, nullable=False),
    UniqueConstraint("send_type_key", "caption_type"),
)

database_info = strict_table(
    "database_info",
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Facts about the file itself, such as `is_demo` and `seed`."""
