from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from database.engine import file_uri
from eros.service import page_week, rankings, study, summary, trends

if TYPE_CHECKING:
    from pathlib import Path

    from database.store import SqlStore
    from eros.params import Params
    from eros.rules.base import Context

NOW = datetime(2027, 1, 2, tzinfo=UTC)


def context_of(store: SqlStore, params: Params, page: str = "alexia") -> Context:
    return study(store, page_week(store, page, now=NOW), params)


def test_the_summary_counts_what_the_messages_of_these_days_say(
    whole_demo: SqlStore, params: Params, demo_database: Path
) -> None:
    found = summary(whole_demo, context_of(whole_demo, params), 30)
    assert (found.stretch.first, found.stretch.last) == (date(2026, 10, 23), date(2026, 11, 21))
    query = (
        "SELECT count(*), count(DISTINCT local_date), sum(purchased), sum(earnings_cents), 1.0 * sum(viewed) / sum(sent) "
        "FROM mass_messages WHERE creator_id = 'c-alexia' AND local_date BETWEEN '2026-10-23' AND '2026-11-21' AND sent > 0"
    )
    with closing(sqlite3.connect(file_uri(demo_database, "ro"), uri=True)) as connection:
        sends, days, bought, cents, rate = connection.execute(query).fetchone()
    assert (found.sends, found.views.days, found.purchases, found.earnings_cents) == (sends, days, bought, cents)
    assert found.views.value is not None
    assert abs(found.views.value - rate) < 1e-9
    assert found.value.sends < found.sends


def test_trends_compare_two_stretches_of_equal_length_without_holidays(whole_demo: SqlStore, params: Params) -> None:
    found = trends(whole_demo, context_of(whole_demo, params), 14)
    assert (found.before.first, found.before.last) == (date(2026, 10, 25), date(2026, 11, 7))
    assert (found.now.first, found.now.last) == (date(2026, 11, 8), date(2026, 11, 21))
    assert dict(found.before.left_out) == {date(2026, 10, 31): "Halloween"}
    assert dict(found.now.left_out) == {date(2026, 11, 11): "Veterans Day"}
    assert [change.metric for change in found.changes] == ["revenue", "views", "purchases"]
    assert all(change.now.days == change.before.days == 13 for change in found.changes)


def test_a_page_without_history_has_no_trend_and_says_why(whole_demo: SqlStore, params: Params) -> None:
    for change in trends(whole_demo, context_of(whole_demo, params, "nadia"), 7).changes:
        assert change.change is None
        assert change.remark == "Unknown: 0 days with sends now, 0 before; 4 are needed."


def test_rankings_are_the_planners_unless_a_window_is_named(whole_demo: SqlStore, params: Params) -> None:
    context = context_of(whole_demo, params)
    assert rankings(context, None) is context.estimates.rankings
    assert {ranking.window_days for ranking in rankings(context, 30).values()} == {30}
    assert sum(r.n for r in rankings(context, 30).values()) < sum(r.n for r in rankings(context, 0).values())
