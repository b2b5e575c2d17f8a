"""`eros config show` and `eros rules`."""

from __future__ import annotations

import typer

from eros.cli.options import JsonFlag, session_of

__all__ = ["config", "rules"]

config = typer.Typer(no_args_is_help=True, help="Look at the settings.")


def rules(context: typer.Context) -> None:
    """Print every HARD rule with the limit in force."""
    from rich.markdown import Markdown

    from eros.rules.reference import render_reference

    session = session_of(context)
    session.show(Markdown(render_reference(session.params)))


@config.command()
def show(context: typer.Context, *, json: JsonFlag = False) -> None:
    """Every setting with its value, unit, allowed values and origin."""
    from dataclasses import asdict

    from rich.text import Text

    from database.settings import explain

    session = session_of(context)
    settings = session.settings
    rows = list(explain(settings))
    if json:
        session.show_json(
            {
                "data_dir": str(settings.data_dir),
                "database": settings.shown_database,
                "settings": [asdict(row) for row in rows],
            }
        )
        return
    for row in rows:
        limits = f", {row.allowed}" if row.allowed else ""
        line = Text(f"{row.key} = {row.value} {row.unit}".rstrip(), style="" if row.origin == "shipped" else "bold")
        session.out.print(line.append(f"  [{row.origin}{limits}] {row.meaning}", style="dim not bold"), soft_wrap=True)
    session.show(Text(f"\nData directory  {settings.data_dir}\nDatabase        {settings.shown_database}"))
