"""What ten times the rows cost: python -m tests.benchmarks.scale.

Asks every reading tool, and `save_schedule` for a week it does not save, on the demo database and on one with ten times the
messages, captions, uses and daily sums of the same pages. Prints the first answer of a fresh server and the warm median at
both sizes with their ratio, and every statement that reads a large table from end to end at the larger one. Standard error
carries the server's log.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from time import perf_counter

from database.demo import create_demo
from database.tables import caption_bank, caption_usage, creator_metrics_daily, mass_messages
from eros.text.key import caption_key
from mcp_server.registry import tools
from tests.mcp_client import connected, usual_arguments
from tests.mcp_wire import Wire, call, wired
from tests.query_plans import FREE, scans, statements

TIMES = 10
CALLS = 30
PLANS = 3

COPIES = {
    caption_bank: {
        "caption_id": "caption_id + :ids",
        "text": "text || ' ' || :copy",
        "caption_key": "caption_key(text || ' ' || :copy)",
    },
    mass_messages: {
        "message_id": "message_id + :ids",
        "source_message_id": "source_message_id || '-' || :copy",
        "caption_id": "caption_id + :ids",
        "text": "text || ' ' || :copy",
        "caption_key": "caption_key(text || ' ' || :copy)",
        "sent_at": "strftime('%Y-%m-%dT%H:%M:%S+00:00', sent_at, :back)",
        "local_date": "date(local_date, :back)",
    },
    caption_usage: {"caption_id": "caption_id + :ids"},
    creator_metrics_daily: {"local_date": "date(local_date, :back)"},
}
"""What differs between a row and its copy: other captions of the same pages, used as often, sent further in the past."""

APART = 1_000_000
"""How far the ids of a copy lie above those of the one before."""

SPAN_DAYS = 735
"""Whole weeks that hold all of the demo's history: so much earlier lies a copy than the one before."""


def grow(path: Path) -> None:
    """Add nine copies of the large tables' rows to a demo database, and the statistics the query planner goes by.

    Prints the rows before and after.
    """
    with closing(sqlite3.connect(path)) as connection:
        connection.create_function("caption_key", 1, caption_key, deterministic=True)
        connection.execute("PRAGMA foreign_keys = ON")
        for table, changed in COPIES.items():
            name, columns = table.name, [column.name for column in table.columns if column.computed is None]
            copied = ", ".join(changed.get(column, column) for column in columns)
            [rows] = connection.execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608 - our names
            connection.execute(f"CREATE TEMP TABLE first_{name} AS SELECT * FROM {name}")  # noqa: S608 - our names
            connection.executemany(
                f"INSERT INTO {name} ({', '.join(columns)}) SELECT {copied} FROM first_{name}",  # noqa: S608 - our names
                [
                    {"copy": str(copy), "ids": copy * APART, "back": f"-{copy * SPAN_DAYS} days"}
                    for copy in range(1, TIMES)
                ],
            )
            [grown] = connection.execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608 - our names
            assert grown == TIMES * rows, (name, rows, grown)
            print(f"{name:26} {rows:9,} {grown:9,}")
        connection.commit()
        connection.execute("ANALYZE")


def milliseconds(wire: Wire, name: str) -> float:
    """How long one call of a tool takes."""
    begin = perf_counter()
    answer = wire.ask(call(name, name, **usual_arguments(name)))
    assert not answer["result"]["isError"], answer
    return 1000 * (perf_counter() - begin)


def latencies(databases: tuple[Path, Path], name: str, calls: int) -> tuple[list[float], list[float]]:
    """Milliseconds of the first answer and of the median of `calls` more, at either size, by turns."""
    with ExitStack() as stack:
        wires = [stack.enter_context(wired({"EROS_DATABASE_URL": str(database)})) for database in databases]
        for wire in wires:
            wire.greet()
        first = [milliseconds(wire, name) for wire in wires]
        rounds = [[milliseconds(wire, name) for wire in wires] for _ in range(calls)]
        return first, [median(times) for times in zip(*rounds, strict=True)]


def found_scans(database: Path, name: str) -> list[str]:
    """The scans of one call to a server that has read nothing yet."""
    with connected(database) as caller, statements() as seen:
        caller(name, **usual_arguments(name))
    assert seen
    return scans(database, seen)


def columns_of(times: list[float]) -> str:
    """Both sizes and their ratio."""
    small, large = times
    return f"{small:9.1f} {large:9.1f} {large / small:7.1f}"


def main(folder: Path) -> None:
    """Print the table and the scans."""
    small, large = folder / "demo.db", folder / "grown.db"
    create_demo(small)
    shutil.copy(small, large)
    grow(large)
    size = f"{'1x':>9} {f'{TIMES}x':>9} {'ratio':>7}"
    print(f"\n{'milliseconds':26} {'first answer':27} {'warm p50':27}\n{'':26} {size} {size}  scans at {TIMES}x")
    found = {}
    for tool in tools().values():
        if tool.name not in FREE:
            first, warm = latencies((small, large), tool.name, CALLS if tool.read_only else PLANS)
            found[tool.name] = found_scans(large, tool.name)
            print(
                f"{tool.name:26} {columns_of(first)} {columns_of(warm)}  {len(found[tool.name]) or 'none'}", flush=True
            )
    for name, steps in found.items():
        for step in steps:
            print(f"\n{name}: {' '.join(step.split())}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        main(Path(name))
