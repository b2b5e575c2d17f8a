"""`eros db init`, `upgrade`, `check`, `repair`, `backup`, `restore`, `maintain` and `digest`."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from eros.cli.options import JsonFlag, session_of
from eros.cli.session import Session
from eros.errors import ConfigurationError, DatabaseError

__all__ = ["db"]

_FOUND = 1

db = typer.Typer(no_args_is_help=True, help="Make, upgrade, check, mend and copy databases.")


@db.command()
def init(
    context: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(metavar="PATH", help="Default: eros.db (demo.db) in the data directory.")
    ] = None,
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="Fill it with 37 invented pages and two years of messages.")
    ] = False,
    dirty: Annotated[bool, typer.Option("--dirty", help="The demo with the defects real databases have.")] = False,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Another seed, another demo.")] = 7,
) -> None:
    """Make a database: empty for your own pages, or the demo."""
    from database.settings import without_password

    session = session_of(context)
    started = perf_counter()
    target = _target(session, path, "demo.db" if demo or dirty else "eros.db")
    shown = without_password(str(target))
    if demo or dirty:
        from database.demo import create_demo
        from database.engine import sqlite_path

        file = sqlite_path(target)
        if file is None:
            raise ConfigurationError(
                f"The demo is a file; {shown} is a server. Name a file: eros db init demo.db --demo."
            )
        with session.err.status("Making the demo database ...") as status:
            create_demo(file, seed=seed, dirty=dirty, progress=status.update)
    else:
        from database.lifecycle import create_database

        create_database(target)
    session.tell(f"Made {shown} in {perf_counter() - started:.1f} s.")
    if not session.settings.database_is_default or str(target) != _after(session):
        session.say(f"Commands use it with --db {shown} or EROS_DATABASE_URL={shown}.")


def _target(session: Session, path: Path | None, name: str) -> Path | str:
    if path is not None:
        return path
    if not session.settings.database_is_default:
        return session.settings.database
    return session.settings.data_dir / name


def _after(session: Session) -> str:
    """The database commands use from now on when none is named."""
    from database.settings import load_settings

    return load_settings(session.environ, config=session.config).database


@db.command()
def upgrade(context: typer.Context) -> None:
    """Bring the schema to this version; a backup is made first."""
    from database.lifecycle import upgrade_database

    session = session_of(context)
    report = upgrade_database(session.settings.database)
    if not report.changed:
        session.tell(f"{session.settings.shown_database} has schema {report.after} already.")
        return
    backup = "" if report.backup is None else f" The copy from before is {report.backup}."
    session.tell(f"{session.settings.shown_database}: schema {report.before or 'none'} is now {report.after}.{backup}")


@db.command()
def check(context: typer.Context, *, json: JsonFlag = False) -> int:
    """Look for damage and for the defects real data has; exit code 1 when there are any."""
    from dataclasses import asdict

    from rich.text import Text

    from database.check import check_database
    from eros.render.words import counted

    session = session_of(context)
    with session.bare_engine() as engine:
        findings = check_database(engine)
    if json:
        session.show_json(
            {"database": session.settings.shown_database, "findings": [asdict(finding) for finding in findings]}
        )
    elif not findings:
        session.tell(f"{session.settings.shown_database}: no problems found.")
    for finding in () if json else findings:
        head = Text(f"{finding.severity} ", style="bold red" if finding.severity == "critical" else "yellow")
        mend = f"`{finding.command}`: {finding.fix}" if finding.command else finding.fix
        session.show(head.append(f"{finding.name} ({finding.count:,}): {finding.detail} {mend}", style="default"))
    if findings and not json:
        session.complain(f"{counted(len(findings), 'kind')} of problems in {session.settings.shown_database}.")
    return _FOUND if findings else 0


@db.command()
def repair(
    context: typer.Context,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, change nothing.")] = False,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE.csv", help="Every row touched. Default: beside the database."),
    ] = None,
    json: JsonFlag = False,
) -> int:
    """Mend or archive the defects `check` finds; a backup is made first. Exit code 1 when something is left."""
    from dataclasses import asdict

    from database.repair import repair_database
    from database.store.marking import Step
    from eros.render.words import counted

    session = session_of(context)
    path = _file_of(session, "A server's database is not repaired from here: there is no backup to fall back on.")
    step = Step(session.actor, session.now)
    done = repair_database(path, step=step, params=session.params.refresh, report=report, dry_run=dry_run)
    if json:
        files = {
            name: None if file is None else str(file)
            for name, file in (("backup", done.backup), ("report", done.report))
        }
        lists = {name: [asdict(entry) for entry in getattr(done, name)] for name in ("rows", "before", "left")}
        session.show_json({"database": str(path), "dry_run": dry_run, **files, **lists})
        return _FOUND if done.left else 0
    for (defect, action), count in done.counts.items():
        session.tell(f"{defect}: {counted(count, 'row')} {action}")
    if done.rows:
        session.tell(f"{'Dry run, nothing changed' if dry_run else path}: {counted(len(done.rows), 'row')} in all.")
    else:
        session.tell(f"{path}: nothing to mend.")
    if done.backup is not None:
        session.tell(f"The database as it was: {done.backup}")
    if done.report is not None:
        session.tell(f"Every row: {done.report}")
    for finding in done.left:
        session.complain(f"{finding.name} is left: {finding.detail} {finding.fix}")
    return _FOUND if done.left else 0


@db.command()
def backup(
    context: typer.Context,
    target: Annotated[Path | None, typer.Argument(metavar="FILE", help="Default: beside the database, dated.")] = None,
) -> None:
    """Copy the database while it may be in use, and check the copy."""
    from database.lifecycle import backup_database

    session = session_of(context)
    source = _file_of(session, "A server's database is copied with its own tools, such as pg_dump.")
    copy = target or source.with_name(f"{source.stem}-{session.now:%Y%m%d-%H%M%S}{source.suffix}")
    backup_database(source, copy)
    session.tell(f"Copied {source} to {copy}.")


@db.command()
def restore(
    context: typer.Context,
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", help="A copy made by `backup`, `upgrade` or `repair`.")],
    *,
    to: Annotated[Path | None, typer.Option("--to", metavar="PATH", help="Default: the database in use.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the database there; a copy of it is kept.")] = False,
) -> None:
    """Put a backup in the place of the database, after a check of the backup."""
    from database.restore import restore_database

    session = session_of(context)
    path = to or _file_of(session, "A server's database is restored with its own tools, such as pg_restore.")
    done = restore_database(backup, path, now=session.now, force=force)
    session.tell(f"{backup} now stands at {path}.")
    if done.kept is not None:
        session.tell(f"What stood there before: {done.kept}")
    if done.is_older:
        session.tell(f"Its schema is older ({done.schema or 'none'}): run `eros --db {path} db upgrade` next.")


@db.command()
def maintain(context: typer.Context) -> None:
    """Refresh the query statistics, empty the log, and write the file anew where that saves enough room."""
    from database.maintenance import maintain_database
    from eros.render.words import percent

    session = session_of(context)
    path = _file_of(session, "A server looks after its own files.")
    done = maintain_database(path, params=session.params.maintenance)
    log = "log emptied" if done.log_emptied else "log still in use by a reader"
    anew = "written anew" if done.vacuumed else "not written anew"
    session.tell(
        f"{path}: {done.bytes_before:,} bytes before, {done.bytes_after:,} after. "
        f"Statistics fresh, {log}, {percent(done.free_share)} was unused: {anew}."
    )


def _file_of(session: Session, refusal: str) -> Path:
    """The file of the database; raises DatabaseError with `refusal` for a server."""
    from database.engine import sqlite_path

    path = sqlite_path(session.settings.database)
    if path is None:
        raise DatabaseError(refusal)
    return path


@db.command()
def digest(context: typer.Context) -> None:
    """Print one number for all rows: equal for equal contents, whatever the file."""
    from database.digest import content_digest_of

    session = session_of(context)
    path = _file_of(session, "A digest is made of a file; this database is on a server.")
    session.tell(content_digest_of(path))
