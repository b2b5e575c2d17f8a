"""A demo database for as long as a benchmark needs one, and the weeks that come next in it."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from database.demo import create_demo
from database.engine import open_engine
from database.store import SqlStore
from eros.model.clock import first_monday_after
from eros.model.wishes import Wishes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.problem import Problem
    from eros.params import Params
    from eros.ports import Store

__all__ = ["demo_store", "next_weeks"]


@contextmanager
def demo_store(params: Params) -> Iterator[SqlStore]:
    """The store of a fresh demo database; its file is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.db"
        create_demo(path)
        engine = open_engine(str(path))
        try:
            yield SqlStore(engine, params)
        finally:
            engine.dispose()


def next_weeks(store: Store, params: Params) -> Iterator[Problem]:
    """The next week of every page, without wishes."""
    now = store.as_of(datetime.min.replace(tzinfo=UTC))
    for page in (summary.creator for summary in store.creators()):
        week = first_monday_after(now, page.zone)
        yield store.load_problem(page.creator_id, week, Wishes(), as_of=now, pool=params.plan.caption_pool)
