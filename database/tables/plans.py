"""Saved weeks: every version, every send, who did what, and what was predicted."""

from __future__ import annotations

from typing import get_args

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
)

from database.tables.base import Day, Json, Moment, Real, between, count, flag, one_of, strict_table
from eros.model.catalogue import PageType, PpvStyle
from eros.model.creator import SubType
from eros.model.schedule import SendStatus, Status, Zone
from eros.model.wishes import Mode

__all__ = ["predictions", "rotation_state", "schedule_events", "schedule_items", "schedules", "volume_assignments"]

SAVED = tuple(status for status in get_args(Status) if status != "planned")

schedules = strict_table(
    "schedules",
    Column("schedule_id", Text, primary_key=True),
    Column("creator_id", Text, ForeignKey("creators.creator_id"), nullable=False),
    Column("week_start", Day, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("version >= 1", name="version_from_one"),
    Column("status", Text, nullable=False),
    one_of("status", SAVED),
    Column("page_name", Text, nullable=False),
    Column("page_type", Text, nullable=False),
    one_of("page_type", get_args(PageType)),
    Column("sub_type", Text, nullable=False),
    one_of("sub_type", get_args(SubType)),
    Column("timezone", Text, nullable=False),
    Column("mode", Text, nullable=False),
    one_of("mode", get_args(Mode)),
    Column("wishes", Json, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("params_hash", Text, nullable=False),
    Column("data_hash", Text, nullable=False),
    Column("engine_version", Text, nullable=False),
    Column("solver_version", Text, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("zone", Text, nullable=False),
    one_of("zone", get_args(Zone)),
    Column("forecast_cents", Integer, nullable=False),
    Column("forecast_low_cents", Integer, nullable=False),
    Column("forecast_high_cents", Integer, nullable=False),
    CheckConstraint("forecast_low_cents <= forecast_high_cents", name="forecast_interval_ordered"),
    Column("forecast_level", Real, nullable=False),
    between("forecast_level", 0, 1),
    Column("objective_cents", Real, nullable=False),
    Column("bound_cents", Real),
    Column("gap_percent", Real),
    *(Column(name, Json, nullable=False) for name in ("shortfalls", "warnings", "relaxations", "stages", "volume")),
    Column("ppv_allotment", Json),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("creator_id", "week_start", "version"),
)
"""`page_name`, `page_type`, `sub_type` and `timezone` are the page as it was when the week was planned;
`ppv_allotment` are the shared PPV captions dealt to it, null where it drew from the whole bank."""

schedule_items = strict_table(
    "schedule_items",
    Column("schedule_id", Text, ForeignKey("schedules.schedule_id"), primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("parent_ref", Text),
    Column("day", Integer, nullable=False),
    between("day", 0, 6),
    Column("local_date", Day, nullable=False),
    Column("local_minute", Integer, nullable=False),
    between("local_minute", 0, 1439),
    Column("starts_at", Moment, nullable=False),
    Column("send_type", Text, ForeignKey("send_types.send_type_key"), nullable=False),
    Column("channel", Text, ForeignKey("channels.channel_key"), nullable=False),
    Column("target", Text, ForeignKey("audience_targets.target_key"), nullable=False),
    Column("caption_id", Integer, ForeignKey("caption_bank.caption_id"), index=True),
    Column("caption_text", Text),
    Column("caption_type", Text),
    Column("content_type", Text, ForeignKey("content_types.key")),
    *count("price_cents", nullable=True),
    *flag("media", default=False),
    *flag("flyer", default=False),
    Column("link", Text),
    Column("label", Text),
    Column("ppv_style", Text),
    one_of("ppv_style", get_args(PpvStyle)),
    Column("expires_at", Moment),
    Column("forecast_cents", Real, nullable=False, server_default="0"),
    Column("preference_cents", Real, nullable=False, server_default="0"),
    Column("terms", Json, nullable=False, server_default="{}"),
    Column("binding_rules", Json, nullable=False, server_default="[]"),
    *flag("pinned", default=False),
    Column("status", Text, nullable=False, server_default="planned"),
    one_of("status", get_args(SendStatus)),
    Column("propensity", Real),
    between("propensity", 0, 1),
    Column("campaign", Text),
    Column("game_kind", Text),
    Column("drip_window", Text),
    Column("outfit_id", Text),
    Column("notes", Text),
    UniqueConstraint("schedule_id", "position"),
)
"""One row per send, `position` in time order from 0. A send's week_minute is day * 1440 + local_minute. `terms` and
`binding_rules` are its reasons. `parent_ref` has no foreign key: a link drop may point into the week before."""

schedule_events = strict_table(
    "schedule_events",
    Column("event_id", Integer, primary_key=True),
    Column("schedule_id", Text, ForeignKey("schedules.schedule_id"), nullable=False, index=True),
    Column("ref", Text),
    Column("action", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("before", Json),
    Column("after", Json),
)
"""The audit trail; rows are only ever added (triggers refuse the rest on SQLite)."""

predictions = strict_table(
    "predictions",
    Column("schedule_id", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("forecast_cents", Real, nullable=False),
    Column("low_cents", Real),
    Column("high_cents", Real),
    Column("level", Real),
    between("level", 0, 1),
    Column("predicted_at", Moment, nullable=False),
    Column("message_id", Integer, ForeignKey("mass_messages.message_id"), index=True),
    Column("actual_sent", Integer),
    Column("actual_viewed", Integer),
    Column("actual_purchased", Integer),
    Column("actual_cents", Integer),
    Column("observed_at", Moment),
    ForeignKeyConstraint(["schedule_id", "ref"], ["schedule_items.schedule_id", "schedule_items.ref"]),
)
"""What a send was expected to earn and, once its message is imported, what it did."""

volume_assignments = strict_table(
    "volume_assignments",
    Column("schedule_id", Text, ForeignKey("schedules.schedule_id"), primary_key=True),
    Column("creator_id", Text, ForeignKey("creators.creator_id"), nullable=False),
    Column("week_start", Day, nullable=False),
    Column("tier", Text, nullable=False),
    *count("revenue"),
    *count("engagement"),
    *count("retention"),
    Column("inputs", Json, nullable=False),
    Index("ix_volume_assignments_creator_id", "creator_id", "week_start"),
)
"""The week's volume per quota and every factor that led there; written only with a saved week."""

rotation_state = strict_table(
    "rotation_state",
    Column("schedule_id", Text, ForeignKey("schedules.schedule_id"), primary_key=True),
    Column("creator_id", Text, ForeignKey("creators.creator_id"), nullable=False),
    Column("week_start", Day, nullable=False),
    Column("style_order", Json, nullable=False),
    Column("position", Integer, nullable=False),
    between("position", 0, 3),
    Column("started_on", Day, nullable=False),
    Index("ix_rotation_state_creator_id", "creator_id", "week_start"),
)
"""Where the rotation of PPV styles stood at the end of each version of a week."""
