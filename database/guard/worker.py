"""The process that runs free queries: one statement at a time from stdin, one JSON line per step to stdout.

It knows a database by what a request says and can be killed at any moment; it ends by itself when its parent is gone, even
in the middle of a statement.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sqlite3
import sys
import threading
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from database.guard.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

    from database.guard.check import Statement
    from eros.params.query import QueryParams

__all__ = ["Gates", "answer", "gates", "main"]

RECURSION = 6_000
"""The parser takes about twenty frames a level: enough for the deepest expression SQLite would take."""


@dataclass(frozen=True, slots=True)
class Gates:
    """What a statement goes through: read, checked, fetched; each raises Refusal."""

    read: Callable[[str], Statement]
    check: Callable[..., None]
    fetch: Callable[..., dict[str, Any]]


def gates(kind: str) -> Gates:
    """The gates of 'sqlite' or 'postgresql'; a process imports what its kind of database needs."""
    if kind == "postgresql":
        from database.guard.postgres import check, reader  # noqa: PLC0415 - its driver is an extra

        return Gates(check.read, check.check, reader.fetch)
    from database.guard import check as plain  # noqa: PLC0415 - as above
    from database.guard import reader as file  # noqa: PLC0415 - as above

    return Gates(plain.read, plain.check, file.fetch)


def main() -> None:
    """Answer requests until stdin ends. `sys.argv` holds the limits as JSON, then the kind of database."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt of the terminal is the parent's to answer
    values = json.loads(sys.argv[2])
    limits = cast("QueryParams", SimpleNamespace(**values))  # the class itself would cost its imports at every start
    through = gates(sys.argv[3])
    _bound_process(limits)
    out = sys.stdout
    sys.stdout = sys.stderr  # a stray print must not look like an answer
    _say(out, {"ready": True})
    for line in _requests():
        for part in answer(json.loads(line), limits, through):
            _say(out, part)


def answer(request: dict[str, Any], limits: QueryParams, through: Gates) -> Iterator[dict[str, Any]]:
    """Two parts: the statement without literals (None where it cannot be read), then its rows or its refusal."""
    sql, parameters = request["sql"], request["parameters"]
    try:
        statement = through.read(sql)
    except Refusal as refusal:
        yield {"masked": None}
        yield refusal.as_dict()
        return
    yield {"masked": statement.masked}
    try:
        through.check(statement, parameters, limits)
        source, limit = request["source"], request["limit"]
        yield through.fetch(source, sql, parameters, limit=limit, limits=limits, tables=statement.tables)
    except Refusal as refusal:
        yield refusal.as_dict()


def _bound_process(limits: QueryParams) -> None:
    sys.setrecursionlimit(RECURSION)
    connection = sqlite3.connect(":memory:")
    connection.execute(f"PRAGMA hard_heap_limit = {limits.memory_bytes}")
    connection.close()
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - POSIX only

        for kind, most in ((resource.RLIMIT_AS, limits.process_bytes), (resource.RLIMIT_CORE, 0)):
            resource.setrlimit(kind, (most, most))


def _requests() -> Iterator[str]:
    """Lines of stdin, read beside the work so that its end is seen during a statement, too."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def listen() -> None:
        for line in sys.stdin:
            lines.put(line)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        yield lines.get()


def _say(out: TextIO, part: dict[str, Any]) -> None:
    out.write(json.dumps(part, allow_nan=False) + "\n")
    out.flush()
