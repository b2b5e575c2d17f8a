"""A small database of known rows, limits that end a bomb soon, and statements read from the lists beside this file."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.params import Params
    from eros.params.query import QueryParams

PAGES = [
    ("c1", "ada", "paid", 5000, None, "2026-01-01", "2026-01-02", "us"),
    ("c2", "bea", "free", 500, "do not drop; table -- talk", "2026-01-02", "2026-01-02", "ca"),
    ("c3", "cleo", "paid", 8000, None, "2026-01-03", "2026-01-03", "US"),
]


@pytest.fixture(scope="session")
def rows_template(_empty_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pages, one saved week with one send."""
    path = Path(shutil.copy(_empty_template, tmp_path_factory.mktemp("guard") / "eros.db"))
    with closing(sqlite3.connect(path)) as connection, connection:
        for key, name, kind, fans, notes, created, updated, country in PAGES:
            _insert(
                connection,
                "creators",
                creator_id=key,
                page_name=name,
                display_name=name.title(),
                page_type=kind,
                sub_type="lifestyle",
                timezone="America/Los_Angeles",
                active_fans=fans,
                performance_tier=3,
                content_notes=notes,
                country=country,
                created_at=f"{created}T00:00:00+00:00",
                updated_at=f"{updated}T00:00:00+00:00",
            )
        _insert(
            connection,
            "schedules",
            schedule_id="SCH_2026W48_ADA_AAAAAA",
            creator_id="c1",
            week_start="2026-11-23",
            status="draft",
            page_name="ada",
            page_type="paid",
            sub_type="lifestyle",
            timezone="America/Los_Angeles",
            mode="optimize",
            zone="GREEN",
            version=1,
        )
        _insert(
            connection,
            "schedule_items",
            schedule_id="SCH_2026W48_ADA_AAAAAA",
            ref="s1",
            position=0,
            day=0,
            local_date="2026-11-23",
            local_minute=545,
            starts_at="2026-11-23T17:05:00+00:00",
            send_type="ppv_unlock",
            channel="mass_message",
            target="all_active",
            caption_text="hello there",
        )
    return path


@pytest.fixture
def database(rows_template: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy that must be at the end what it was at the start, byte by byte, and nothing beside it but SQLite's empty log."""
    path = Path(shutil.copy(rows_template, tmp_path / "eros.db"))
    yield path
    assert path.read_bytes() == rows_template.read_bytes()
    beside = {found.name: found.stat().st_size for found in tmp_path.iterdir()}
    assert set(beside) <= {"eros.db", "eros.db-wal", "eros.db-shm"}
    assert beside.get("eros.db-wal", 0) == 0


@pytest.fixture(scope="session")
def limits(params: Params) -> QueryParams:
    """The limits as shipped."""
    return params.query


@pytest.fixture(scope="session")
def short(limits: QueryParams) -> QueryParams:
    """Limits that end a statement within a blink."""
    return limits.model_copy(update={"deadline_ms": 60, "grace_ms": 40, "memory_bytes": 2**24, "workers": 2})


def statements(name: str) -> Any:
    """A list of statements beside this file, <<text*n>> written out."""
    return _spelled_out(yaml.safe_load((Path(__file__).parent / name).read_text("utf-8")))


def _spelled_out(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _spelled_out(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_spelled_out(inner) for inner in value]
    if isinstance(value, str):
        return re.sub(r"<<(.*?)\*(\d+)>>", lambda found: found[1] * int(found[2]), value, flags=re.DOTALL)
    return value


def _insert(connection: sqlite3.Connection, table: str, **values: object) -> None:
    """A row; what the table demands and the test does not care about is 0 or an empty list."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    for _, name, kind, required, default, _ in columns:
        if required and default is None:
            values.setdefault(name, "[]" if kind == "TEXT" else 0)
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))  # noqa: S608
