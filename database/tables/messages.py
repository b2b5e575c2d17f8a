"""What was sent and what came of it."""

from __future__ import annotations

from typing import get_args

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text, UniqueConstraint

from database.tables.base import Day, Json, Moment, Real, between, count, flag, one_of, strict_table
from eros.model.estimates import Tier

__all__ = [
    "content_rankings",
    "creator_metrics_daily",
    "fleet_figures",
    "mass_messages",
    "mass_messages_archive",
    "text_matches",
]

mass_messages = strict_table(
    "mass_messages",
    Column("message_id", Integer, primary_key=True),
    Column("source_message_id", Text),
    Column("creator_id", Text, ForeignKey("creators.creator_id")),
    CheckConstraint("creator_id IS NOT NULL", name="creator_given"),
    Column("page_name", Text),
    CheckConstraint("lower(page_name) <> 'nan'", name="page_name_real"),
    Column("send_type", Text, ForeignKey("send_types.send_type_key")),
    Column("type_source", Text),
    one_of("type_source", ("source", "caption", "rules", "plan")),
    Column("caption_id", Integer, ForeignKey("caption_bank.caption_id")),
    Column("caption_source", Text),
    one_of("caption_source", ("source", "text", "similar", "review", "plan")),
    Column("caption_key", Text),
    Column("content_type", Text, ForeignKey("content_types.key")),
    Column("text", Text),
    Column("media_count", Integer),
    *flag("is_priced", default=False),
    Column("price_cents", Integer),
    CheckConstraint("is_priced = 0 OR (price_cents IS NOT NULL AND price_cents > 0)", name="priced_has_price"),
    Column("sent_at", Moment, nullable=False),
    Column("local_date", Day, nullable=False),
    Column("local_hour", Integer, nullable=False),
    between("local_hour", 0, 23),
    Column("local_weekday", Integer, nullable=False),
    between("local_weekday", 0, 6),
    *count("sent"),
    *count("viewed", nullable=True),
    *count("purchased"),
    *count("earnings_cents"),
    CheckConstraint("viewed <= sent", name="viewed_within_sent"),
    CheckConstraint("purchased <= sent", name="purchased_within_sent"),
    Column("propensity", Real),
    between("propensity", 0, 1),
    Column("source_file", Text),
    UniqueConstraint("creator_id", "source_message_id"),
    Index("ix_mass_messages_creator_id", "creator_id", "sent_at"),
    Index("ix_mass_messages_caption_id", "caption_id"),
)
"""`creator_id` is required by a CHECK, not by NOT NULL: so a file that met the defect elsewhere can be held, found by
`eros db check` and mended, while every ordinary write refuses it. `page_name` is the name the source gave, `viewed`
NULL where the source did not say, `type_source` how the send type was found, `caption_source` how the caption was: named
by the source, the same text, a similar text, a person's review, the week it was planned in."""

mass_messages_archive = strict_table(
    "mass_messages_archive",
    Column("archive_id", Integer, primary_key=True),
    Column("message_id", Integer),
    Column("page_name", Text),
    Column("sent_at", Moment),
    Column("row", Json, nullable=False),
    Column("reason", Text, nullable=False),
    Column("archived_at", Moment, nullable=False),
    Column("source_file", Text),
    Column("row_key", Text, index=True),
)
"""Messages that cannot be attributed, whole and with the reason; kept, never used. `row_key` tells the same row again."""

text_matches = strict_table(
    "text_matches",
    Column("match_id", Integer, primary_key=True),
    Column("creator_id", Text, ForeignKey("creators.creator_id"), nullable=False),
    Column("caption_key", Text, nullable=False),
    Column("caption_id", Integer, ForeignKey("caption_bank.caption_id"), nullable=False, index=True),
    Column("likeness", Real, nullable=False),
    between("likeness", 0, 1),
    Column("status", Text, nullable=False),
    one_of("status", ("linked", "open", "accepted", "rejected")),
    Column("decided_by", Text),
    Column("decided_at", Moment),
    UniqueConstraint("creator_id", "caption_key", "caption_id"),
)
"""Texts a page sent (by key) that resemble a caption: linked at once, open for review, or decided by a person."""

creator_metrics_daily = strict_table(
    "creator_metrics_daily",
    Column("creator_id", Text, ForeignKey("creators.creator_id"), primary_key=True),
    Column("local_date", Day, primary_key=True),
    Column("send_type", Text, primary_key=True),
    *count("sends"),
    *count("recipients"),
    *count("view_recipients"),
    *count("views"),
    *count("purchases"),
    *count("earnings_cents"),
)
"""`send_type` is '' where unknown; `view_recipients` are the recipients of messages whose views are known."""

content_rankings = strict_table(
    "content_rankings",
    Column("creator_id", Text, ForeignKey("creators.creator_id"), primary_key=True),
    Column("analysis_date", Day, primary_key=True),
    Column("content_type", Text, ForeignKey("content_types.key"), primary_key=True),
    *count("n"),
    Column("rps_cents", Real, nullable=False),
    Column("low_cents", Real, nullable=False),
    Column("high_cents", Real, nullable=False),
    *count("window_days"),
    Column("tier", Text, nullable=False),
    one_of("tier", get_args(Tier)),
    Column("confidence", Real),
    between("confidence", 0, 1),
)

fleet_figures = strict_table(
    "fleet_figures",
    Column("kind", Text, primary_key=True),
    one_of("kind", ("type", "hour", "weekday", "slump_day")),
    Column("key", Text, primary_key=True),
    *count("n"),
    *count("sent"),
    *count("viewed"),
    *count("purchased"),
    *count("earnings_cents"),
    Column("value", Real),
    *count("median_price_cents", nullable=True),
)
"""Sums over all pages (`eros.model.history.FleetFigures`): key is a send type, an hour, a weekday or a local date."""
