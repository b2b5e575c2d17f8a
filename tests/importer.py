"""Importing lines in tests: written to a file, imported, read back."""

from __future__ import annotations

import itertools
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, select

from database.engine import open_engine, reading
from database.importing import import_file
from database.settings import shipped_params
from database.store.marking import Step
from database.tables import caption_bank, mass_messages, metadata, vault
from eros.errors import ImportFileError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine, Table

    from database.importing import ImportReport, Kind
    from eros.params import Params

__all__ = ["DEAD", "STEP", "Importer", "die_while_importing"]

STEP = Step("ida", datetime(2026, 11, 16, 9, 30, tzinfo=UTC))
"""Ida imports, on the morning the pages were added."""

DEAD = 9
"""Exit code of a process that was stopped on purpose."""


class Importer:
    """Writes lines to a file and imports it."""

    def __init__(self, engine: Engine, directory: Path, params: Params) -> None:
        self.engine = engine
        self._directory = directory
        self._params = params

    def file(self, path: Path, kind: Kind = "messages", page: str | None = "alma", **options: Any) -> ImportReport:
        """Import a file; `options` are those of `import_file`."""
        return import_file(self.engine, kind, path, page=page, params=self._params, step=STEP, **options)

    def lines(self, *lines: str, kind: Kind = "messages", page: str | None = "alma", **options: Any) -> ImportReport:
        """Import a file of these lines."""
        return self.file(self.written("own.csv", "\n".join(lines) + "\n"), kind, page, **options)

    def written(self, name: str, text: str) -> Path:
        """A file of that name with this text."""
        path = self._directory / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def refused(self, *lines: str, kind: Kind = "messages", page: str | None = "alma") -> list[str]:
        """Import lines, all or nothing, that must be refused without a trace; the problems, without the file's name."""
        before = self.everything()
        with pytest.raises(ImportFileError) as caught:
            self.lines(*lines, kind=kind, page=page, strict=True)
        assert self.everything() == before
        return [problem.removeprefix("own.csv:") for problem in caught.value.problems]

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        return {name: sorted(self._rows(table), key=repr) for name, table in metadata.tables.items()}

    def _rows(self, table: Table) -> list[tuple[Any, ...]]:
        with reading(self.engine) as connection:
            return [tuple(row) for row in connection.execute(select(table))]

    def messages(self, *names: str) -> list[tuple[Any, ...]]:
        """These columns of every message, in order of time."""
        columns = [mass_messages.c[name] for name in names]
        with reading(self.engine) as connection:
            query = select(*columns).order_by(mass_messages.c.sent_at, mass_messages.c.message_id)
            return [tuple(row) for row in connection.execute(query)]

    def captions(self, *names: str) -> list[tuple[Any, ...]]:
        """These columns of every caption, in order of entry."""
        columns = [caption_bank.c[name] for name in names]
        with reading(self.engine) as connection:
            return [tuple(row) for row in connection.execute(select(*columns).order_by(caption_bank.c.caption_id))]

    def vault(self, *names: str) -> list[tuple[Any, ...]]:
        """These columns of every vault entry, in order of their keys."""
        columns = [vault.c[name] for name in names]
        with reading(self.engine) as connection:
            query = select(*columns).order_by(vault.c.creator_id, vault.c.content_type)
            return [tuple(row) for row in connection.execute(query)]


def die_while_importing(database: Path, file: Path, statements: int) -> None:
    """Run in a process: import messages of alma, but stop existing after so many writing statements, or at the commit."""
    engine = open_engine(database)
    left = itertools.count(statements, -1)

    def perhaps_die(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")) and next(left) <= 0:
            os._exit(DEAD)

    def die(_connection: object) -> None:
        os._exit(DEAD)

    event.listen(engine, "after_cursor_execute", perhaps_die)
    event.listen(engine, "commit", die)
    import_file(engine, "messages", file, page="alma", params=shipped_params(), step=STEP)
