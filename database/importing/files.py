"""A file into the database: read and held against everything known first, then written in one transaction or not at all."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

from database.engine import reading, writing
from database.importing import captions, messages, vault
from database.importing.archive import Stray, archive_strays
from database.importing.captions import NewCaption, write_captions
from database.importing.known import Known
from database.importing.recording import link_messages, record_messages
from database.importing.report import ImportReport, Kind, Tally
from database.importing.table import Layout, Row, RowProblem, Table, in_batches, open_table
from database.importing.vault import Entry, write_vault
from database.refresh import refresh
from database.store.pages import find_creator
from eros.errors import ImportFileError
from eros.params import Params

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from database.importing.messages import Message
    from database.store.marking import Step


__all__ = ["import_file"]

Read = Callable[[Row, Known], Any]
"""A row into a record, the reason it is skipped, or None with its problems noted in the row."""

Identity = Callable[[Any], object]
"""What two records of one file have in common when the later one takes the earlier one's place; None for none."""

Write = Callable[[Known, Iterator[Any], str, Params], Tally]
"""Records of the file of that name into the database."""

REPEATED = "said again further down"


def import_file(
    engine: Engine, kind: Kind, path: Path, *, page: str | None, params: Params, step: Step, dry_run: bool = False
) -> ImportReport:
    """Import one CSV file of messages, captions or a vault; docs/reference/import.md has the columns.

    `page` (id or name) is the page of rows that name none; `step` says who imports, and when. Messages no page or moment
    can be found for go to the archive. With `dry_run` everything is done and taken back. Importing a
    file again changes nothing. Raises ImportFileError, carrying every bad row, when any row is bad (then nothing is
    written), and CreatorNotFoundError for an unknown `page`.
    """
    layouts, read, identity, write = _KINDS[kind]
    with (
        open_table(path, layouts, params.importing) as table,
        SpooledTemporaryFile(params.importing.memory_bytes) as spool,
    ):
        with reading(engine) as connection:
            checked = _check(table, read, identity, _known(connection, page, params, step), spool)
        with writing(engine) as connection:
            tally = write(_known(connection, page, params, step), _records(spool, checked), table.name, params)
            if dry_run:
                connection.rollback()
    return ImportReport(
        kind=kind,
        rows_read=checked.rows,
        inserted=tally.inserted,
        updated=tally.updated,
        unchanged=tally.unchanged,
        skipped=checked.skipped.total(),
        archived=tally.archived.total(),
        problems=tuple(tally.problems),
        mapping=table.mapping,
        layout=table.layout.name,
        skip_reasons=dict(checked.skipped),
        archive_reasons=dict(tally.archived),
        dry_run=dry_run,
    )


@dataclass(slots=True)
class _Checked:
    """How many rows a file has, how many of them are skipped by reason, and which records later ones replace."""

    rows: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    places: dict[object, int] = field(default_factory=dict)
    replaced: set[int] = field(default_factory=set)

    def lay_aside(self, place: int, identity: object) -> None:
        """Note the record of a place; the one of the same identity before it counts no more."""
        if identity is None:
            return
        if (before := self.places.get(identity)) is not None:
            self.replaced.add(before)
            self.skipped[REPEATED] += 1
        self.places[identity] = place


def _check(table: Table, read: Read, identity: Identity, known: Known, spool: IO[bytes]) -> _Checked:
    """Read every row and lay its record aside; raises ImportFileError with every problem if there is one."""
    checked = _Checked()
    problems: list[RowProblem] = []
    place = 0
    for batch in in_batches(table.rows(), known.limits.batch_rows):
        records = []
        for row in batch:
            record = None if row.problems else read(row, known)
            problems += row.problems
            if isinstance(record, str):
                checked.skipped[record] += 1
            elif record is not None:
                checked.lay_aside(place, identity(record))
                records.append(record)
                place += 1
        checked.rows += len(batch)
        pickle.dump(records, spool, pickle.HIGHEST_PROTOCOL)
    if problems:
        bad = len({problem.line for problem in problems})
        raise ImportFileError(
            f"{table.name}: {bad} of {checked.rows} rows cannot be imported, so nothing was written. First: {problems[0]}",
            [str(problem) for problem in problems],
        )
    return checked


def _records(spool: IO[bytes], checked: _Checked) -> Iterator[Any]:
    """The records laid aside, in order, without those that were replaced."""
    spool.seek(0)
    places = count()
    with suppress(EOFError):
        while True:
            batch = pickle.load(spool)  # noqa: S301 - our own records, in a file nobody else can open
            yield from (record for record in batch if next(places) not in checked.replaced)


def _known(connection: Connection, page: str | None, params: Params, step: Step) -> Known:
    return Known(connection, params.importing, None if page is None else find_creator(connection, page), step)


def _write_messages(known: Known, records: Iterator[Message | Stray], file: str, params: Params) -> Tally:
    strays: list[Stray] = []
    tally = record_messages(known.connection, known, _attributable(records, strays), file)
    tally.archived = archive_strays(known.connection, strays, file=file, now=known.step.now)
    if tally.touched:
        refresh(known.connection, tally.touched, params=params.refresh)
    return tally


def _attributable(records: Iterator[Message | Stray], strays: list[Stray]) -> Iterator[Message]:
    """The messages; what belongs to nobody is laid into `strays` on the way."""
    for record in records:
        if isinstance(record, Stray):
            strays.append(record)
        else:
            yield record


def _write_captions(known: Known, records: Iterator[NewCaption], file: str, params: Params) -> Tally:
    """New captions may be what earlier messages said, and a new label moves a caption among others."""
    tally = write_captions(known.connection, known, records, file)
    touched = link_messages(known.connection, known) if tally.inserted else set()
    if touched or tally.updated:
        refresh(known.connection, touched, params=params.refresh)
    return tally


def _write_vault(known: Known, records: Iterator[Entry], file: str, params: Params) -> Tally:  # noqa: ARG001 - one shape for all
    return write_vault(known.connection, records)


def _none(_record: object) -> None:
    return None


_KINDS: Mapping[Kind, tuple[Sequence[Layout], Read, Identity, Write]] = {
    "messages": (messages.LAYOUTS, messages.read_message, messages.identity, _write_messages),
    "captions": (captions.LAYOUTS, captions.read_caption, _none, _write_captions),
    "vault": (vault.LAYOUTS, vault.read_entry, _none, _write_vault),
}
