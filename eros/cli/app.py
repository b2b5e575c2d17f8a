"""The commands and the options all of them share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import eros
from eros.cli.approval import approve
from eros.cli.captions import captions
from eros.cli.database import db
from eros.cli.editing import edit
from eros.cli.explaining import explain
from eros.cli.importing import import_
from eros.cli.mending import mend
from eros.cli.options import session_of
from eros.cli.pages import analyze, creators, page
from eros.cli.planning import generate
from eros.cli.plans import plan
from eros.cli.serve import serve
from eros.cli.settings import config, rules
from eros.cli.standing import status, sweep
from eros.cli.texts import validate_caption
from eros.cli.verifying import verify
from eros.cli.versions import diff, rollback
from eros.cli.weeks import export, mark, show, validate

__all__ = ["app"]

app = typer.Typer(
    name="eros",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Plan the mass-message week of subscription-creator pages. Without a database of your own, a demo is used.",
)
for command in (
    generate,
    show,
    explain,
    diff,
    edit,
    mend,
    approve,
    rollback,
    creators,
    analyze,
    validate,
    verify,
    mark,
    status,
    sweep,
    export,
    rules,
    serve,
):
    app.command()(command)
app.command("import")(import_)
app.command("validate-caption")(validate_caption)
app.add_typer(page, name="page")
app.add_typer(captions, name="captions")
app.add_typer(plan, name="plan")
app.add_typer(db, name="db")
app.add_typer(config, name="config")


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    *,
    database: Annotated[
        str | None, typer.Option("--db", metavar="PATH|URL", help="The database. Also: EROS_DATABASE_URL.")
    ] = None,
    settings: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="Settings that differ, as YAML. Also: EROS_CONFIG.")
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Hand the shared options to the command."""
    session = session_of(context)
    session.database, session.config = database, settings
    if version:
        typer.echo(f"eros {eros.__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
