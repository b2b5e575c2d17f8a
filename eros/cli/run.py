"""One run of the command line: every failure becomes one clear sentence and an exit code.

0    done
1    the plan breaks HARD rules, a check found problems, or a page of a fleet run failed
2    the request cannot be met as it stands: usage, unknown names, conflicts, unreadable files, database in the way
3    an internal error; the sentence carries the reference under which the log holds the details
130  interrupted (Typer's own)
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.text import Text
from typer.main import get_command

from eros.cli.app import app
from eros.cli.session import Session
from eros.errors import ErosError, ImportFileError, SolverError, ValidationError
from eros.render.words import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["FOUND", "INTERNAL", "REFUSED", "run"]

FOUND, REFUSED, INTERNAL = 1, 2, 3
_MOST_LINES = 40


def run(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run one command; the exit code."""
    _never_fail_to_write()
    session = Session(environ)
    try:
        code = get_command(app).main(list(arguments), prog_name="eros", standalone_mode=False, obj=session)
    except ErosError as error:
        return _refused(session, error)
    except SystemExit:  # how Typer and Rich answer a reader that left early: it has seen enough
        return 0
    except Exception as error:  # noqa: BLE001 - the last line: a bug becomes a sentence with a reference, never a trace
        return _usage(session, error) or _internal(session, error, arguments)
    finally:
        session.close()
    return code if isinstance(code, int) else 0


def _never_fail_to_write() -> None:
    """A stream that cannot show a character shows a replacement."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _refused(session: Session, error: ErosError) -> int:
    session.complain(str(error))
    if isinstance(error, ValidationError) and error.violations:
        from eros.render.week import violation_list

        session.err.print(violation_list(error.violations))
    if isinstance(error, ImportFileError) and len(error.problems) > 1:
        hidden = len(error.problems) - _MOST_LINES
        more = [f"... and {hidden} more"] if hidden > 0 else []
        session.err.print(Text("\n".join([*error.problems[:_MOST_LINES], *more])))
    if isinstance(error, SolverError):
        return INTERNAL
    return FOUND if isinstance(error, ValidationError) else REFUSED


def _usage(session: Session, error: Exception) -> int:
    """REFUSED for what Typer itself refuses, told in a sentence; 0 for everything else."""
    from typer.exceptions import TyperException

    if not isinstance(error, TyperException):
        return 0
    context = getattr(error, "ctx", None)
    command = "eros" if context is None else context.command_path
    message = one_line(error.format_message()).replace("Value error, ", "")
    if message:  # empty where Typer has shown the help already
        stop = "" if message.endswith(("?", ".")) else "."
        session.complain(f"{message}{stop} `{command} --help` lists what it takes.")
    return REFUSED


def _internal(session: Session, error: Exception, arguments: Sequence[str]) -> int:
    from eros.cli.log import record_crash

    reference, place = record_crash(session, error, arguments)
    session.complain(f"Internal error {reference} ({type(error).__name__}: {error}). Details: {place}")
    return INTERNAL
