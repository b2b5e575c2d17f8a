"""`eros import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from eros.cli.options import JsonFlag, session_of

if TYPE_CHECKING:
    from database.importing import ImportReport

__all__ = ["import_"]

_MOST_PROBLEMS = 20


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file; docs/reference/import.md has the columns.")],
    *,
    kind: Annotated[Literal["messages", "captions", "vault"], typer.Option(help="What the file holds.")],
    page: Annotated[str | None, typer.Option("--page", metavar="PAGE", help="The page of rows that name none.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check everything, write nothing.")] = False,
    json: JsonFlag = False,
) -> None:
    """Bring in messages, captions or the vault of a page. All rows are checked before any is written."""
    from dataclasses import asdict

    from database.importing import import_file
    from database.store.marking import Step

    session = session_of(context)
    step = Step(session.actor, session.now)
    report = import_file(session.own_engine, kind, file, page=page, params=session.params, step=step, dry_run=dry_run)
    if json:
        session.show_json({**asdict(report), "problems": [asdict(problem) for problem in report.problems]})
        return
    session.tell(_sentence(file, report))
    if dry_run:
        for column, field in report.mapping.items():
            session.tell(f"  {column} -> {field or '(not used)'}")
    for problem in report.problems[:_MOST_PROBLEMS]:
        session.say(f"Look at {problem}")
    if len(report.problems) > _MOST_PROBLEMS:
        session.say(f"... and {len(report.problems) - _MOST_PROBLEMS} more (--json lists all)")


def _sentence(file: Path, report: ImportReport) -> str:
    skipped = ", ".join(f"{count:,} {reason}" for reason, count in sorted(report.skip_reasons.items()))
    archived = ", ".join(f"{count:,} {reason}" for reason, count in sorted(report.archive_reasons.items()))
    return (
        f"{'Dry run, nothing written: ' if report.dry_run else ''}{file.name}, {report.kind} ({report.layout}): "
        f"{report.rows_read:,} rows, {report.inserted:,} new, {report.updated:,} changed, {report.unchanged:,} known, "
        f"{report.skipped:,} skipped{f' ({skipped})' if skipped else ''}"
        f"{f', {report.archived:,} to the archive ({archived})' if archived else ''}."
    )
