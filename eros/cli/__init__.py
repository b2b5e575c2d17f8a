"""The command line `eros`: an edge. It opens, calls and shows; everything it decides is decided in `eros.service`."""

from __future__ import annotations

import os
import sys

__all__ = ["main"]


def main() -> None:
    """Entry point of the console script; leaves with one of the exit codes of `eros.cli.run`."""
    from eros.cli.run import run

    sys.exit(run(sys.argv[1:], os.environ))
