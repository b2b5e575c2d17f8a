from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from eros.errors import CreatorNotFoundError, ScheduleNotFoundError
from eros.ports import SaveRequest
from eros.render.document import to_document
from eros.service import analyze, find_week, generate, validate_document, validate_schedule

if TYPE_CHECKING:
    from database.store import SqlStore
    from eros.model.schedule import Schedule
    from eros.params import Params

NOW = datetime(2027, 1, 2, tzinfo=UTC)
MONDAY, NEXT = date(2026, 11, 23), date(2026, 11, 30)


def saved(store: SqlStore, params: Params, week: date = MONDAY) -> Schedule:
    request = SaveRequest(actor="tester", now=NOW)
    return generate(store, "tamsin", params, now=NOW, clock=lambda: 0.0, week=week, save=request).schedule


def test_a_week_is_found_by_id_by_page_and_by_page_and_week(store: SqlStore, params: Params) -> None:
    first, second = saved(store, params), saved(store, params, NEXT)
    assert find_week(store, str(first.schedule_id)) == first
    assert find_week(store, "tamsin") == second
    assert find_week(store, "tamsin", week=MONDAY) == first


def test_a_week_that_is_not_there_names_the_next_step(store: SqlStore, params: Params) -> None:
    with pytest.raises(ScheduleNotFoundError, match=r"tamsin has no saved week. Plan it: eros generate tamsin$"):
        find_week(store, "tamsin")
    saved(store, params)
    with pytest.raises(
        ScheduleNotFoundError, match=r"from 2026-11-30\. Plan it: eros generate tamsin --week 2026-11-30"
    ):
        find_week(store, "tamsin", week=NEXT)
    with pytest.raises(CreatorNotFoundError, match="Closest: tamsin"):
        find_week(store, "tamsinn")


def test_a_saved_week_and_its_document_keep_every_rule(store: SqlStore, params: Params) -> None:
    week = saved(store, params)
    assert validate_schedule(store, week, params) == ()
    document = json.loads(json.dumps(to_document(week, store.catalogue())))
    assert validate_document(store, document, params) == (week, ())


def test_a_document_that_was_tampered_with_is_caught(store: SqlStore, params: Params) -> None:
    document = to_document(saved(store, params), store.catalogue())
    document["items"][0]["minute"] = 4 * 60
    document["page_type"] = "free"
    _, broken = validate_document(store, document, params)
    assert {"week", "avoid-hours", "known-keys"} <= {violation.rule for violation in broken}


def test_an_analysis_looks_at_the_week_planned_next(store: SqlStore, params: Params) -> None:
    found = analyze(store, "alexia", params, now=NOW)
    assert found.creator.page_name == "alexia"
    assert found.messages > 2000
    assert found.estimates.volume == analyze(store, "alexia", params, now=NOW, week=MONDAY).estimates.volume
