"""`eros db init`, `upgrade`, `check`, `backup` and `digest`."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from eros.cli.options import JsonFlag, session_of
from eros.cli.session import Session
from eros.errors import DatabaseError

__all__ = ["db"]

_FOUND = 1

db = typer.Typer(no_args_is_help=True, help="Make, upgrade, check and copy databases.")


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
    session = session_of(context)
    started = perf_counter()
    target = _target(session, path, "demo.db" if demo or dirty else "eros.db")
    if demo or dirty:
        from database.demo import create_demo

        with session.err.status("Making the demo database ...") as status:
            create_demo(Path(target), seed=seed, dirty=dirty, progress=status.update)
    else:
        from database.lifecycle import create_database

        create_database(target)
    session.tell(f"Made {target} in {perf_counter() - started:.1f} s.")
    if not session.settings.database_is_default or str(target) != _after(session):
        session.say(f"Commands use it with --db {target} or EROS_DATABASE_URL={target}.")


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
        session.tell(f"{session.settings.database} has schema {report.after} already.")
        return
    backup = "" if report.backup is None else f" The copy from before is {report.backup}."
    session.tell(f"{session.settings.database}: schema {report.before or 'none'} is now {report.after}.{backup}")


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
            {"database": session.settings.database, "findings": [asdict(finding) for finding in findings]}
        )
    elif not findings:
        session.tell(f"{session.settings.database}: no problems found.")
    for finding in () if json else findings:
        head = Text(f"{finding.severity} ", style="bold red" if finding.severity == "critical" else "yellow")
        session.show(
            head.append(f"{finding.name} ({finding.count:,}): {finding.detail} {finding.fix}", style="default")
        )
    if findings and not json:
        session.complain(f"{counted(len(findings), 'kind')} of problems in {session.settings.database}.")
    return _FOUND if findings else 0


@db.command()
def backup(
    context: typer.Context,
    target: Annotated[Path | None, typer.Argument(metavar="FILE", help="Default: beside the database, dated.")] = None,
) -> None:
    """Copy the database while it may be in use, and check the copy."""
    from database.engine import sqlite_path
    from database.lifecycle import backup_database

    session = session_of(context)
    source = sqlite_path(session.settings.database)
    if source is None:
        raise DatabaseError("A server's database is copied with its own tools, such as pg_dump.")
    copy = target or source.with_name(f"{source.stem}-{session.now:%Y%m%d-%H%M%S}{source.suffix}")
    backup_database(source, copy)
    session.tell(f"Copied {source} to {copy}.")


@db.command()
def digest(context: typer.Context) -> None:
    """Print one number for all rows: equal for equal contents, whatever the file."""
    from database.digest import content_digest_of
    from database.engine import sqlite_path

    session = session_of(context)
    path = sqlite_path(session.settings.database)
    if path is None:
        raise DatabaseError("A digest is made of a file; this database is on a server.")
    session.tell(content_digest_of(path))
