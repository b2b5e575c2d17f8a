from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from database.engine import reading, writing
from database.refresh import refresh
from database.tables import caption_usage, mass_messages
from tests.database_builders import a_planning_database, add, message_row
from tests.weeks import MONDAY

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from sqlalchemy import Engine

    from eros.params import Params

SOLD: dict[str, Any] = {"caption_id": 11, "is_priced": True, "price_cents": 500, "purchased": 20}
SEEN: dict[str, Any] = {"caption_id": 13, "viewed": 60}
DAY = timedelta(days=1)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return a_planning_database(tmp_path)


def sums(engine: Engine, **options: Any) -> dict[int, tuple[float, float, date | None]]:
    """Trials, successes and their day of each used caption, freshly computed."""
    usage = caption_usage.c
    with writing(engine) as connection:
        refresh(connection, **options)
    with reading(engine) as connection:
        rows = connection.execute(select(usage.caption_id, usage.trials, usage.successes, usage.decayed_on))
        return {row[0]: (row[1], row[2], row[3]) for row in rows}


def test_a_trial_is_a_message_and_its_success_the_share_that_bought_or_viewed(engine: Engine) -> None:
    add(engine, mass_messages, message_row(MONDAY, **SOLD), message_row(MONDAY, **SEEN))
    assert sums(engine) == {11: (1.0, 0.2, MONDAY), 13: (1.0, 0.6, MONDAY)}


def test_what_is_a_half_life_old_counts_half(engine: Engine, params: Params) -> None:
    earlier = MONDAY - params.estimate.half_life_days * DAY
    add(engine, mass_messages, message_row(MONDAY, **SOLD), message_row(earlier, **SOLD | {"purchased": 40}))
    assert sums(engine) == {11: (1.5, 0.4, MONDAY)}


def test_a_caption_counts_for_a_bounded_number_of_trials(engine: Engine, params: Params) -> None:
    few = params.estimate.model_copy(update={"pseudo_cap": 2})
    add(engine, mass_messages, *(message_row(MONDAY, **SOLD) for _ in range(5)))
    assert sums(engine, estimate=few) == {11: (2.0, 0.4, MONDAY)}


def test_unknown_views_are_no_trial_and_refreshing_twice_changes_nothing(engine: Engine) -> None:
    unknown = message_row(MONDAY + DAY, **SEEN | {"viewed": None})
    add(engine, mass_messages, message_row(MONDAY, **SEEN), unknown)
    assert sums(engine) == sums(engine) == {13: (1.0, 0.6, MONDAY)}
