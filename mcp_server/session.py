"""What a call works with: settings, database, clock. Nothing is opened or imported before it is asked for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from eros.errors import DatabaseError
from mcp_server.studies import Studies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from sqlalchemy import Engine

    from database.settings import Settings
    from database.store import SqlStore
    from database.watch import ChangeWatch
    from eros.model.wishes import Wishes
    from eros.params import Params
    from eros.plan.pool import CaptionPool
    from eros.rules.base import Context

__all__ = ["Backend", "Session"]


class Backend:
    """The settings and the open database of one server, shared by its threads.

    `database` and `config` are what the command line names, None where it names none. What cannot be opened now is tried
    again by the next call.
    """

    def __init__(self, environ: Mapping[str, str], *, database: str | None = None, config: Path | None = None) -> None:
        self.environ = environ
        self.studies = Studies()
        self._named = (database, config)
        self._lock = Lock()
        self._settings: Settings | None = None
        self._place: object = None
        self._engines: dict[bool, Engine] = {}
        self._watch: ChangeWatch | None = None

    def settings(self) -> Settings:
        """The settings, read once; raises ConfigurationError."""
        with self._lock:
            return self._loaded()

    def engine(self, *, read_only: bool) -> Engine:
        """The open database; raises DatabaseError, which names the command that mends it.

        Without a database of one's own the demo is made on first use, as the command line does.
        """
        with self._lock:
            settings = self._loaded()
            place = _place(settings.database)
            if place is None or place != self._place:
                self._dispose()
            return self._engines.get(read_only) or self._open(settings, read_only=read_only)

    def state(self) -> object | None:
        """What changes with every commit of anybody to the open database; None where that cannot be told."""
        with self._lock:
            version = None if self._watch is None else self._watch.version()
            return None if version is None else (self._place, version)

    def close(self) -> None:
        """Close what was opened."""
        with self._lock:
            self._dispose()

    def _loaded(self) -> Settings:
        if self._settings is None:
            from database.settings import load_settings

            database, config = self._named
            self._settings = load_settings(self.environ, config=config, database=database)
        return self._settings

    def _open(self, settings: Settings, *, read_only: bool) -> Engine:
        from database.engine import open_engine, sqlite_path
        from database.watch import ChangeWatch

        path = Path(settings.database)
        if settings.database_is_default and not path.exists():
            _make_demo(path)
        engine = open_engine(settings.database, read_only=read_only)
        self._engines[read_only] = engine
        self._place = _place(settings.database)
        file = sqlite_path(settings.database)
        if self._watch is None and file is not None:
            self._watch = ChangeWatch(file)
        return engine

    def _dispose(self) -> None:
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        if self._watch is not None:
            self._watch.close()
            self._watch = None


@dataclass(frozen=True, slots=True)
class Session:
    """One call's view of the backend; `report(done, total, sentence)` tells the client how far a long call is."""

    backend: Backend
    report: Callable[[float, float | None, str], None] = lambda _done, _total, _sentence: None

    @property
    def store(self) -> SqlStore:
        """The store, opened for reading only."""
        return self._store(read_only=True)

    @property
    def writable_store(self) -> SqlStore:
        """The store for the one tool that saves."""
        return self._store(read_only=False)

    @property
    def engine(self) -> Engine:
        """The database itself, opened for reading only."""
        return self.backend.engine(read_only=True)

    @property
    def params(self) -> Params:
        """Every tunable."""
        return self.backend.settings().params

    @property
    def now(self) -> datetime:
        """The clock on the wall."""
        return datetime.now(UTC)  # noqa: TID251 - the edge is where the clock is read

    @property
    def actor(self) -> str:
        """Who does it, for the audit trail."""
        environ = self.backend.environ
        return environ.get("USER") or environ.get("USERNAME") or "mcp client"

    def study(self, page: str, week: date | None = None, wishes: Wishes | None = None) -> Context:
        """The problem and the estimates of a page-week (default: the one planned next), as the planner would have them.

        What was studied within the clock's hour is not studied again until the database changes: `problem.as_of` says
        when it was. Raises CreatorNotFoundError and ConfigurationError.
        """
        return self.pool(page, week, wishes).context

    def pool(self, page: str, week: date | None = None, wishes: Wishes | None = None) -> CaptionPool:
        """The same with the captions each send type may use, kept with it once they are worked out."""
        from eros.plan.pool import CaptionPool
        from eros.service import page_week, study

        store, params = self.store, self.params
        state = self.backend.state()  # before anything is read: a change meanwhile makes it old
        meant = page_week(store, page, now=self.now, week=week, wishes=wishes)
        key = (state, meant.creator, meant.week_start, meant.wishes, meant.as_of.replace(minute=0, second=0))
        return self.backend.studies.get(
            None if state is None else key, lambda: CaptionPool(study(store, meant, params))
        )

    def _store(self, *, read_only: bool) -> SqlStore:
        from database.store import SqlStore

        return SqlStore(self.backend.engine(read_only=read_only), self.params)


def _place(database: str) -> object:
    """What tells one database file from another put in its place; the URL itself for a server, None for no file."""
    from database.engine import sqlite_path

    path = sqlite_path(database)
    if path is None:
        return database
    with suppress(OSError):
        facts = path.stat()
        return facts.st_dev, facts.st_ino
    return None


def _make_demo(path: Path) -> None:
    from database.demo import create_demo
    from mcp_server.log import log

    log("info", "no database yet: making the demo database", path=str(path))
    try:
        create_demo(path)
    except DatabaseError:
        if not path.exists():  # another process may have been faster
            raise
