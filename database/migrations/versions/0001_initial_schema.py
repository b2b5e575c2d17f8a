"""Every table as first declared, the seed catalogue, and the readable views of saved weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

from database.catalogue import read_seed

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

REAL: sa.types.TypeEngine[float] = sa.Double().with_variant(sa.REAL(), "sqlite")


def upgrade() -> None:
    _create_tables()
    for table, rows in _seeds():
        op.bulk_insert(table, rows)
    for name, query in VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")
    if op.get_bind().dialect.name == "sqlite":
        for step in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER schedule_events_keeps_{step.lower()} BEFORE {step} ON schedule_events "
                "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
            )


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
    _drop_tables()


NUMBERS = {
    "is_inventory", "is_explicit", "is_message", "supports_targeting", "requires_manual_send",
    "requires_media", "requires_flyer", "requires_price", "requires_link", "followup_parent", "buying_opportunity",
    "base_price_cents", "expires_hours", "max_per_day", "max_per_week", "min_gap_hours", "priority_tier",
}  # fmt: skip


def _seeds() -> Iterator[tuple[sa.TableClause, list[dict[str, Any]]]]:
    """The seed files in the order the foreign keys ask for; an empty cell is NULL."""
    for name in ("channels", "audience_targets", "content_types", "send_types"):
        rows = [
            {"position": position} | {key: _cell(key, value) for key, value in row.items() if key != "caption_types"}
            for position, row in enumerate(read_seed(name))
        ]
        yield _table(name, rows), rows
    rows = [
        {"send_type_key": row["send_type_key"], "position": position, "caption_type": caption_type}
        for row in read_seed("send_types")
        for position, caption_type in enumerate(row["caption_types"].split(">"))
    ]
    yield _table("send_type_captions", rows), rows


def _table(name: str, rows: list[dict[str, Any]]) -> sa.TableClause:
    return sa.table(name, *(sa.column(key) for key in rows[0]))


def _cell(key: str, value: str) -> str | int | float | None:
    if key in ("preferred_hours", "preferred_days"):
        return value
    if value == "":
        return None
    if key == "default_reach_share":
        return float(value)
    return int(value) if key in NUMBERS else value


def _two_digits(number: str) -> str:
    return f"CASE WHEN {number} < 10 THEN '0' ELSE '' END || CAST({number} AS TEXT)"


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAY = "CASE i.day " + " ".join(f"WHEN {day} THEN '{name}'" for day, name in enumerate(WEEKDAYS)) + " END"
LOCAL_TIME = (
    f"{_two_digits('(i.local_minute / 60)')} || ':' || {_two_digits('(i.local_minute - i.local_minute / 60 * 60)')}"
)

VIEWS = {
    "v_schedules": """
        SELECT s.schedule_id, s.page_name, s.week_start, s.version, s.status, s.mode, s.zone, s.timezone,
               (SELECT COUNT(*) FROM schedule_items i WHERE i.schedule_id = s.schedule_id) AS sends,
               s.forecast_cents, s.forecast_low_cents, s.forecast_high_cents, s.gap_percent,
               s.created_by, s.created_at, s.creator_id
        FROM schedules s
    """,
    "v_schedule_items": f"""
        SELECT i.schedule_id, s.page_name, s.week_start, s.version, s.status AS schedule_status,
               i.ref, {WEEKDAY} AS weekday, i.local_date, {LOCAL_TIME} AS local_time, s.timezone, i.starts_at,
               i.send_type, i.channel, i.target, i.caption_id, i.caption_text, i.caption_type, i.content_type,
               i.price_cents, i.media, i.flyer, i.link, i.label, i.ppv_style, i.expires_at, i.parent_ref,
               i.forecast_cents, i.preference_cents, i.pinned, i.status
        FROM schedule_items i JOIN schedules s ON s.schedule_id = i.schedule_id
    """,
}


def _create_tables() -> None:
    op.create_table(
        "audience_targets",
        sa.Column("target_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("page_types", sa.Text(), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("default_reach_share", REAL),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "default_reach_share BETWEEN 0 AND 1", name=op.f("ck_audience_targets_default_reach_share_in_range")
        ),
        sa.PrimaryKeyConstraint("target_key", name=op.f("pk_audience_targets")),
        sa.UniqueConstraint("position", name=op.f("uq_audience_targets_position")),
        sqlite_strict=True,
    )
    op.create_table(
        "channels",
        sa.Column("channel_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("supports_targeting", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_message", sa.Integer(), server_default="0", nullable=False),
        sa.Column("requires_manual_send", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("is_message IN (0, 1)", name=op.f("ck_channels_is_message_known")),
        sa.CheckConstraint("requires_manual_send IN (0, 1)", name=op.f("ck_channels_requires_manual_send_known")),
        sa.CheckConstraint("supports_targeting IN (0, 1)", name=op.f("ck_channels_supports_targeting_known")),
        sa.PrimaryKeyConstraint("channel_key", name=op.f("pk_channels")),
        sa.UniqueConstraint("position", name=op.f("uq_channels_position")),
        sqlite_strict=True,
    )
    op.create_table(
        "content_types",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_inventory", sa.Integer(), server_default="1", nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("priority_tier", sa.Integer(), nullable=False),
        sa.Column("is_explicit", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("is_explicit IN (0, 1)", name=op.f("ck_content_types_is_explicit_known")),
        sa.CheckConstraint("is_inventory IN (0, 1)", name=op.f("ck_content_types_is_inventory_known")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_content_types")),
        sa.UniqueConstraint("position", name=op.f("uq_content_types_position")),
        sqlite_strict=True,
    )
    op.create_table(
        "creators",
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("page_name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("page_type", sa.Text(), nullable=False),
        sa.Column("sub_type", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), server_default="America/Los_Angeles", nullable=False),
        sa.Column("subscription_price_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("active_fans", sa.Integer(), server_default="0", nullable=False),
        sa.Column("performance_tier", sa.Integer(), server_default="3", nullable=False),
        sa.Column("use_shared_captions", sa.Integer(), server_default="1", nullable=False),
        sa.Column("country", sa.Text(), server_default="US", nullable=False),
        sa.Column("view_value_cents", REAL),
        sa.Column("content_notes", sa.Text()),
        sa.Column("is_active", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.CheckConstraint("page_name <> '' AND lower(page_name) <> 'nan'", name=op.f("ck_creators_page_name_given")),
        sa.CheckConstraint("page_type IN ('paid', 'free')", name=op.f("ck_creators_page_type_known")),
        sa.CheckConstraint(
            "sub_type IN ('porno_commercial', 'porno_amateur', 'softcore', 'lifestyle')",
            name=op.f("ck_creators_sub_type_known"),
        ),
        sa.CheckConstraint("active_fans >= 0", name=op.f("ck_creators_active_fans_not_negative")),
        sa.CheckConstraint("is_active IN (0, 1)", name=op.f("ck_creators_is_active_known")),
        sa.CheckConstraint("performance_tier BETWEEN 1 AND 5", name=op.f("ck_creators_performance_tier_in_range")),
        sa.CheckConstraint(
            "subscription_price_cents >= 0", name=op.f("ck_creators_subscription_price_cents_not_negative")
        ),
        sa.CheckConstraint("use_shared_captions IN (0, 1)", name=op.f("ck_creators_use_shared_captions_known")),
        sa.CheckConstraint("view_value_cents >= 0", name=op.f("ck_creators_view_value_cents_not_negative")),
        sa.PrimaryKeyConstraint("creator_id", name=op.f("pk_creators")),
        sa.UniqueConstraint("page_name", name=op.f("uq_creators_page_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "database_info",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_database_info")),
        sqlite_strict=True,
    )
    op.create_table(
        "experiments",
        sa.Column("experiment_key", sa.Text(), nullable=False),
        sa.Column("flag", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("share", REAL, nullable=False),
        sa.Column("starts_on", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Text()),
        sa.Column("stop_rule", sa.Text(), nullable=False),
        sa.CheckConstraint("unit IN ('creator', 'send')", name=op.f("ck_experiments_unit_known")),
        sa.CheckConstraint("share BETWEEN 0 AND 1", name=op.f("ck_experiments_share_in_range")),
        sa.PrimaryKeyConstraint("experiment_key", name=op.f("pk_experiments")),
        sqlite_strict=True,
    )
    op.create_table(
        "fleet_figures",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("viewed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("purchased", sa.Integer(), server_default="0", nullable=False),
        sa.Column("earnings_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("value", REAL),
        sa.Column("median_price_cents", sa.Integer()),
        sa.CheckConstraint(
            "kind IN ('type', 'hour', 'weekday', 'slump_day')", name=op.f("ck_fleet_figures_kind_known")
        ),
        sa.CheckConstraint("earnings_cents >= 0", name=op.f("ck_fleet_figures_earnings_cents_not_negative")),
        sa.CheckConstraint("median_price_cents >= 0", name=op.f("ck_fleet_figures_median_price_cents_not_negative")),
        sa.CheckConstraint("n >= 0", name=op.f("ck_fleet_figures_n_not_negative")),
        sa.CheckConstraint("purchased >= 0", name=op.f("ck_fleet_figures_purchased_not_negative")),
        sa.CheckConstraint("sent >= 0", name=op.f("ck_fleet_figures_sent_not_negative")),
        sa.CheckConstraint("viewed >= 0", name=op.f("ck_fleet_figures_viewed_not_negative")),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_fleet_figures")),
        sqlite_strict=True,
    )
    op.create_table(
        "job_runs",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.Text()),
        sa.Column("duration_ms", sa.Integer()),
        sa.Column("detail", sa.Text()),
        sa.CheckConstraint(
            "status IN ('running', 'succeeded', 'failed', 'skipped')", name=op.f("ck_job_runs_status_known")
        ),
        sa.CheckConstraint("duration_ms >= 0", name=op.f("ck_job_runs_duration_ms_not_negative")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_job_runs")),
        sqlite_strict=True,
    )
    op.create_index("ix_job_runs_job", "job_runs", ["job", "started_at"])
    op.create_table(
        "mass_messages_archive",
        sa.Column("archive_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer()),
        sa.Column("page_name", sa.Text()),
        sa.Column("sent_at", sa.Text()),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.Text(), nullable=False),
        sa.Column("source_file", sa.Text()),
        sa.PrimaryKeyConstraint("archive_id", name=op.f("pk_mass_messages_archive")),
        sqlite_strict=True,
    )
    op.create_table(
        "alerts",
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("creator_id", sa.Text()),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.Text(), nullable=False),
        sa.Column("resolved_at", sa.Text()),
        sa.CheckConstraint(
            "severity IN ('info', 'warning', 'medium', 'high', 'critical')", name=op.f("ck_alerts_severity_known")
        ),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_alerts_creator_id")),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_alerts")),
        sqlite_strict=True,
    )
    op.create_table(
        "caption_bank",
        sa.Column("caption_id", sa.Integer(), nullable=False),
        sa.Column("creator_id", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("caption_key", sa.Text(), nullable=False),
        sa.Column("caption_type", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("tone", sa.Text()),
        sa.Column("ppv_style", sa.Text()),
        sa.Column("price_tier", sa.Text()),
        sa.Column("suggested_price_cents", sa.Integer()),
        sa.Column("family", sa.Text()),
        sa.Column("is_paid_only", sa.Integer(), server_default="0", nullable=False),
        sa.Column("performance_score", REAL, server_default="50", nullable=False),
        sa.Column("is_active", sa.Integer(), server_default="1", nullable=False),
        sa.Column("fleet_uses", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fleet_index", REAL, server_default="1", nullable=False),
        sa.Column("char_length", sa.Integer(), sa.Computed("length(text)", persisted=True)),
        sa.CheckConstraint("caption_type <> ''", name=op.f("ck_caption_bank_caption_type_given")),
        sa.CheckConstraint(
            "ppv_style IN ('winner', 'bundle', 'solo', 'feature')", name=op.f("ck_caption_bank_ppv_style_known")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_caption_bank_text_given")),
        sa.CheckConstraint("fleet_index >= 0", name=op.f("ck_caption_bank_fleet_index_not_negative")),
        sa.CheckConstraint("fleet_uses >= 0", name=op.f("ck_caption_bank_fleet_uses_not_negative")),
        sa.CheckConstraint("is_active IN (0, 1)", name=op.f("ck_caption_bank_is_active_known")),
        sa.CheckConstraint("is_paid_only IN (0, 1)", name=op.f("ck_caption_bank_is_paid_only_known")),
        sa.CheckConstraint(
            "performance_score BETWEEN 0 AND 100", name=op.f("ck_caption_bank_performance_score_in_range")
        ),
        sa.CheckConstraint(
            "suggested_price_cents >= 0", name=op.f("ck_caption_bank_suggested_price_cents_not_negative")
        ),
        sa.ForeignKeyConstraint(["content_type"], ["content_types.key"], name=op.f("fk_caption_bank_content_type")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_caption_bank_creator_id")),
        sa.PrimaryKeyConstraint("caption_id", name=op.f("pk_caption_bank")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_caption_bank_caption_key"), "caption_bank", ["caption_key"])
    op.create_index(
        "ix_caption_bank_pool",
        "caption_bank",
        ["creator_id", "caption_type", "is_active", sa.literal_column("fleet_index DESC"), "caption_id"],
    )
    op.create_table(
        "caption_restrictions",
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hard_patterns", sa.Text(), server_default="[]", nullable=False),
        sa.Column("soft_patterns", sa.Text(), server_default="[]", nullable=False),
        sa.Column("blocked_categories", sa.Text(), server_default="[]", nullable=False),
        sa.Column("blocked_tiers", sa.Text(), server_default="[]", nullable=False),
        sa.Column("allowed_categories", sa.Text(), server_default="[]", nullable=False),
        sa.Column("allowed_tiers", sa.Text(), server_default="[]", nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["creators.creator_id"], name=op.f("fk_caption_restrictions_creator_id")
        ),
        sa.PrimaryKeyConstraint("creator_id", "version", name=op.f("pk_caption_restrictions")),
        sqlite_strict=True,
    )
    op.create_table(
        "content_rankings",
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("analysis_date", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rps_cents", REAL, nullable=False),
        sa.Column("low_cents", REAL, nullable=False),
        sa.Column("high_cents", REAL, nullable=False),
        sa.Column("window_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("confidence", REAL),
        sa.CheckConstraint(
            "tier IN ('TOP', 'MID', 'LOW', 'AVOID', 'UNKNOWN')", name=op.f("ck_content_rankings_tier_known")
        ),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_content_rankings_confidence_in_range")),
        sa.CheckConstraint("n >= 0", name=op.f("ck_content_rankings_n_not_negative")),
        sa.CheckConstraint("window_days >= 0", name=op.f("ck_content_rankings_window_days_not_negative")),
        sa.ForeignKeyConstraint(["content_type"], ["content_types.key"], name=op.f("fk_content_rankings_content_type")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_content_rankings_creator_id")),
        sa.PrimaryKeyConstraint("creator_id", "analysis_date", "content_type", name=op.f("pk_content_rankings")),
        sqlite_strict=True,
    )
    op.create_table(
        "creator_metrics_daily",
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Text(), nullable=False),
        sa.Column("send_type", sa.Text(), nullable=False),
        sa.Column("sends", sa.Integer(), server_default="0", nullable=False),
        sa.Column("recipients", sa.Integer(), server_default="0", nullable=False),
        sa.Column("view_recipients", sa.Integer(), server_default="0", nullable=False),
        sa.Column("views", sa.Integer(), server_default="0", nullable=False),
        sa.Column("purchases", sa.Integer(), server_default="0", nullable=False),
        sa.Column("earnings_cents", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("earnings_cents >= 0", name=op.f("ck_creator_metrics_daily_earnings_cents_not_negative")),
        sa.CheckConstraint("purchases >= 0", name=op.f("ck_creator_metrics_daily_purchases_not_negative")),
        sa.CheckConstraint("recipients >= 0", name=op.f("ck_creator_metrics_daily_recipients_not_negative")),
        sa.CheckConstraint("sends >= 0", name=op.f("ck_creator_metrics_daily_sends_not_negative")),
        sa.CheckConstraint("view_recipients >= 0", name=op.f("ck_creator_metrics_daily_view_recipients_not_negative")),
        sa.CheckConstraint("views >= 0", name=op.f("ck_creator_metrics_daily_views_not_negative")),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["creators.creator_id"], name=op.f("fk_creator_metrics_daily_creator_id")
        ),
        sa.PrimaryKeyConstraint("creator_id", "local_date", "send_type", name=op.f("pk_creator_metrics_daily")),
        sqlite_strict=True,
    )
    op.create_table(
        "creator_personas",
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("primary_tone", sa.Text(), nullable=False),
        sa.Column("secondary_tone", sa.Text()),
        sa.Column("emoji_frequency", sa.Text(), server_default="moderate", nullable=False),
        sa.Column("favourite_emojis", sa.Text(), server_default="[]", nullable=False),
        sa.Column("slang_level", sa.Text(), server_default="light", nullable=False),
        sa.Column("avg_sentiment", REAL),
        sa.Column("avg_caption_length", REAL),
        sa.CheckConstraint(
            "emoji_frequency IN ('none', 'light', 'moderate', 'heavy')",
            name=op.f("ck_creator_personas_emoji_frequency_known"),
        ),
        sa.CheckConstraint(
            "slang_level IN ('none', 'light', 'heavy')", name=op.f("ck_creator_personas_slang_level_known")
        ),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_creator_personas_creator_id")),
        sa.PrimaryKeyConstraint("creator_id", name=op.f("pk_creator_personas")),
        sqlite_strict=True,
    )
    op.create_table(
        "experiment_arms",
        sa.Column("experiment_key", sa.Text(), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.Column("share", REAL, nullable=False),
        sa.Column("settings", sa.Text(), server_default="{}", nullable=False),
        sa.CheckConstraint("share BETWEEN 0 AND 1", name=op.f("ck_experiment_arms_share_in_range")),
        sa.ForeignKeyConstraint(
            ["experiment_key"], ["experiments.experiment_key"], name=op.f("fk_experiment_arms_experiment_key")
        ),
        sa.PrimaryKeyConstraint("experiment_key", "arm", name=op.f("pk_experiment_arms")),
        sqlite_strict=True,
    )
    op.create_table(
        "game_stats",
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("game_kind", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), server_default="0", nullable=False),
        sa.Column("earnings_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_played_on", sa.Text()),
        sa.CheckConstraint("earnings_cents >= 0", name=op.f("ck_game_stats_earnings_cents_not_negative")),
        sa.CheckConstraint("n >= 0", name=op.f("ck_game_stats_n_not_negative")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_game_stats_creator_id")),
        sa.PrimaryKeyConstraint("creator_id", "game_kind", name=op.f("pk_game_stats")),
        sqlite_strict=True,
    )
    op.create_table(
        "rotation_state",
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("week_start", sa.Text(), nullable=False),
        sa.Column("style_order", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Text(), nullable=False),
        sa.Column("last_style", sa.Text()),
        sa.CheckConstraint(
            "last_style IN ('winner', 'bundle', 'solo', 'feature')", name=op.f("ck_rotation_state_last_style_known")
        ),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_rotation_state_creator_id")),
        sa.PrimaryKeyConstraint("creator_id", "week_start", name=op.f("pk_rotation_state")),
        sqlite_strict=True,
    )
    op.create_table(
        "schedules",
        sa.Column("schedule_id", sa.Text(), nullable=False),
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("week_start", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("page_name", sa.Text(), nullable=False),
        sa.Column("page_type", sa.Text(), nullable=False),
        sa.Column("sub_type", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("wishes", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("params_hash", sa.Text(), nullable=False),
        sa.Column("data_hash", sa.Text(), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("solver_version", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("forecast_cents", sa.Integer(), nullable=False),
        sa.Column("forecast_low_cents", sa.Integer(), nullable=False),
        sa.Column("forecast_high_cents", sa.Integer(), nullable=False),
        sa.Column("forecast_level", REAL, nullable=False),
        sa.Column("objective_cents", REAL, nullable=False),
        sa.Column("bound_cents", REAL),
        sa.Column("gap_percent", REAL),
        sa.Column("shortfalls", sa.Text(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("relaxations", sa.Text(), nullable=False),
        sa.Column("stages", sa.Text(), nullable=False),
        sa.Column("volume", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.CheckConstraint("mode IN ('optimize', 'safe', 'conservative')", name=op.f("ck_schedules_mode_known")),
        sa.CheckConstraint("page_type IN ('paid', 'free')", name=op.f("ck_schedules_page_type_known")),
        sa.CheckConstraint(
            "status IN ('draft', 'approved', 'exported', 'sent', 'superseded')", name=op.f("ck_schedules_status_known")
        ),
        sa.CheckConstraint(
            "sub_type IN ('porno_commercial', 'porno_amateur', 'softcore', 'lifestyle')",
            name=op.f("ck_schedules_sub_type_known"),
        ),
        sa.CheckConstraint("zone IN ('GREEN', 'YELLOW', 'RED', 'UNKNOWN')", name=op.f("ck_schedules_zone_known")),
        sa.CheckConstraint("forecast_level BETWEEN 0 AND 1", name=op.f("ck_schedules_forecast_level_in_range")),
        sa.CheckConstraint(
            "forecast_low_cents <= forecast_high_cents", name=op.f("ck_schedules_forecast_interval_ordered")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_schedules_version_from_one")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_schedules_creator_id")),
        sa.PrimaryKeyConstraint("schedule_id", name=op.f("pk_schedules")),
        sa.UniqueConstraint(
            "creator_id", "week_start", "version", name=op.f("uq_schedules_creator_id_week_start_version")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "send_types",
        sa.Column("send_type_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("quota", sa.Text(), nullable=False),
        sa.Column("page_type", sa.Text(), nullable=False),
        sa.Column("requires_media", sa.Integer(), server_default="0", nullable=False),
        sa.Column("requires_flyer", sa.Integer(), server_default="0", nullable=False),
        sa.Column("requires_price", sa.Integer(), server_default="0", nullable=False),
        sa.Column("base_price_cents", sa.Integer()),
        sa.Column("requires_link", sa.Integer(), server_default="0", nullable=False),
        sa.Column("expires_hours", sa.Integer()),
        sa.Column("followup_parent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("max_per_day", sa.Integer(), server_default="0", nullable=False),
        sa.Column("max_per_week", sa.Integer()),
        sa.Column("min_gap_hours", sa.Integer(), server_default="0", nullable=False),
        sa.Column("length_class", sa.Text(), nullable=False),
        sa.Column("emoji_level", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("channel_alt", sa.Text()),
        sa.Column("default_target", sa.Text(), nullable=False),
        sa.Column("style_group", sa.Text(), nullable=False),
        sa.Column("buying_opportunity", sa.Integer(), server_default="0", nullable=False),
        sa.Column("label", sa.Text()),
        sa.Column("preferred_hours", sa.Text(), nullable=False),
        sa.Column("preferred_days", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "category IN ('revenue', 'engagement', 'retention')", name=op.f("ck_send_types_category_known")
        ),
        sa.CheckConstraint(
            "length_class IN ('short', 'medium', 'long')", name=op.f("ck_send_types_length_class_known")
        ),
        sa.CheckConstraint("page_type IN ('paid', 'free', 'both')", name=op.f("ck_send_types_page_type_known")),
        sa.CheckConstraint(
            "quota IN ('revenue', 'engagement', 'retention', 'none')", name=op.f("ck_send_types_quota_known")
        ),
        sa.CheckConstraint("base_price_cents >= 0", name=op.f("ck_send_types_base_price_cents_not_negative")),
        sa.CheckConstraint("buying_opportunity IN (0, 1)", name=op.f("ck_send_types_buying_opportunity_known")),
        sa.CheckConstraint("expires_hours >= 0", name=op.f("ck_send_types_expires_hours_not_negative")),
        sa.CheckConstraint("followup_parent IN (0, 1)", name=op.f("ck_send_types_followup_parent_known")),
        sa.CheckConstraint("max_per_day >= 0", name=op.f("ck_send_types_max_per_day_not_negative")),
        sa.CheckConstraint("max_per_week >= 0", name=op.f("ck_send_types_max_per_week_not_negative")),
        sa.CheckConstraint("min_gap_hours >= 0", name=op.f("ck_send_types_min_gap_hours_not_negative")),
        sa.CheckConstraint("requires_flyer IN (0, 1)", name=op.f("ck_send_types_requires_flyer_known")),
        sa.CheckConstraint("requires_link IN (0, 1)", name=op.f("ck_send_types_requires_link_known")),
        sa.CheckConstraint("requires_media IN (0, 1)", name=op.f("ck_send_types_requires_media_known")),
        sa.CheckConstraint("requires_price IN (0, 1)", name=op.f("ck_send_types_requires_price_known")),
        sa.ForeignKeyConstraint(["channel"], ["channels.channel_key"], name=op.f("fk_send_types_channel")),
        sa.ForeignKeyConstraint(["channel_alt"], ["channels.channel_key"], name=op.f("fk_send_types_channel_alt")),
        sa.ForeignKeyConstraint(
            ["default_target"], ["audience_targets.target_key"], name=op.f("fk_send_types_default_target")
        ),
        sa.PrimaryKeyConstraint("send_type_key", name=op.f("pk_send_types")),
        sa.UniqueConstraint("position", name=op.f("uq_send_types_position")),
        sqlite_strict=True,
    )
    op.create_table(
        "shoots",
        sa.Column("shoot_id", sa.Text(), nullable=False),
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("outfit", sa.Text()),
        sa.Column("content_type", sa.Text()),
        sa.Column("shot_on", sa.Text()),
        sa.ForeignKeyConstraint(["content_type"], ["content_types.key"], name=op.f("fk_shoots_content_type")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_shoots_creator_id")),
        sa.PrimaryKeyConstraint("shoot_id", name=op.f("pk_shoots")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_shoots_creator_id"), "shoots", ["creator_id"])
    op.create_table(
        "vault",
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("has_content", sa.Integer(), server_default="1", nullable=False),
        sa.Column("quantity", sa.Integer(), server_default="0", nullable=False),
        sa.Column("quality", sa.Integer()),
        sa.Column("notes", sa.Text()),
        sa.CheckConstraint("has_content IN (0, 1)", name=op.f("ck_vault_has_content_known")),
        sa.CheckConstraint("quality BETWEEN 1 AND 5", name=op.f("ck_vault_quality_in_range")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_vault_quantity_not_negative")),
        sa.ForeignKeyConstraint(["content_type"], ["content_types.key"], name=op.f("fk_vault_content_type")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_vault_creator_id")),
        sa.PrimaryKeyConstraint("creator_id", "content_type", name=op.f("pk_vault")),
        sqlite_strict=True,
    )
    op.create_table(
        "volume_triggers",
        sa.Column("trigger_id", sa.Integer(), nullable=False),
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("trigger_name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("factor", REAL, nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.CheckConstraint("factor > 0", name=op.f("ck_volume_triggers_factor_positive")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_volume_triggers_validity_ordered")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_volume_triggers_creator_id")),
        sa.PrimaryKeyConstraint("trigger_id", name=op.f("pk_volume_triggers")),
        sqlite_strict=True,
    )
    op.create_index("ix_volume_triggers_creator_id", "volume_triggers", ["creator_id", "valid_until"])
    op.create_table(
        "caption_usage",
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("caption_id", sa.Integer(), nullable=False),
        sa.Column("last_used_on", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("viewed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("purchased", sa.Integer(), server_default="0", nullable=False),
        sa.Column("earnings_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("trials", REAL, server_default="0", nullable=False),
        sa.Column("successes", REAL, server_default="0", nullable=False),
        sa.Column("decayed_on", sa.Text()),
        sa.CheckConstraint("earnings_cents >= 0", name=op.f("ck_caption_usage_earnings_cents_not_negative")),
        sa.CheckConstraint("purchased <= sent", name=op.f("ck_caption_usage_purchased_within_sent")),
        sa.CheckConstraint("purchased >= 0", name=op.f("ck_caption_usage_purchased_not_negative")),
        sa.CheckConstraint("sent >= 0", name=op.f("ck_caption_usage_sent_not_negative")),
        sa.CheckConstraint("successes BETWEEN 0 AND trials", name=op.f("ck_caption_usage_successes_within_trials")),
        sa.CheckConstraint("times >= 0", name=op.f("ck_caption_usage_times_not_negative")),
        sa.CheckConstraint("viewed <= sent", name=op.f("ck_caption_usage_viewed_within_sent")),
        sa.CheckConstraint("viewed >= 0", name=op.f("ck_caption_usage_viewed_not_negative")),
        sa.ForeignKeyConstraint(["caption_id"], ["caption_bank.caption_id"], name=op.f("fk_caption_usage_caption_id")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_caption_usage_creator_id")),
        sa.PrimaryKeyConstraint("creator_id", "caption_id", name=op.f("pk_caption_usage")),
        sqlite_strict=True,
    )
    op.create_index("ix_caption_usage_caption_id", "caption_usage", ["caption_id"])
    op.create_table(
        "export_log",
        sa.Column("export_id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Text(), nullable=False),
        sa.Column("file_format", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("exported_at", sa.Text(), nullable=False),
        sa.CheckConstraint("rows >= 0", name=op.f("ck_export_log_rows_not_negative")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.schedule_id"], name=op.f("fk_export_log_schedule_id")),
        sa.PrimaryKeyConstraint("export_id", name=op.f("pk_export_log")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_export_log_schedule_id"), "export_log", ["schedule_id"])
    op.create_table(
        "first_to_tip_history",
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("schedule_id", sa.Text()),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_first_to_tip_history_amount_cents_not_negative")),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["creators.creator_id"], name=op.f("fk_first_to_tip_history_creator_id")
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedules.schedule_id"], name=op.f("fk_first_to_tip_history_schedule_id")
        ),
        sa.PrimaryKeyConstraint("creator_id", "local_date", name=op.f("pk_first_to_tip_history")),
        sqlite_strict=True,
    )
    op.create_table(
        "mass_messages",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("source_message_id", sa.Text()),
        sa.Column("creator_id", sa.Text()),
        sa.Column("page_name", sa.Text()),
        sa.Column("send_type", sa.Text()),
        sa.Column("type_source", sa.Text()),
        sa.Column("caption_id", sa.Integer()),
        sa.Column("caption_key", sa.Text()),
        sa.Column("content_type", sa.Text()),
        sa.Column("text", sa.Text()),
        sa.Column("media_count", sa.Integer()),
        sa.Column("is_priced", sa.Integer(), server_default="0", nullable=False),
        sa.Column("price_cents", sa.Integer()),
        sa.Column("sent_at", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Text(), nullable=False),
        sa.Column("local_hour", sa.Integer(), nullable=False),
        sa.Column("local_weekday", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("viewed", sa.Integer()),
        sa.Column("purchased", sa.Integer(), server_default="0", nullable=False),
        sa.Column("earnings_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("propensity", REAL),
        sa.Column("source_file", sa.Text()),
        sa.CheckConstraint("lower(page_name) <> 'nan'", name=op.f("ck_mass_messages_page_name_real")),
        sa.CheckConstraint(
            "type_source IN ('source', 'caption', 'rules', 'plan')", name=op.f("ck_mass_messages_type_source_known")
        ),
        sa.CheckConstraint("creator_id IS NOT NULL", name=op.f("ck_mass_messages_creator_given")),
        sa.CheckConstraint("earnings_cents >= 0", name=op.f("ck_mass_messages_earnings_cents_not_negative")),
        sa.CheckConstraint(
            "is_priced = 0 OR (price_cents IS NOT NULL AND price_cents > 0)",
            name=op.f("ck_mass_messages_priced_has_price"),
        ),
        sa.CheckConstraint("is_priced IN (0, 1)", name=op.f("ck_mass_messages_is_priced_known")),
        sa.CheckConstraint("local_hour BETWEEN 0 AND 23", name=op.f("ck_mass_messages_local_hour_in_range")),
        sa.CheckConstraint("local_weekday BETWEEN 0 AND 6", name=op.f("ck_mass_messages_local_weekday_in_range")),
        sa.CheckConstraint("propensity BETWEEN 0 AND 1", name=op.f("ck_mass_messages_propensity_in_range")),
        sa.CheckConstraint("purchased <= sent", name=op.f("ck_mass_messages_purchased_within_sent")),
        sa.CheckConstraint("purchased >= 0", name=op.f("ck_mass_messages_purchased_not_negative")),
        sa.CheckConstraint("sent >= 0", name=op.f("ck_mass_messages_sent_not_negative")),
        sa.CheckConstraint("viewed <= sent", name=op.f("ck_mass_messages_viewed_within_sent")),
        sa.CheckConstraint("viewed >= 0", name=op.f("ck_mass_messages_viewed_not_negative")),
        sa.ForeignKeyConstraint(["caption_id"], ["caption_bank.caption_id"], name=op.f("fk_mass_messages_caption_id")),
        sa.ForeignKeyConstraint(["content_type"], ["content_types.key"], name=op.f("fk_mass_messages_content_type")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_mass_messages_creator_id")),
        sa.ForeignKeyConstraint(["send_type"], ["send_types.send_type_key"], name=op.f("fk_mass_messages_send_type")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_mass_messages")),
        sa.UniqueConstraint(
            "creator_id", "source_message_id", name=op.f("uq_mass_messages_creator_id_source_message_id")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_mass_messages_caption_id", "mass_messages", ["caption_id"])
    op.create_index("ix_mass_messages_creator_id", "mass_messages", ["creator_id", "sent_at"])
    op.create_table(
        "schedule_events",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text()),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.Text(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedules.schedule_id"], name=op.f("fk_schedule_events_schedule_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_schedule_events")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_schedule_events_schedule_id"), "schedule_events", ["schedule_id"])
    op.create_table(
        "schedule_items",
        sa.Column("schedule_id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("parent_ref", sa.Text()),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Text(), nullable=False),
        sa.Column("local_minute", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Text(), nullable=False),
        sa.Column("send_type", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("caption_id", sa.Integer()),
        sa.Column("caption_text", sa.Text()),
        sa.Column("caption_type", sa.Text()),
        sa.Column("content_type", sa.Text()),
        sa.Column("price_cents", sa.Integer()),
        sa.Column("media", sa.Integer(), server_default="0", nullable=False),
        sa.Column("flyer", sa.Integer(), server_default="0", nullable=False),
        sa.Column("link", sa.Text()),
        sa.Column("label", sa.Text()),
        sa.Column("ppv_style", sa.Text()),
        sa.Column("expires_at", sa.Text()),
        sa.Column("forecast_cents", REAL, server_default="0", nullable=False),
        sa.Column("preference_cents", REAL, server_default="0", nullable=False),
        sa.Column("terms", sa.Text(), server_default="{}", nullable=False),
        sa.Column("binding_rules", sa.Text(), server_default="[]", nullable=False),
        sa.Column("pinned", sa.Integer(), server_default="0", nullable=False),
        sa.Column("status", sa.Text(), server_default="planned", nullable=False),
        sa.Column("propensity", REAL),
        sa.Column("campaign", sa.Text()),
        sa.Column("game_kind", sa.Text()),
        sa.Column("drip_window", sa.Text()),
        sa.Column("outfit", sa.Text()),
        sa.CheckConstraint(
            "ppv_style IN ('winner', 'bundle', 'solo', 'feature')", name=op.f("ck_schedule_items_ppv_style_known")
        ),
        sa.CheckConstraint(
            "status IN ('planned', 'sent', 'cancelled', 'stale')", name=op.f("ck_schedule_items_status_known")
        ),
        sa.CheckConstraint("day BETWEEN 0 AND 6", name=op.f("ck_schedule_items_day_in_range")),
        sa.CheckConstraint("flyer IN (0, 1)", name=op.f("ck_schedule_items_flyer_known")),
        sa.CheckConstraint("local_minute BETWEEN 0 AND 1439", name=op.f("ck_schedule_items_local_minute_in_range")),
        sa.CheckConstraint("media IN (0, 1)", name=op.f("ck_schedule_items_media_known")),
        sa.CheckConstraint("pinned IN (0, 1)", name=op.f("ck_schedule_items_pinned_known")),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_schedule_items_price_cents_not_negative")),
        sa.CheckConstraint("propensity BETWEEN 0 AND 1", name=op.f("ck_schedule_items_propensity_in_range")),
        sa.ForeignKeyConstraint(["caption_id"], ["caption_bank.caption_id"], name=op.f("fk_schedule_items_caption_id")),
        sa.ForeignKeyConstraint(["channel"], ["channels.channel_key"], name=op.f("fk_schedule_items_channel")),
        sa.ForeignKeyConstraint(["content_type"], ["content_types.key"], name=op.f("fk_schedule_items_content_type")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.schedule_id"], name=op.f("fk_schedule_items_schedule_id")),
        sa.ForeignKeyConstraint(["send_type"], ["send_types.send_type_key"], name=op.f("fk_schedule_items_send_type")),
        sa.ForeignKeyConstraint(["target"], ["audience_targets.target_key"], name=op.f("fk_schedule_items_target")),
        sa.PrimaryKeyConstraint("schedule_id", "ref", name=op.f("pk_schedule_items")),
        sa.UniqueConstraint("schedule_id", "position", name=op.f("uq_schedule_items_schedule_id_position")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_schedule_items_caption_id"), "schedule_items", ["caption_id"])
    op.create_table(
        "send_type_captions",
        sa.Column("send_type_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("caption_type", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["send_type_key"], ["send_types.send_type_key"], name=op.f("fk_send_type_captions_send_type_key")
        ),
        sa.PrimaryKeyConstraint("send_type_key", "position", name=op.f("pk_send_type_captions")),
        sa.UniqueConstraint(
            "send_type_key", "caption_type", name=op.f("uq_send_type_captions_send_type_key_caption_type")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "volume_assignments",
        sa.Column("schedule_id", sa.Text(), nullable=False),
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("week_start", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("revenue", sa.Integer(), server_default="0", nullable=False),
        sa.Column("engagement", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retention", sa.Integer(), server_default="0", nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.CheckConstraint("engagement >= 0", name=op.f("ck_volume_assignments_engagement_not_negative")),
        sa.CheckConstraint("retention >= 0", name=op.f("ck_volume_assignments_retention_not_negative")),
        sa.CheckConstraint("revenue >= 0", name=op.f("ck_volume_assignments_revenue_not_negative")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_volume_assignments_creator_id")),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedules.schedule_id"], name=op.f("fk_volume_assignments_schedule_id")
        ),
        sa.PrimaryKeyConstraint("schedule_id", name=op.f("pk_volume_assignments")),
        sqlite_strict=True,
    )
    op.create_index("ix_volume_assignments_creator_id", "volume_assignments", ["creator_id", "week_start"])
    op.create_table(
        "caption_locks",
        sa.Column("schedule_id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("caption_id", sa.Integer(), nullable=False),
        sa.Column("creator_id", sa.Text(), nullable=False),
        sa.Column("send_date", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text()),
        sa.ForeignKeyConstraint(["caption_id"], ["caption_bank.caption_id"], name=op.f("fk_caption_locks_caption_id")),
        sa.ForeignKeyConstraint(["creator_id"], ["creators.creator_id"], name=op.f("fk_caption_locks_creator_id")),
        sa.ForeignKeyConstraint(
            ["schedule_id", "ref"],
            ["schedule_items.schedule_id", "schedule_items.ref"],
            name=op.f("fk_caption_locks_schedule_id_ref"),
        ),
        sa.PrimaryKeyConstraint("schedule_id", "ref", name=op.f("pk_caption_locks")),
        sqlite_strict=True,
    )
    op.create_index("ix_caption_locks_caption_id", "caption_locks", ["caption_id", "send_date"])
    op.create_index("ix_caption_locks_creator_id", "caption_locks", ["creator_id"])
    op.create_table(
        "predictions",
        sa.Column("schedule_id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("forecast_cents", REAL, nullable=False),
        sa.Column("low_cents", REAL),
        sa.Column("high_cents", REAL),
        sa.Column("level", REAL),
        sa.Column("predicted_at", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Integer()),
        sa.Column("actual_cents", sa.Integer()),
        sa.Column("observed_at", sa.Text()),
        sa.CheckConstraint("level BETWEEN 0 AND 1", name=op.f("ck_predictions_level_in_range")),
        sa.ForeignKeyConstraint(["message_id"], ["mass_messages.message_id"], name=op.f("fk_predictions_message_id")),
        sa.ForeignKeyConstraint(
            ["schedule_id", "ref"],
            ["schedule_items.schedule_id", "schedule_items.ref"],
            name=op.f("fk_predictions_schedule_id_ref"),
        ),
        sa.PrimaryKeyConstraint("schedule_id", "ref", name=op.f("pk_predictions")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_predictions_message_id"), "predictions", ["message_id"])


def _drop_tables() -> None:
    op.drop_table("predictions")
    op.drop_table("caption_locks")
    op.drop_table("volume_assignments")
    op.drop_table("send_type_captions")
    op.drop_table("schedule_items")
    op.drop_table("schedule_events")
    op.drop_table("mass_messages")
    op.drop_table("first_to_tip_history")
    op.drop_table("export_log")
    op.drop_table("caption_usage")
    op.drop_table("volume_triggers")
    op.drop_table("vault")
    op.drop_table("shoots")
    op.drop_table("send_types")
    op.drop_table("schedules")
    op.drop_table("rotation_state")
    op.drop_table("game_stats")
    op.drop_table("experiment_arms")
    op.drop_table("creator_personas")
    op.drop_table("creator_metrics_daily")
    op.drop_table("content_rankings")
    op.drop_table("caption_restrictions")
    op.drop_table("caption_bank")
    op.drop_table("alerts")
    op.drop_table("mass_messages_archive")
    op.drop_table("job_runs")
    op.drop_table("fleet_figures")
    op.drop_table("experiments")
    op.drop_table("database_info")
    op.drop_table("creators")
    op.drop_table("content_types")
    op.drop_table("channels")
    op.drop_table("audience_targets")
