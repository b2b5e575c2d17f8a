"""What one run of the command line holds: its settings, its database and where it writes."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from eros.errors import ConfigurationError, DatabaseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import RenderableType
    from sqlalchemy import Engine

    from database.settings import Settings
    from database.store import SqlStore
    from database.store.marking import Step
    from eros.params import Params
    from eros.ports import SaveRequest

__all__ = ["Session"]

_PIPED_WIDTH = 100


@dataclass
class Session:
    """State of a run. `database` and `config` are what the global options name, None where they are not given."""

    environ: Mapping[str, str]
    database: str | None = None
    config: Path | None = None
    out: Console = field(init=False)
    err: Console = field(init=False)

    def __post_init__(self) -> None:
        self.out, self.err = (self._console(stderr=stderr) for stderr in (False, True))

    @cached_property
    def settings(self) -> Settings:
        """The settings of this run; raises ConfigurationError."""
        from database.settings import load_settings

        return load_settings(self.environ, config=self.config, database=self.database)

    @property
    def params(self) -> Params:
        """Every tunable of this run."""
        return self.settings.params

    @property
    def data_dir(self) -> Path:
        """Where databases and the log stand when nobody says otherwise; known even where the settings are broken."""
        from database.settings import load_settings

        return load_settings({k: v for k, v in self.environ.items() if k == "EROS_DATA_DIR"}).data_dir

    @cached_property
    def engine(self) -> Engine:
        """The open database. On first use without one, the demo database is made, and a line says so."""
        from database.engine import open_engine

        path = Path(self.settings.database)
        if self.settings.database_is_default and not path.exists():
            self._make_demo(path)
        return open_engine(self.settings.database)

    @contextmanager
    def bare_engine(self) -> Iterator[Engine]:
        """The database as it is, whatever its schema; nothing is made, and a file is opened for reading only."""
        from database.engine import file_engine, schema_version, server_engine, sqlite_path

        path = sqlite_path(self.settings.database)
        if path is None:
            engine = server_engine(self.settings.database)
        else:
            schema_version(path)
            engine = file_engine(path, mode="ro")
        yield engine
        engine.dispose()

    @cached_property
    def own_engine(self) -> Engine:
        """The open database for a person's own data; raises ConfigurationError where that would be the demo by default."""
        settings = self.settings
        if settings.database_is_default and settings.database == str(settings.data_dir / "demo.db"):
            raise ConfigurationError(
                "There is no database for your own data yet. Create it: eros db init. "
                "From then on it is used instead of the demo."
            )
        return self.engine

    @cached_property
    def store(self) -> SqlStore:
        """The store on the open database."""
        from database.store import SqlStore

        return SqlStore(self.engine, self.params)

    @property
    def now(self) -> datetime:
        """The clock on the wall."""
        return datetime.now(UTC)  # noqa: TID251 - the edge is where the clock is read

    @property
    def actor(self) -> str:
        """Who does it, for the audit trail."""
        return self.environ.get("USER") or self.environ.get("USERNAME") or "command line"

    @property
    def step(self) -> Step:
        """What this person does, now."""
        from database.store.marking import Step

        return Step(self.actor, self.now)

    def save_request(self, *, replace: bool) -> SaveRequest:
        """Saving a draft, by this person, now."""
        from eros.ports import SaveRequest

        return SaveRequest(actor=self.actor, now=self.now, replace=replace)

    def show(self, view: RenderableType) -> None:
        """A view on standard output."""
        self.out.print(view)

    def tell(self, sentence: str) -> None:
        """What was done, on standard output."""
        self.out.print(Text(sentence), soft_wrap=True)

    def show_json(self, document: Any) -> None:
        """A document on standard output, as UTF-8 whatever the terminal speaks."""
        text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
        self.write(f"{text}\n".encode("utf-8", "replace"))

    def write(self, content: bytes) -> None:
        """A file's content on standard output as it is."""
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()

    def say(self, sentence: str) -> None:
        """A remark on standard error."""
        self.err.print(Text(sentence), soft_wrap=True)

    def complain(self, sentence: str) -> None:
        """What went wrong, on standard error."""
        self.err.print(Text.assemble(("Error: ", "bold red"), sentence), soft_wrap=True)

    def close(self) -> None:
        """Close what was opened."""
        if "engine" in self.__dict__:
            self.engine.dispose()

    @property
    def ascii_only(self) -> bool:
        """True where standard output cannot show Unicode."""
        return self.out.options.ascii_only

    def _make_demo(self, path: Path) -> None:
        from database.demo import create_demo

        started = perf_counter()
        with self.err.status("No database yet: making the demo database, once ...") as status:
            try:
                create_demo(path, progress=status.update)
            except DatabaseError:
                if not path.exists():  # another process may have been faster
                    raise
        self.say(f"No database yet: made the demo database {path} in {perf_counter() - started:.1f} s.")

    def _console(self, *, stderr: bool) -> Console:
        console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
        if not console.is_terminal and "COLUMNS" not in self.environ:
            console.width = _PIPED_WIDTH
        return console
