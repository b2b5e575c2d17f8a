"""What became of every page when a week was planned for all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from eros.model.schedule import Schedule, Zone

__all__ = ["FleetReport", "Outcome", "PageReport", "PageStage"]

Outcome = Literal["success", "partial", "failed"]
PageStage = Literal["load", "plan", "check", "save", "done"]


@dataclass(frozen=True, slots=True)
class PageReport:
    """One page of a fleet run.

    `stage` is where it stopped, `done` at the end; `reason` says why, or what makes the page partial: a caption is
    missing or it took safe mode. `size`, `risk` and the caption figures are None where planning did not get that far.
    `violations` counts broken HARD rules of the plan that was refused; a saved plan has none.
    """

    creator_id: str
    page_name: str
    stage: PageStage
    reason: str | None = None
    schedule: Schedule | None = None
    size: str | None = None
    risk: str | None = None
    caption_target: int | None = None
    captions_selected: int | None = None
    violations: int = 0
    retried: bool = False
    export_status: Literal["exported", "skipped"] = "skipped"
    export_reason: str | None = None

    @property
    def outcome(self) -> Outcome:
        """Failed before the end; partial when done with a reason to look; else success."""
        if self.stage != "done":
            return "failed"
        return "success" if self.reason is None else "partial"

    @property
    def zone(self) -> Zone | None:
        """The saturation zone, None where no plan was made."""
        return None if self.schedule is None else self.schedule.zone

    @property
    def shortfalls(self) -> int:
        """Sends wanted that HARD rules did not allow."""
        return 0 if self.schedule is None else sum(s.count for s in self.schedule.shortfalls)


@dataclass(frozen=True, slots=True)
class FleetReport:
    """All pages in name order, for one week; `seconds` of wall clock."""

    week_start: date
    pages: tuple[PageReport, ...]
    seconds: float

    def count(self, outcome: Outcome) -> int:
        """Pages with this outcome."""
        return sum(page.outcome == outcome for page in self.pages)

    @property
    def zones(self) -> Mapping[str, int]:
        """Pages per saturation zone, in the order GREEN, YELLOW, RED, UNKNOWN."""
        counts = Counter(page.zone for page in self.pages)
        return {zone: counts[zone] for zone in ("GREEN", "YELLOW", "RED", "UNKNOWN") if counts[zone]}
