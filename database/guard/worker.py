"""The process that runs free queries: one statement at a time from stdin, one JSON line per step to stdout.

It knows a file by the path it is given and can be killed at any moment; it ends by itself when its parent is gone, even in
the middle of a statement.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sqlite3
import sys
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from database.guard.check import check, read
from database.guard.reader import fetch
from database.guard.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from eros.params.query import QueryParams

__all__ = ["answer", "main"]

RECURSION = 6_000
"""The parser takes about twenty frames a level: enough for the deepest expression SQLite would take."""


def main() -> None:
    """Answer requests until stdin ends. `sys.argv[2]` holds the limits as JSON."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt of the terminal is the parent's to answer
    values = json.loads(sys.argv[2])
    limits = cast("QueryParams", SimpleNamespace(**values))  # the class itself would cost its imports at every start
    _bound_process(limits)
    out = sys.stdout
    sys.stdout = sys.stderr  # a stray print must not look like an answer
    _say(out, {"ready": True})
    for line in _requests():
        for part in answer(json.loads(line), limits):
            _say(out, part)


def answer(request: dict[str, Any], limits: QueryParams) -> Iterator[dict[str, Any]]:
    """Two parts: the statement without literals (None where it cannot be read), then its rows or its refusal."""
    sql, parameters = request["sql"], request["parameters"]
    try:
        statement = read(sql)
    except Refusal as refusal:
        yield {"masked": None}
        yield refusal.as_dict()
        return
    yield {"masked": statement.masked}
    try:
        check(statement, parameters, limits)
        yield fetch(request["path"], sql, parameters, limit=request["limit"], limits=limits, tables=statement.tables)
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
