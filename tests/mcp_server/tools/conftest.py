"""What the planner itself makes of the pages the tools are asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from database.engine import open_engine
from database.store import SqlStore
from eros.plan.week import plan_in
from eros.service import page_week, study
from eros.service.planning import seed_for
from tests.mcp_weeks import ALEXIA, MONDAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from eros.model.schedule import Schedule
    from eros.model.wishes import Wishes
    from eros.params import Params
    from tests.mcp_client import Caller

    Items = list[dict[str, Any]]
    Planner = Callable[..., Schedule]


@pytest.fixture
def planned(demo_database: Path, params: Params) -> Iterator[Planner]:
    """`planned("alexia", wishes, seed=3)` is the plan of that page's week in the demo."""
    engine = open_engine(demo_database, read_only=True)
    store = SqlStore(engine, params)

    def plan(page: str, wishes: Wishes | None = None, *, seed: int | None = None) -> Schedule:
        meant = page_week(
            store, page, now=datetime(2026, 11, 21, tzinfo=UTC), week=date.fromisoformat(MONDAY), wishes=wishes
        )
        return plan_in(study(store, meant, params), seed_for(meant.creator.creator_id, meant.week_start, seed))

    yield plan
    engine.dispose()


@pytest.fixture(scope="module")
def alexia_week(client: Caller) -> Any:
    """A planned week of a large paid page, as the server answers it."""
    return client("save_schedule", **ALEXIA)


@pytest.fixture
def items(alexia_week: Any) -> Items:
    """Its items, to be changed."""
    return [dict(item) for item in alexia_week["items"]]
