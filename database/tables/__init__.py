"""Every table of the data model, declared once; `from database.tables import metadata, creators, ...`."""

from __future__ import annotations

from database.tables.base import metadata
from database.tables.captions import caption_bank, caption_locks, caption_usage
from database.tables.messages import (
    content_rankings,
    creator_metrics_daily,
    fleet_figures,
    mass_messages,
    mass_messages_archive,
    text_matches,
)
from database.tables.operations import (
    alerts,
    experiment_arms,
    experiments,
    export_log,
    first_to_tip_history,
    game_stats,
    job_runs,
    volume_triggers,
)
from database.tables.pages import caption_restrictions, creator_personas, creators, shoots, vault
from database.tables.pinned import commitments
from database.tables.plans import (
    predictions,
    rotation_state,
    schedule_events,
    schedule_items,
    schedules,
    volume_assignments,
)
from database.tables.reference import (
    audience_targets,
    channels,
    content_types,
    database_info,
    send_type_captions,
    send_types,
)

__all__ = [
    "alerts",
    "audience_targets",
    "caption_bank",
    "caption_locks",
    "caption_restrictions",
    "caption_usage",
    "channels",
    "commitments",
    "content_rankings",
    "content_types",
    "creator_metrics_daily",
    "creator_personas",
    "creators",
    "database_info",
    "experiment_arms",
    "experiments",
    "export_log",
    "first_to_tip_history",
    "fleet_figures",
    "game_stats",
    "job_runs",
    "mass_messages",
    "mass_messages_archive",
    "metadata",
    "predictions",
    "rotation_state",
    "schedule_events",
    "schedule_items",
    "schedules",
    "send_type_captions",
    "send_types",
    "shoots",
    "text_matches",
    "vault",
    "volume_assignments",
    "volume_triggers",
]
