"""Use cases: what the command line and the server do, over any store."""

from __future__ import annotations

from eros.service.export import Export, earlier_export, export_week
from eros.service.fleet import generate_all
from eros.service.planning import Generated, generate
from eros.service.standing import week_standing
from eros.service.study import PageWeek, page_week, study
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
    "PageWeek",
    "analyze",
    "earlier_export",
    "export_week",
    "find_week",
    "generate",
    "generate_all",
    "page_week",
    "study",
    "validate_document",
    "validate_schedule",
    "week_standing",
]
