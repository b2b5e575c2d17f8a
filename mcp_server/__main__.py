"""`eros-mcp` and `python -m mcp_server`: the MCP server on standard input and output."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["run"]


def run() -> None:
    """Serve; with arguments, say or do what they ask first."""
    database, config = _options(sys.argv[1:])
    from mcp_server.stdio import main

    main(os.environ, database=database, config=config)


def _options(arguments: list[str]) -> tuple[str | None, Path | None]:
    if not arguments:
        return None, None
    import argparse

    import eros

    parser = argparse.ArgumentParser("eros-mcp", description="The MCP server eros-db on standard input and output.")
    parser.add_argument("--db", metavar="PATH|URL", help="the database; also: EROS_DATABASE_URL")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings that differ, as YAML; also: EROS_CONFIG")
    parser.add_argument("--version", action="version", version=f"eros {eros.__version__}")
    options = parser.parse_args(arguments)
    return options.db, options.config


if __name__ == "__main__":
    run()
