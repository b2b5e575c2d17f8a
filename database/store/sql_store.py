"""The Store of `eros.ports` on a SQL database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from database.engine import reading, writing
from database.store.approving import approve_week
from database.store.captions import shared_ppv
from database.store.exports import last_export, log_export
from database.store.marking import Step, mark_send
from database.store.pages import (
    clock,
    find_creator,
    list_creators,
    read_catalogue,
    read_persona,
    read_restrictions,
    read_vault_items,
    read_vaults,
)
from database.store.past import read_daily
from database.store.problem import load_problem
from database.store.progress import read_progress
from database.store.saving import save_week
from database.store.weeks import read_latest, read_schedule, read_versions
from eros.errors import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from sqlalchemy import Engine

    from eros.model.caption import Caption, Restrictions
    from eros.model.catalogue import Catalogue
    from eros.model.creator import Creator, Persona, VaultItem
    from eros.model.daily import DailySums
    from eros.model.export import ExportRecord
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, SendStatus
    from eros.model.standing import Progress
    from eros.model.wishes import Wishes
    from eros.params import Params
    from eros.ports import CreatorSummary, SaveRequest, Version

__all__ = ["SqlStore"]


class SqlStore:
    """`eros.ports.Store` on an open database; every method is one transaction.

    Of `params` only the locks' days and the minutes of a week that has begun count.
    Every method raises DatabaseError when the database fails.
    """

    def __init__(self, engine: Engine, params: Params) -> None:
        self._engine = engine
        self._rules = params.rules
        self._running = params.running

    def catalogue(self) -> Catalogue:
        """Send types, channels, targets, content types."""
        with reading(self._engine) as connection:
            return read_catalogue(connection)

    def creators(self, *, count_messages: bool = False) -> tuple[CreatorSummary, ...]:
        """Active pages by name; counting their messages reads an index of all of them."""
        with reading(self._engine) as connection:
            return list_creators(connection, count_messages=count_messages)

    def creator(self, page: str) -> Creator:
        """The page of this id or name; raises CreatorNotFoundError with the closest names."""
        with reading(self._engine) as connection:
            return find_creator(connection, page)

    def as_of(self, now: datetime) -> datetime:
        """The clock of a plan: `now`, in a demo database its newest message."""
        with reading(self._engine) as connection:
            return clock(connection, now)

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
        """Everything one page-week needs; raises CreatorNotFoundError, ConfigurationError for a week or wish that is off."""
        with reading(self._engine) as connection:
            return load_problem(
                connection,
                creator_id,
                week_start,
                wishes,
                as_of=as_of,
                pool=pool,
                lock_days=self._rules.lock_days,
                running=self._running,
                ppv_allotment=ppv_allotment,
                captions=captions,
            )

    def shared_ppv_captions(self, week_start: date, limit: int) -> tuple[Caption, ...]:
        """The best unlocked shared captions of PPV types, best first; locks of this week's drafts do not count."""
        with reading(self._engine) as connection:
            catalogue = read_catalogue(connection)
            return shared_ppv(connection, catalogue, week_start, limit=limit, lock_days=self._rules.lock_days)

    def persona(self, creator_id: str) -> Persona | None:
        """How a page sounds; None where nobody said."""
        with reading(self._engine) as connection:
            return read_persona(connection, creator_id)

    def restrictions(self, creator_id: str) -> Restrictions:
        """A page's own limits on texts; raises ConfigurationError for a pattern gone bad."""
        with reading(self._engine) as connection:
            return read_restrictions(connection, creator_id)

    def vault(self, creator_id: str) -> tuple[VaultItem, ...]:
        """Inventory content a page holds, in the order of the catalogue."""
        with reading(self._engine) as connection:
            return read_vault_items(connection, creator_id)

    def daily_sums(self, creator_id: str, first: date, last: date) -> tuple[DailySums, ...]:
        """What a page sent and earned from `first` to `last` (local dates) by day and send type."""
        with reading(self._engine) as connection:
            return read_daily(connection, creator_id, first, last)

    def vaults(self) -> Mapping[str, frozenset[str]]:
        """Inventory content types held, by creator id."""
        with reading(self._engine) as connection:
            return read_vaults(connection)

    def save(self, schedule: Schedule, request: SaveRequest) -> Schedule:
        """Save a week whole or not at all; returns it with id and version, unchanged if it was saved already.

        Raises ConflictError for a protected week, a stale version, a lost sent row or a lock another page holds.
        """
        try:
            with writing(self._engine) as connection:
                return save_week(connection, schedule, request, self._rules)
        except IntegrityError as error:
            raise DatabaseError(
                f"The week of {schedule.page_name} from {schedule.week_start} names something the database does not hold "
                f"({error.orig}). Nothing was saved; `eros validate` says which send it is."
            ) from error

    def schedule(self, schedule_id: str) -> Schedule:
        """A saved week; raises ScheduleNotFoundError."""
        with reading(self._engine) as connection:
            return read_schedule(connection, schedule_id)

    def latest(self, creator_id: str, week_start: date) -> Schedule | None:
        """The newest version of a week that is not superseded."""
        with reading(self._engine) as connection:
            return read_latest(connection, creator_id, week_start)

    def versions(self, creator_id: str, week_start: date) -> tuple[Version, ...]:
        """Every version a week ever had, oldest first."""
        with reading(self._engine) as connection:
            return read_versions(connection, creator_id, week_start)

    def approve(self, schedule_id: str, *, actor: str, now: datetime) -> Schedule:
        """A draft becomes approved and keeps its locks for good; raises ConflictError where that cannot be."""
        with writing(self._engine) as connection:
            return approve_week(connection, schedule_id, Step(actor, now), self._rules)

    def mark(self, schedule_id: str, ref: str, status: SendStatus, *, actor: str, now: datetime) -> Schedule:
        """Record that a send went out, was cancelled or failed; raises ConflictError for an impossible step."""
        with writing(self._engine) as connection:
            return mark_send(connection, schedule_id, ref, status, Step(actor, now))

    def progress(self, schedule_id: str) -> Progress:
        """What is known of a saved week's messages; raises ScheduleNotFoundError."""
        with reading(self._engine) as connection:
            return read_progress(connection, schedule_id)

    def log_export(
        self, schedule_id: str, *, file_format: str, destination: str, rows: int, actor: str, now: datetime
    ) -> None:
        """Record an export to a destination, such as a file's absolute path or `-`; an approved week becomes exported."""
        with writing(self._engine) as connection:
            file = {"file_format": file_format, "destination": destination}
            log_export(connection, schedule_id, file, rows=rows, step=Step(actor, now))

    def last_export(self, schedule_id: str, *, file_format: str, destination: str) -> ExportRecord | None:
        """The newest export of this version in this format to this destination."""
        with reading(self._engine) as connection:
            return last_export(connection, schedule_id, file_format=file_format, destination=destination)
