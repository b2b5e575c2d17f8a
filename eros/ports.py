"""What the use cases need of a store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from eros.model.caption import Caption, Restrictions
    from eros.model.catalogue import Catalogue
    from eros.model.creator import Creator, Persona, VaultItem
    from eros.model.daily import DailySums
    from eros.model.export import ExportRecord
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, SendStatus, Status, Zone
    from eros.model.standing import Progress
    from eros.model.wishes import Wishes

__all__ = ["CreatorSummary", "SaveRequest", "Store", "Version"]


@dataclass(frozen=True, slots=True)
class CreatorSummary:
    """A page as a list shows it.

    `messages` is None where they were not counted; `last_zone` is the saturation zone its newest week was planned in.
    """

    creator: Creator
    messages: int | None
    last_week: date | None
    last_status: str | None
    last_zone: Zone | None = None


@dataclass(frozen=True, slots=True)
class SaveRequest:
    """How a plan is saved: who, when (aware), as what; `replace` and `expected_version` overrule a protected week.

    `action`, the `ref` it was about and a `note` of plain values are for the audit trail.
    """

    actor: str
    now: datetime
    status: Literal["draft", "approved"] = "draft"
    replace: bool = False
    expected_version: int | None = None
    action: Literal["saved", "edited", "mended", "rolled_back"] = "saved"
    ref: str | None = None
    note: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Version:
    """One of the versions of a week."""

    schedule_id: str
    number: int
    status: Status


class Store(Protocol):
    """A database of pages, captions, messages and weeks. Every method is one transaction."""

    def catalogue(self) -> Catalogue:
        """Send types, channels, targets, content types."""

    def creators(self, *, count_messages: bool = False) -> tuple[CreatorSummary, ...]:
        """Active pages by name."""

    def creator(self, page: str) -> Creator:
        """The page of this id or name; raises CreatorNotFoundError with the closest names."""

    def as_of(self, now: datetime) -> datetime:
        """The clock of a plan: `now`, in a demo database its newest message."""

    def load_problem(
        self,
        creator_id: str,
        week_start: date,
        wishes: Wishes,
        *,
        as_of: datetime,
        pool: int,
        ppv_allotment: Collection[int] | None = None,
        captions: Collection[int] = (),
    ) -> Problem:
        """Everything one page-week needs.

        `pool` captions per caption type are drawn by fleet index, plus the page's own; with `ppv_allotment` the
        shared captions of PPV types are exactly these ids; `captions` are loaded in addition.
        """

    def shared_ppv_captions(self, week_start: date, limit: int) -> tuple[Caption, ...]:
        """The best unlocked shared captions of PPV types, best first, for allotment over pages."""

    def persona(self, creator_id: str) -> Persona | None:
        """How a page sounds; None where nobody said."""

    def restrictions(self, creator_id: str) -> Restrictions:
        """A page's own limits on texts; none where nobody set any. Raises ConfigurationError for a pattern gone bad."""

    def vault(self, creator_id: str) -> tuple[VaultItem, ...]:
        """Inventory content a page holds, in the order of the catalogue."""

    def daily_sums(self, creator_id: str, first: date, last: date) -> tuple[DailySums, ...]:
        """What a page sent and earned from `first` to `last` (local dates) by day and send type."""

    def vaults(self) -> Mapping[str, frozenset[str]]:
        """Inventory content types held, by creator id."""

    def save(self, schedule: Schedule, request: SaveRequest) -> Schedule:
        """Save a week with items, locks, forecast and audit event in one transaction.

        Returns it with id and version. Saving what is already saved changes nothing. Raises ConflictError for a
        protected week, a stale version or a lock another page holds.
        """

    def schedule(self, schedule_id: str) -> Schedule:
        """A saved week; raises ScheduleNotFoundError."""

    def latest(self, creator_id: str, week_start: date) -> Schedule | None:
        """The newest version of a week that is not superseded."""

    def versions(self, creator_id: str, week_start: date) -> tuple[Version, ...]:
        """Every version a week ever had, oldest first."""

    def approve(self, schedule_id: str, *, actor: str, now: datetime) -> Schedule:
        """A draft becomes approved and keeps its locks for good; one that is approved already stays as it is.

        Raises ConflictError for a superseded version or a lock another page holds by now.
        """

    def mark(self, schedule_id: str, ref: str, status: SendStatus, *, actor: str, now: datetime) -> Schedule:
        """Record that a send went out, was cancelled or failed; raises ConflictError for an impossible step."""

    def progress(self, schedule_id: str) -> Progress:
        """What is known of a saved week's messages; raises ScheduleNotFoundError."""

    def log_export(
        self, schedule_id: str, *, file_format: str, destination: str, rows: int, actor: str, now: datetime
    ) -> None:
        """Record an export to a destination, such as a file's absolute path or `-`."""

    def last_export(self, schedule_id: str, *, file_format: str, destination: str) -> ExportRecord | None:
        """The newest export of this version in this format to this destination."""
