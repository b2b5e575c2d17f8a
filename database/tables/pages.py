"""Pages, their voice, what they hold and what they refuse."""

from __future__ import annotations

from typing import get_args

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text

from database.tables.base import Day, Json, Moment, Real, between, count, flag, one_of, strict_table
from eros.model.catalogue import PageType
from eros.model.creator import EmojiFrequency, SlangLevel, SubType

__all__ = ["caption_restrictions", "creator_personas", "creators", "shoots", "vault"]

creators = strict_table(
    "creators",
    Column("creator_id", Text, primary_key=True),
    Column("page_name", Text, nullable=False, unique=True),
    CheckConstraint("page_name <> '' AND lower(page_name) <> 'nan'", name="page_name_given"),
    Column("display_name", Text, nullable=False),
    Column("page_type", Text, nullable=False),
    one_of("page_type", get_args(PageType)),
    Column("sub_type", Text, nullable=False),
    one_of("sub_type", get_args(SubType)),
    Column("timezone", Text, nullable=False, server_default="America/Los_Angeles"),
    *count("subscription_price_cents"),
    *count("active_fans"),
    Column("performance_tier", Integer, nullable=False, server_default="3"),
    between("performance_tier", 1, 5),
    *flag("use_shared_captions", default=True),
    Column("country", Text, nullable=False, server_default="US"),
    Column("view_value_cents", Real),
    CheckConstraint("view_value_cents >= 0", name="view_value_cents_not_negative"),
    Column("content_notes", Text),
    *flag("is_active", default=True),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

creator_personas = strict_table(
    "creator_personas",
    Column("creator_id", Text, ForeignKey("creators.creator_id"), primary_key=True),
    Column("primary_tone", Text, nullable=False),
    Column("secondary_tone", Text),
    Column("emoji_frequency", Text, nullable=False, server_default="moderate"),
    one_of("emoji_frequency", get_args(EmojiFrequency)),
    Column("favourite_emojis", Json, nullable=False, server_default="[]"),
    Column("slang_level", Text, nullable=False, server_default="light"),
    one_of("slang_level", get_args(SlangLevel)),
    Column("avg_sentiment", Real),
    Column("avg_caption_length", Real),
)

vault = strict_table(
    "vault",
    Column("creator_id", Text, ForeignKey("creators.creator_id"), primary_key=True),
    Column("content_type", Text, ForeignKey("content_types.key"), primary_key=True),
    *flag("has_content", default=True),
    *count("quantity"),
    Column("quality", Integer),
    between("quality", 1, 5),
    Column("notes", Text),
)

caption_restrictions = strict_table(
    "caption_restrictions",
    Column("creator_id", Text, ForeignKey("creators.creator_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    *(
        Column(name, Json, nullable=False, server_default="[]")
        for name in (
            "hard_patterns",
            "soft_patterns",
            "blocked_categories",
            "blocked_tiers",
            "allowed_categories",
            "allowed_tiers",
        )
    ),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)
"""The highest version of a page is the one that holds; earlier ones stay as history."""

shoots = strict_table(
    "shoots",
    Column("shoot_id", Text, primary_key=True),
    Column("creator_id", Text, ForeignKey("creators.creator_id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("outfit", Text),
    Column("content_type", Text, ForeignKey("content_types.key")),
    Column("shot_on", Day),
)
