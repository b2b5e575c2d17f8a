from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from eros.errors import ConflictError, CreatorNotFoundError, ScheduleNotFoundError, ValidationError
from eros.ports import SaveRequest
from eros.render.document import to_document
from eros.service import analyze, export_week, find_week, generate, validate_document, validate_schedule

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


def test_an_export_counts_its_rows_and_lists_open_links(store: SqlStore, params: Params) -> None:
    week = saved(store, params)
    file = export_week(store, week, params, file_format="csv")
    assert file.rows == len(week.sends) == len(list(csv.DictReader(io.StringIO(file.text, newline=""))))
    assert file.open_links == tuple(send.ref for send in week.sends if send.link == "{link}")
    assert export_week(store, week, params, file_format="csv") == file
    document = json.loads(export_week(store, week, params, file_format="json").text)
    assert document == to_document(week, store.catalogue())


def test_only_the_newest_saved_version_is_exported(store: SqlStore, params: Params) -> None:
    old = saved(store, params)
    generate(store, "tamsin", params, now=NOW, clock=lambda: 0.0, seed=1, save=SaveRequest("tester", NOW))
    with pytest.raises(ConflictError, match="is superseded"):
        export_week(store, store.schedule(str(old.schedule_id)), params, file_format="csv")
    unsaved = generate(store, "tamsin", params, now=NOW, clock=lambda: 0.0, seed=2).schedule
    with pytest.raises(ConflictError, match="This week is planned"):
        export_week(store, unsaved, params, file_format="csv")


def test_a_send_without_text_bars_the_export_unless_it_was_cancelled(store: SqlStore, params: Params) -> None:
    week = saved(store, params)
    document = to_document(week, store.catalogue())
    bump = next(item for item in document["items"] if item["send_type_key"].startswith("bump"))
    bump |= {"caption_id": None, "caption_text": None, "caption_type": None, "content_type": None}
    missing = {
        "what": bump["send_type_key"],
        "rule": "needs_caption",
        "day": bump["date"],
        "count": 1,
        "detail": "write one",
    }
    document["shortfalls"].append(missing)
    open_week, broken = validate_document(store, document, params)
    assert broken == ()
    with pytest.raises(ValidationError, match=r"1 sends still need a caption \(1 bump_"):
        export_week(store, open_week, params, file_format="csv")


def test_an_analysis_looks_at_the_week_planned_next(store: SqlStore, params: Params) -> None:
    found = analyze(store, "alexia", params, now=NOW)
    assert found.creator.page_name == "alexia"
    assert found.messages > 2000
    assert found.estimates.volume == analyze(store, "alexia", params, now=NOW, week=MONDAY).estimates.volume
