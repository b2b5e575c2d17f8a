"""What rules remember, what is being tried, and what automation did."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text

from database.tables.base import Day, Json, Moment, Real, between, count, one_of, strict_table

__all__ = [
    "alerts",
    "experiment_arms",
    "experiments",
    "export_log",
    "first_to_tip_history",
    "game_stats",
    "job_runs",
    "volume_triggers",
]

first_to_tip_history = strict_table(
    "first_to_tip_history",
    Column("creator_id", Text, ForeignKey("creators.creator_id"), primary_key=True),
    Column("local_date", Day, primary_key=True),
    *count("amount_cents"),
    Column("schedule_id", Text, ForeignKey("schedules.schedule_id")),
)

game_stats = strict_table(
    "game_stats",
    Column("creator_id", Text, ForeignKey("creators.creator_id"), primary_key=True),
    Column("game_kind", Text, primary_key=True),
    *count("n"),
    *count("earnings_cents"),
    Column("last_played_on", Day),
)

volume_triggers = strict_table(
    "volume_triggers",
    Column("trigger_id", Integer, primary_key=True),
    Column("creator_id", Text, ForeignKey("creators.creator_id"), nullable=False),
    Column("trigger_name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("factor", Real, nullable=False),
    CheckConstraint("factor > 0", name="factor_positive"),
    Column("valid_from", Day, nullable=False),
    Column("valid_until", Day, nullable=False),
    CheckConstraint("valid_from <= valid_until", name="validity_ordered"),
    Column("evidence", Json, nullable=False),
    Index("ix_volume_triggers_creator_id", "creator_id", "valid_until"),
)
"""`subject` is the content type or send type the factor applies to."""

experiments = strict_table(
    "experiments",
    Column("experiment_key", Text, primary_key=True),
    Column("flag", Text, nullable=False),
    Column("unit", Text, nullable=False),
    one_of("unit", ("creator", "send")),
    Column("share", Real, nullable=False),
    between("share", 0, 1),
    Column("starts_on", Day, nullable=False),
    Column("ends_on", Day),
    Column("stop_rule", Text, nullable=False),
)

experiment_arms = strict_table(
    "experiment_arms",
    Column("experiment_key", Text, ForeignKey("experiments.experiment_key"), primary_key=True),
    Column("arm", Text, primary_key=True),
    Column("share", Real, nullable=False),
    between("share", 0, 1),
    Column("settings", Json, nullable=False, server_default="{}"),
)

job_runs = strict_table(
    "job_runs",
    Column("run_id", Integer, primary_key=True),
    Column("job", Text, nullable=False),
    Column("status", Text, nullable=False),
    one_of("status", ("running", "succeeded", "failed", "skipped")),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    *count("duration_ms", nullable=True),
    Column("detail", Json),
    Index("ix_job_runs_job", "job", "started_at"),
)

alerts = strict_table(
    "alerts",
    Column("alert_id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("severity", Text, nullable=False),
    one_of("severity", ("info", "warning", "medium", "high", "critical")),
    Column("creator_id", Text, ForeignKey("creators.creator_id")),
    Column("detail", Text, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("resolved_at", Moment),
)

export_log = strict_table(
    "export_log",
    Column("export_id", Integer, primary_key=True),
    Column("schedule_id", Text, ForeignKey("schedules.schedule_id"), nullable=False, index=True),
    Column("file_format", Text, nullable=False),
    *count("rows"),
    Column("actor", Text, nullable=False),
    Column("exported_at", Moment, nullable=False),
)
