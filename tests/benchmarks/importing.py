"""How fast a file is imported, and in how much memory: `python -m tests.benchmarks.importing [ROWS]`.

Writes ROWS messages (100,000 unless told) in several layouts, imports each in a process of its own into a fresh database
and prints rows a second of wall time and of processor time (other programs slow the first) and the largest memory.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from database.engine import open_engine
from database.importing import import_file
from database.lifecycle import create_database
from database.pages import add_page
from database.settings import shipped_params
from database.store.marking import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2015, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
TEXTS = 5000
"""Different texts a file has, as an agency uses its captions again."""
PLATFORM_TITLES = (
    *("id", "date", "text", "isFree", "price", "sentCount", "viewedCount", "purchasedCount"),
    *("isCanceled", "mediaTypes", "hasError"),
)
CANONICAL_TITLES = ("message_id", "sent_at", "text", "price", "sent", "viewed", "purchased", "earnings")


def platform(rows: int) -> Iterator[list[object]]:
    """The platform's statistics: HTML texts, every third message priced."""
    yield [*PLATFORM_TITLES]
    for n in range(rows):
        moment = (START + timedelta(minutes=5 * n)).isoformat()
        text = f"<p>Quiet evening number {n % TEXTS}, {{name}} 🎉<br />see you by the lake</p>"
        if n % 3:
            yield [n, moment, text, "true", "", 1500 + n % 50, 800, "", "false", "", "false"]
        else:
            yield [n, moment, text, "false", "5.00", 1500 + n % 50, 600, 37, "false", '{"photo": 2}', "false"]


def canonical(rows: int) -> Iterator[list[object]]:
    """The columns docs/reference/import.md lists."""
    yield [*CANONICAL_TITLES]
    for n in range(rows):
        moment = f"{START + timedelta(minutes=5 * n):%Y-%m-%d %H:%M}+00:00"
        yield [n, moment, f"Quiet evening number {n % TEXTS}, see you by the lake", "5.00", 1500, 600, 37, "185.00"]


def write(path: Path, rows: int, layout: str, form: str) -> None:
    """A file of these rows."""
    lines = {"platform": platform, "canonical": canonical}[layout](rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        if form == "csv":
            csv.writer(file).writerows(lines)
            return
        titles = [str(title) for title in next(lines)]
        for at, line in enumerate(lines):
            file.write(("[" if at == 0 else ",\n") + json.dumps(dict(zip(titles, line, strict=True))))
        file.write("]")


def import_once(file: Path) -> None:
    """Import into a fresh database beside the file; prints seconds and the largest memory in kilobytes."""
    import resource  # noqa: PLC0415 - only where the system has it

    database = file.with_suffix(".db")
    create_database(database)
    engine = open_engine(database)
    add_page(
        engine, name="alma", page_type="paid", timezone="America/New_York", fans=1500, sub_type="softcore", now=NOW
    )
    started, worked = perf_counter(), process_time()
    report = import_file(engine, "messages", file, page="alma", params=shipped_params(), step=Step("benchmark", NOW))
    seconds, work = perf_counter() - started, process_time() - worked
    assert report.inserted == report.rows_read, report
    engine.dispose()
    print(json.dumps([seconds, work, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))


def main(rows: int) -> None:
    """Print the table."""
    print(f"{'file':<16}{'rows':>10}{'rows/s':>10}{'rows/cpu-s':>12}{'MB':>8}")
    for layout, form in (("platform", "csv"), ("canonical", "csv"), ("platform", "json")):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{layout}.{form}"
            write(path, rows, layout, form)
            command = [sys.executable, "-m", "tests.benchmarks.importing", "--once", str(path)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
        seconds, work, kilobytes = json.loads(done.stdout)
        print(f"{path.name:<16}{rows:>10,}{rows / seconds:>10,.0f}{rows / work:>12,.0f}{kilobytes / 1000:>8,.0f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        import_once(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
