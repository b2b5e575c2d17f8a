"""`eros import`."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from eros.cli.options import JsonFlag, OutputPath, session_of
from eros.cli.templates import write_templates
from eros.errors import ConfigurationError
from eros.render.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from database.importing import ImportReport, RowProblem
    from database.importing.table import Row
    from eros.cli.session import Session

__all__ = ["import_"]

_MOST_PROBLEMS = 20
_FOUND = 1

KindOption = Annotated[
    Literal["messages", "captions", "vault", "pages", "personas", "plan"] | None,
    typer.Option(help="What the file holds.", show_default=False),
]
ColumnsOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="COLUMN=FIELD", help="Which field a column fills; COLUMN= for none. Repeatable."),
]
ConstantsOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="What rows hold that do not say it. Repeatable."),
]
DatesOption = Annotated[
    Literal["dmy", "mdy"] | None,
    typer.Option(help="How dates such as 03/04/2025 are meant, where the file leaves it open."),
]


def import_(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="CSV, XLSX or JSON; docs/reference/import.md has the columns.")
    ] = None,
    *,
    kind: KindOption = None,
    page: Annotated[str | None, typer.Option("--page", metavar="PAGE", help="The page of rows that name none.")] = None,
    columns: ColumnsOption = None,
    constants: ConstantsOption = None,
    dates: DatesOption = None,
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help="The sheet of a workbook.")] = None,
    encoding: Annotated[str | None, typer.Option(metavar="NAME", help="Of a text that is not UTF-8: cp1252.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check everything, write nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing when one row is bad.")] = False,
    errors: Annotated[
        Path | None, typer.Option("--errors", metavar="FILE.csv", help="Write the bad rows there, with what is wrong.")
    ] = None,
    accept_suggestions: Annotated[
        bool, typer.Option("--accept-suggestions", help="Captions without a type take the one they seem to be.")
    ] = False,
    past: Annotated[bool, typer.Option("--past", help="Take rows of a plan whose week is over, too.")] = False,
    template: Annotated[
        str | None, typer.Option("--template", metavar="KIND|all", help="Write an example file to fill in, and leave.")
    ] = None,
    output: OutputPath = None,
    json: JsonFlag = False,
) -> int:
    """Bring in a file of messages, captions, a vault, pages, personas or a plan.

    All rows are checked before any is written; then the good ones are written together.
    """
    from dataclasses import asdict

    from database.importing import Hints, Options, import_file
    from database.store.marking import Step

    session = session_of(context)
    if template is not None:
        write_templates(session, template, output)
        return 0
    if file is None or kind is None or output is not None:
        raise ConfigurationError(
            "Name a file and what it holds (eros import FILE --kind captions); --output goes with --template KIND, "
            "which writes an example file."
        )
    hints = Hints(_pairs("--map", columns), _pairs("--set", constants), dates, encoding, sheet)
    with _bad_rows(errors) as refuse, _progress(session) as progress:
        report = import_file(
            session.own_engine,
            kind,
            file,
            page=page,
            params=session.params,
            step=Step(session.actor, session.now),
            hints=hints,
            options=Options(accept_suggestions=accept_suggestions, past=past),
            dry_run=dry_run,
            strict=strict,
            refuse=refuse,
            progress=progress,
        )
    if json:
        session.show_json(asdict(report))
    else:
        _show(session, file, report)
    return _FOUND if report.bad else 0


def _show(session: Session, file: Path, report: ImportReport) -> None:
    session.tell(_sentence(file, report))
    if followed := _consequences(report):
        session.tell(followed)
    if report.dry_run:
        for column, field in report.mapping.items():
            session.tell(f"  {column} -> {field or '(not used)'}")
        for number, row in enumerate(report.sample, 1):
            session.tell(
                f"  row {number} as understood: " + ", ".join(f"{name} {value}" for name, value in row.items())
            )
    _list(session, "Bad", report.errors)
    _list(session, "Look at", report.problems)


def _list(session: Session, what: str, problems: tuple[RowProblem, ...]) -> None:
    for problem in problems[:_MOST_PROBLEMS]:
        session.say(f"{what} {problem}")
    if len(problems) > _MOST_PROBLEMS:
        session.say(
            f"... and {len(problems) - _MOST_PROBLEMS} more (--json lists them, --errors FILE.csv all bad rows)"
        )


def _sentence(file: Path, report: ImportReport) -> str:
    skipped = ", ".join(f"{count:,} {reason}" for reason, count in sorted(report.skip_reasons.items()))
    archived = ", ".join(f"{count:,} {reason}" for reason, count in sorted(report.archive_reasons.items()))
    return (
        f"{'Dry run, nothing written: ' if report.dry_run else ''}{file.name}, {report.kind} ({report.layout}): "
        f"{counted(report.rows_read, 'row')}, {report.inserted:,} new, {report.updated:,} changed, "
        f"{report.unchanged:,} known, {report.skipped:,} skipped{f' ({skipped})' if skipped else ''}"
        f"{f', {report.archived:,} to the archive ({archived})' if archived else ''}"
        f"{f', {report.bad:,} bad' if report.bad else ''}."
    )


def _consequences(report: ImportReport) -> str:
    """What followed from the rows, '' where nothing did."""
    said = [
        f"{counted(report.similar, 'message')} got the caption that is nearly their text" if report.similar else "",
        f"{counted(report.waiting, 'text')} may be a caption (eros captions review)" if report.waiting else "",
        f"{counted(report.matched, 'planned send')} went out (eros status PAGE)" if report.matched else "",
    ]
    return "; ".join(filter(None, said)) + "." if any(said) else ""


def _pairs(option: str, texts: list[str] | None) -> dict[str, str]:
    """Names and values around the last equals sign of each text for --map, the first for --set."""
    pairs = {}
    for text in texts or ():
        name, equals, value = text.rpartition("=") if option == "--map" else text.partition("=")
        if not equals or not name.strip():
            raise ConfigurationError(
                f"{option} {text!r} needs a name, an equals sign and a value, such as 'Date=sent_at'."
            )
        pairs[name.strip()] = value.strip()
    return pairs


@contextmanager
def _bad_rows(path: Path | None) -> Iterator[Callable[[Row], None]]:
    """Writes rows with what is wrong with them, under the columns they came with."""
    if path is None:
        yield lambda _row: None
        return
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as handle:
            write = csv.writer(handle)
            headed = False

            def refuse(row: Row) -> None:
                nonlocal headed
                if not headed:
                    write.writerow([*row.table.header, "line", "problems"])
                    headed = True
                width = len(row.table.header)
                texts = [*row.texts[:width], *[""] * (width - len(row.texts))]
                problems = "; ".join(f"{problem.column}: {problem.reason}" for problem in row.problems)
                write.writerow([*texts, row.line, problems])

            yield refuse
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be written ({error.strerror}). Name another file with --errors."
        ) from error


@contextmanager
def _progress(session: Session) -> Iterator[Callable[[str, float], None]]:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=session.err, transient=True, disable=not session.err.is_terminal) as bar:
        task = bar.add_task("reading", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)
