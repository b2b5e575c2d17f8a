"""`eros serve`."""

from __future__ import annotations

import typer  # noqa: TC002 - Typer reads the annotation at run time

from eros.cli.options import session_of

__all__ = ["serve"]


def serve(context: typer.Context) -> None:
    """Serve the database to MCP clients on standard input and output; `eros-mcp` does the same and starts faster."""
    from mcp_server.stdio import main

    session = session_of(context)
    main(session.environ, database=session.database, config=session.config)
