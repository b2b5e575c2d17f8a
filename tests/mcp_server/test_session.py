from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from database.engine import file_engine, writing
from database.watch import ChangeWatch
from eros.model.wishes import Wishes
from mcp_server.session import Backend, Session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WEEK = date(2026, 11, 23)


@contextmanager
def session_on(path: Path) -> Iterator[Session]:
    backend = Backend({"EROS_DATABASE_URL": str(path)})
    yield Session(backend)
    backend.close()


def write(path: Path, statement: str) -> None:
    """What another process would do."""
    engine = file_engine(path, mode="rw")
    with writing(engine) as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_page_week_is_studied_once_whatever_the_page_is_called(demo_database: Path) -> None:
    with session_on(demo_database) as session:
        first = session.study("alexia", WEEK)
        assert session.study("c-alexia") is first
        assert session.study("alexia", WEEK, Wishes(mode="safe")) is not first
        assert session.study("alexia", date(2026, 11, 30)) is not first


def test_a_page_week_is_studied_again_once_anybody_has_written(demo_copy: Path) -> None:
    with session_on(demo_copy) as session:
        first = session.study("tamsin", WEEK)
        assert "duo_set" in first.problem.vault
        write(demo_copy, "DELETE FROM vault WHERE creator_id = 'c-tamsin' AND content_type = 'duo_set'")
        second = session.study("tamsin", WEEK)
        assert second.problem.vault == first.problem.vault - {"duo_set"}
        assert session.study("tamsin", WEEK) is second


def test_what_was_studied_does_not_outlive_the_file_it_came_from(demo_copy: Path, demo_template: Path) -> None:
    with session_on(demo_copy) as session:
        first = session.study("tamsin", WEEK)
        other = demo_copy.with_name("other.db")
        other.write_bytes(demo_template.read_bytes())
        other.replace(demo_copy)
        assert session.study("tamsin", WEEK) is not first


def test_a_watch_tells_a_commit_and_only_a_commit(demo_copy: Path) -> None:
    watch = ChangeWatch(demo_copy)
    before = watch.version()
    assert before is not None
    assert watch.version() == before
    write(demo_copy, "UPDATE vault SET quantity = quantity + 1")
    assert watch.version() not in (before, None)
    watch.close()
    assert watch.version() is None
