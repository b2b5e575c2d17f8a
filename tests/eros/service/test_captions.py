from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from eros.errors import ConfigurationError, KeyNotFoundError
from eros.model.caption import Lock
from eros.plan.pool import CaptionPool
from eros.service import page_week, study, top_captions
from tests.builders import MONDAY, a_caption, a_context, a_problem, some_estimates

if TYPE_CHECKING:
    from database.store import SqlStore
    from eros.model.problem import Problem
    from eros.params import Params

NOW = datetime(2027, 1, 2, tzinfo=UTC)
HELD_AND_NOT = ((1, "pool_set"), (2, "beach_set"))


def pool_of(store: SqlStore, params: Params, page: str = "alexia") -> CaptionPool:
    return CaptionPool(study(store, page_week(store, page, now=NOW), params))


def judged(problem: Problem) -> CaptionPool:
    """A pool of captions that all score 50."""
    return CaptionPool(a_context(problem, some_estimates(problem, scores=dict.fromkeys(problem.captions, 50.0))))


def test_captions_of_a_send_type_are_the_planners_in_its_order(whole_demo: SqlStore, params: Params) -> None:
    pool = pool_of(whole_demo, params)
    found = top_captions(pool, send_type="ppv_video")
    rows = [found.at(place) for place in range(len(found))]
    assert [row.caption.caption_id for row in rows] == [
        option.caption.caption_id for option in pool.options["ppv_video"]
    ]
    assert all(row.low <= row.multiplier <= row.high for row in rows)
    assert rows[0].worth == pytest.approx(rows[0].multiplier * rows[0].length_factor)
    assert {row.length_factor for row in rows} > {1.0}


def test_captions_of_all_types_stand_somewhere_and_come_by_worth(whole_demo: SqlStore, params: Params) -> None:
    pool = pool_of(whole_demo, params)
    found = top_captions(pool)
    usable = {int(row) for options in pool.options.values() for row in options.rows}
    assert {int(row) for row in found.rows} == usable
    assert len(usable) < len(pool.bank.captions)
    assert list(found.worth) == sorted(found.worth, reverse=True)


def test_captions_are_filtered_by_type_content_and_score(whole_demo: SqlStore, params: Params) -> None:
    pool = pool_of(whole_demo, params)
    alike = top_captions(pool, caption_type="ppv_message", content_type="long_video")
    rows = [alike.at(place).caption for place in range(len(alike))]
    assert {(caption.caption_type, caption.content_type) for caption in rows} == {("ppv_message", "long_video")}
    good = top_captions(pool, caption_type="ppv_video", min_performance=60)
    assert 0 < len(good) < len(top_captions(pool, caption_type="ppv_video"))
    assert all(row.score >= 60 and row.n > 0 for row in map(good.at, range(len(good))))


def test_where_nothing_is_left_the_rules_against_it_are_counted() -> None:
    held, lacked = (a_caption(key, caption_type="ppv_video", content_type=content) for key, content in HELD_AND_NOT)
    pool = judged(a_problem(captions={1: held, 2: lacked}, vault=frozenset({held.content_type})))
    assert top_captions(pool, send_type="ppv_video").rows.tolist() == [0]
    nothing = top_captions(pool, send_type="ppv_video", content_type=lacked.content_type)
    assert (len(nothing), nothing.forbidden) == (0, {"vault": 1})
    unknown = top_captions(pool, send_type="ppv_video", min_performance=51)
    assert (len(unknown), unknown.forbidden) == (0, {})


def test_a_send_type_of_other_pages_and_keys_there_are_not_are_refused(whole_demo: SqlStore, params: Params) -> None:
    pool = pool_of(whole_demo, params, "beatrix")
    with pytest.raises(ConfigurationError, match=r"A free page sends no renew_on_post. It may send: ppv_video"):
        top_captions(pool, send_type="renew_on_post")
    with pytest.raises(KeyNotFoundError, match=r"No send type 'ppv_vido'. Closest: ppv_video"):
        top_captions(pool, send_type="ppv_vido")
    with pytest.raises(KeyNotFoundError, match=r"No content type 'pool'. Closest: pool_set"):
        top_captions(pool, content_type="pool")
    with pytest.raises(KeyNotFoundError, match=r"No caption type 'ppv_massage'. Closest: ppv_message"):
        top_captions(pool, caption_type="ppv_massage")


def test_rest_and_locks_are_those_of_the_week() -> None:
    captions = {key: a_caption(key, caption_type="ppv_video") for key in (1, 2, 3)}
    problem = a_problem(
        captions=captions,
        last_used={1: MONDAY - timedelta(days=14), 2: MONDAY - timedelta(days=15)},
        locks=(Lock(3, "c-other", MONDAY + timedelta(days=9)),),
    )
    found = top_captions(judged(problem), send_type="ppv_video")
    rows = {row.caption.caption_id: row for row in map(found.at, range(len(found)))}
    assert {key: (row.freshness, row.rested, row.locked) for key, row in rows.items()} == {
        1: (28.0, False, False),
        2: (30.0, True, False),
        3: (100.0, True, True),
    }
    assert rows[3].last_used is None
    assert rows[1].last_used == date(2026, 11, 9)
