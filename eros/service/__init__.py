"""Use cases: what the command line and the server do, over any store."""

from __future__ import annotations

from eros.service.captions import TopCaption, TopCaptions, top_captions
from eros.service.export import Export, earlier_export, export_week
from eros.service.fleet import generate_all
from eros.service.performance import Summary, Trends, rankings, summary, trends
from eros.service.planning import Generated, generate
from eros.service.profile import Health, Lengths, health, lengths, rotation, voice_examples
from eros.service.standing import week_standing
from eros.service.study import PageWeek, page_week, study
from eros.service.texts import check_text
from eros.service.weeks import (
    Analysis,
    analyze,
    find_week,
    validate_document,
    validate_schedule,
)

__all__ = [
    "Analysis",
    "Export",
    "Generated",
    "Health",
    "Lengths",
    "PageWeek",
    "Summary",
    "TopCaption",
    "TopCaptions",
    "Trends",
    "analyze",
    "check_text",
    "earlier_export",
    "export_week",
    "find_week",
    "generate",
    "generate_all",
    "health",
    "lengths",
    "page_week",
    "rankings",
    "rotation",
    "study",
    "summary",
    "top_captions",
    "trends",
    "validate_document",
    "validate_schedule",
    "voice_examples",
    "week_standing",
]
