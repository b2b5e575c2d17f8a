"""A file into the database: read and held against everything known first, then written in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from database.engine import reading, writing
from database.importing import captions, messages, pages, personas, plan, vault
from database.importing.archive import Stray, archive_strays
from database.importing.captions import NewCaption, write_captions
from database.importing.checking import Checked, Identity, Progress, Read, Refuse
from database.importing.committing import write_commitments
from database.importing.known import Known, Options
from database.importing.pages import NewPage, write_pages
from database.importing.personas import Persona, write_personas
from database.importing.recording import record_messages
from database.importing.report import ImportReport, Kind, Tally
from database.importing.settling import settle_captions, settle_messages
from database.importing.table import Hints, Layout, open_table
from database.importing.vault import Holding, write_vault
from database.store.pages import find_creator
from eros.params import Params

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from database.importing.messages import Message
    from database.store.marking import Step


__all__ = ["import_file"]

Write = Callable[[Known, Iterator[Any], str, Params], Tally]
"""Records of the file of that name into the database."""


def import_file(
    engine: Engine,
    kind: Kind,
    path: Path,
    *,
    page: str | None,
    params: Params,
    step: Step,
    hints: Hints | None = None,
    options: Options | None = None,
    dry_run: bool = False,
    strict: bool = False,
    refuse: Refuse = lambda _row: None,
    progress: Progress = lambda _what, _share: None,
) -> ImportReport:
    """Import one file of a kind; docs/reference/import.md has the formats and the columns.

    `page` (id or name) is the page of rows that name none; `step` says who imports, and when; `hints` what the file does
    not say itself, `options` what is decided beforehand. Every row is read before any is written; then the good ones are
    written in one transaction. A bad row is reported and told to `refuse`; with `strict` one of them refuses the file.
    Messages no page or moment can be found for go to the archive. With `dry_run` everything is done and taken back.
    Importing a file again changes nothing. Raises ImportFileError when the file cannot be read or `strict` refuses it
    (then nothing is written), and CreatorNotFoundError for an unknown `page`.
    """
    layouts, read, identity, write = _KINDS[kind]
    with open_table(path, layouts, params.importing, hints) as table, Checked(params.importing) as checked:
        with reading(engine) as connection:
            known = _known(connection, page, params, step, options)
            checked.take(table, read, identity, known, refuse=refuse, progress=progress)
        if strict and checked.bad:
            raise checked.refusal(table.name)
        with writing(engine) as connection:
            records = _watched(checked.records(), len(checked), params.importing.batch_rows, progress)
            tally = write(_known(connection, page, params, step, options), records, table.name, params)
            if dry_run:
                connection.rollback()
    return ImportReport(
        kind=kind,
        rows_read=checked.rows,
        inserted=tally.inserted,
        updated=tally.updated,
        unchanged=tally.unchanged,
        skipped=checked.skipped.total() + tally.skipped.total(),
        archived=tally.archived.total(),
        similar=tally.similar,
        waiting=tally.waiting,
        matched=tally.matched,
        bad=checked.bad,
        problems=tuple(tally.problems),
        errors=tuple(checked.errors),
        mapping=table.mapping,
        layout=table.layout.name,
        skip_reasons=dict(checked.skipped + tally.skipped),
        archive_reasons=dict(tally.archived),
        sample=tuple(checked.sample),
        dry_run=dry_run,
    )


def _watched(records: Iterator[Any], total: int, step: int, progress: Progress) -> Iterator[Any]:
    """The records themselves, while `progress` is told every so many of them."""
    for at, record in enumerate(records):
        if at % step == 0:
            progress("writing", at / total)
        yield record
    progress("writing", 1.0)


def _known(connection: Connection, page: str | None, params: Params, step: Step, options: Options | None) -> Known:
    creator = None if page is None else find_creator(connection, page)
    return Known(connection, params.importing, creator, step, options or Options())


def _write_messages(known: Known, records: Iterator[Message | Stray], file: str, params: Params) -> Tally:
    strays: list[Stray] = []
    tally = record_messages(known.connection, known, _attributable(records, strays), file)
    tally.archived = archive_strays(known.connection, strays, file=file, now=known.step.now)
    settle_messages(known, tally, params)
    return tally


def _attributable(records: Iterator[Message | Stray], strays: list[Stray]) -> Iterator[Message]:
    """The messages; what belongs to nobody is laid into `strays` on the way."""
    for record in records:
        if isinstance(record, Stray):
            strays.append(record)
        else:
            yield record


def _write_captions(known: Known, records: Iterator[NewCaption], file: str, params: Params) -> Tally:
    tally = write_captions(known.connection, known, records, file)
    settle_captions(known, tally, params)
    return tally


def _write_vault(known: Known, records: Iterator[Holding], file: str, params: Params) -> Tally:  # noqa: ARG001 - one shape for all
    return write_vault(known.connection, records, file)


def _write_pages(known: Known, records: Iterator[NewPage], file: str, params: Params) -> Tally:  # noqa: ARG001 - one shape for all
    return write_pages(known, records, params)


def _write_personas(known: Known, records: Iterator[Persona], file: str, params: Params) -> Tally:  # noqa: ARG001 - one shape for all
    return write_personas(known.connection, records)


def _none(_record: object) -> None:
    return None


_KINDS: Mapping[Kind, tuple[Sequence[Layout], Read, Identity, Write]] = {
    "messages": (messages.LAYOUTS, messages.read_message, messages.identity, _write_messages),
    "captions": (captions.LAYOUTS, captions.read_caption, _none, _write_captions),
    "vault": (vault.LAYOUTS, vault.read_holding, _none, _write_vault),
    "pages": (pages.LAYOUTS, pages.read_page, _none, _write_pages),
    "personas": (personas.LAYOUTS, personas.read_persona, _none, _write_personas),
    "plan": (plan.LAYOUTS, plan.read_commitment, _none, write_commitments),
}
