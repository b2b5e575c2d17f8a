from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, get_args

import pytest

from database.tables import mass_messages
from eros.errors import ConflictError, ValidationError
from eros.model.export import ExportFormat
from eros.ports import SaveRequest
from eros.render.document import to_document
from eros.service import earlier_export, export_week, generate, validate_document
from tests.database_builders import add, message_row

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from database.store import SqlStore
    from eros.model.schedule import Schedule
    from eros.params import Params

NOW = datetime(2027, 1, 2, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


def saved(store: SqlStore, params: Params) -> Schedule:
    request = SaveRequest(actor="tester", now=NOW)
    return generate(store, "tamsin", params, now=NOW, clock=lambda: 0.0, week=MONDAY, save=request).schedule


def test_an_export_counts_its_rows_and_lists_open_links(store: SqlStore, params: Params) -> None:
    week = saved(store, params)
    file = export_week(store, week, params, file_format="csv", now=NOW)
    assert file.rows == len(week.sends) == len(list(csv.DictReader(io.StringIO(file.content.decode(), newline=""))))
    assert file.open_links == tuple(send.ref for send in week.sends if send.link == "{link}")
    assert export_week(store, week, params, file_format="csv", now=NOW) == file
    document = json.loads(export_week(store, week, params, file_format="json", now=NOW).content)
    assert document == to_document(week, store.catalogue())


def test_only_the_newest_saved_version_is_exported(store: SqlStore, params: Params) -> None:
    old = saved(store, params)
    generate(store, "tamsin", params, now=NOW, clock=lambda: 0.0, seed=1, save=SaveRequest("tester", NOW))
    with pytest.raises(ConflictError, match="is superseded"):
        export_week(store, store.schedule(str(old.schedule_id)), params, file_format="csv", now=NOW)
    unsaved = generate(store, "tamsin", params, now=NOW, clock=lambda: 0.0, seed=2).schedule
    with pytest.raises(ConflictError, match="This week is planned"):
        export_week(store, unsaved, params, file_format="csv", now=NOW)


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
        export_week(store, open_week, params, file_format="csv", now=NOW)


def test_every_format_has_its_file_and_gives_the_same_bytes_again(store: SqlStore, params: Params) -> None:
    week = saved(store, params)
    files = [export_week(store, week, params, file_format=name, now=NOW) for name in get_args(ExportFormat)]
    assert [file.file_name.removeprefix(str(week.schedule_id)) for file in files] == [
        ".csv",
        ".xlsx",
        ".ics",
        ".md",
        "-manifest.md",
        ".json",
    ]
    again = [export_week(store, week, params, file_format=name, now=NOW).content for name in get_args(ExportFormat)]
    assert again == [file.content for file in files]
    assert len(set(again)) == len(again)
    refs = [send.ref for send in week.sends]
    assert {
        name: file.rows for name, file in zip(get_args(ExportFormat), files, strict=True) if name != "manifest"
    } == {name: len(refs) for name in get_args(ExportFormat) if name != "manifest"}
    manifest = files[4]
    assert 0 < manifest.rows < len(refs)
    assert manifest.content.decode().count("\n### ") == manifest.rows


def test_an_export_is_needless_for_a_day_to_the_same_destination_in_the_same_format(
    store: SqlStore, params: Params
) -> None:
    week = saved(store, params)
    store.log_export(str(week.schedule_id), file_format="csv", destination="/week.csv", rows=9, actor="tester", now=NOW)

    def earlier(hours: float, file_format: ExportFormat = "csv", destination: str = "/week.csv") -> bool:
        moment = NOW + timedelta(hours=hours)
        found = earlier_export(store, week, params, file_format=file_format, destination=destination, now=moment)
        return found is not None

    assert params.export.skip_hours == 24
    assert [earlier(hours) for hours in (0, 23.9, 24, 100)] == [True, True, False, False]
    assert not earlier(1, file_format="ics")
    assert not earlier(1, destination="/other.csv")


def test_what_is_stale_is_left_out_of_every_file_and_named(engine: Engine, store: SqlStore, params: Params) -> None:
    week = saved(store, params)
    first, second, third = week.sends[:3]
    moment = second.utc + timedelta(minutes=params.running.stale_minutes + 1)
    add(engine, mass_messages, message_row(moment.date(), creator_id=week.creator_id, sent_at=moment))
    store.mark(str(week.schedule_id), first.ref, "sent", actor="tester", now=NOW)
    file = export_week(store, store.schedule(str(week.schedule_id)), params, file_format="csv", now=NOW)
    rows = [row["ref"] for row in csv.DictReader(io.StringIO(file.content.decode(), newline=""))]
    assert rows == [send.ref for send in week.sends if send.ref != second.ref]
    assert third.ref in rows
    [remark] = [remark for remark in file.remarks if "time is past" in remark]
    assert f"{second.ref} (Mon 23 Nov" in remark
    assert "`eros mend tamsin`" in remark
    manifest = export_week(store, week, params, file_format="manifest", now=NOW).content.decode()
    assert second.ref not in manifest
