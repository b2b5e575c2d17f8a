from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from database.engine import reading
from database.tables import caption_locks, predictions, schedule_events
from tests.database_builders import NOW, a_plan, a_planning_database, a_store, moved, request
from tests.importer import STEP, Importer

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine, Table

    from eros.model.schedule import SendStatus
    from eros.params import Params

HEADER = "message_id,sent_at,text,price,sent,viewed,purchased,earnings"
LAKE = "A quiet evening by the lake, the whole film 🎬 and a word of thanks for being here since spring."
SEE = "Did you see it yet?"
AT = datetime(2026, 11, 23, 17, 7, tzinfo=UTC)
"""When s01 is planned."""
OUTCOME = ("ref", "message_id", "actual_sent", "actual_viewed", "actual_purchased", "actual_cents")
SOLD = ("s01", 1, 100, 60, 4, 7876)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return a_planning_database(tmp_path)


@pytest.fixture
def imports(engine: Engine, tmp_path: Path, params: Params) -> Importer:
    return Importer(engine, tmp_path, params)


def saved(engine: Engine, **options: Any) -> str:
    return str(a_store(engine).save(a_plan(), request(**options)).schedule_id)


def row(key: int, text: str = LAKE, minutes: int = 0, counts: str = "19.69,100,60,4,78.76") -> str:
    return f'{key},{(AT + timedelta(minutes=minutes)).isoformat()},"{text}",{counts}'


def arrive(imports: Importer, *rows: str, page: str = "lena") -> int:
    return imports.lines(HEADER, *rows, page=page).matched


def read(engine: Engine, table: Table, *names: str) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        query = select(*(table.c[name] for name in names)).order_by(*table.primary_key.columns)
        return [tuple(row) for row in connection.execute(query)]


def statuses(engine: Engine, schedule_id: str) -> list[str]:
    return [send.status for send in a_store(engine).schedule(schedule_id).sends]


def test_a_planned_send_whose_message_is_imported_is_sent_with_its_outcome(imports: Importer, engine: Engine) -> None:
    schedule_id = saved(engine)
    assert arrive(imports, row(1, minutes=95)) == 1
    assert statuses(engine, schedule_id) == ["sent", "planned", "planned", "planned"]
    assert read(engine, predictions, *OUTCOME, "forecast_cents", "observed_at") == [(*SOLD, 4210.5, STEP.now)]
    names = ("send_type", "type_source", "caption_id", "caption_source", "content_type")
    assert imports.messages(*names) == [("ppv_video", "plan", 11, "plan", "studio_set")]
    event = read(engine, schedule_events, "ref", "action", "actor", "happened_at", "before", "after")[-1]
    assert event == ("s01", "sent", STEP.actor, STEP.now, {"status": "planned"}, {"status": "sent"})
    assert read(engine, caption_locks, "ref", "expires_at") == [("s01", None)]


def test_a_free_send_has_an_outcome_too(imports: Importer, engine: Engine) -> None:
    saved(engine)
    assert arrive(imports, row(1, SEE, 40, counts=",50,30,,")) == 1
    assert read(engine, predictions, *OUTCOME)[1] == ("s02", 1, 50, 30, 0, 0)


def test_importing_again_does_nothing_twice_and_later_counts_reach_the_outcome(
    imports: Importer, engine: Engine
) -> None:
    saved(engine)
    arrive(imports, row(1))
    before = imports.everything()
    assert arrive(imports, row(1)) == 0
    assert imports.everything() == before
    assert arrive(imports, row(1, counts="19.69,100,80,5,98.45")) == 0
    assert read(engine, predictions, *OUTCOME) == [("s01", 1, 100, 80, 5, 9845)]
    assert len(read(engine, schedule_events, "ref")) == len(before["schedule_events"])


@pytest.mark.parametrize(("minutes", "sends"), [(180, 1), (-180, 1), (181, 0), (-181, 0)])
def test_a_message_farther_than_three_hours_is_another_one(
    imports: Importer, engine: Engine, minutes: int, sends: int
) -> None:
    saved(engine)
    assert arrive(imports, row(1, minutes=minutes)) == sends


def test_another_text_or_another_page_is_no_match(imports: Importer, engine: Engine) -> None:
    schedule_id = saved(engine)
    assert arrive(imports, row(1, "Something else entirely")) == 0
    assert arrive(imports, row(2), page="mara") == 0
    assert statuses(engine, schedule_id)[0] == "planned"


def test_of_several_messages_the_nearest_is_the_one_and_each_send_has_one(imports: Importer, engine: Engine) -> None:
    saved(engine)
    assert arrive(imports, row(1, minutes=50), row(2, minutes=-20), row(3, minutes=-90)) == 1
    assert read(engine, predictions, "ref", "message_id") == [("s01", 2)]


def test_of_several_sends_the_nearest_gets_the_message(imports: Importer, engine: Engine) -> None:
    twice = moved(a_plan(), "s02", caption_id=11, caption_text=LAKE, send_type="ppv_followup")
    a_store(engine).save(a_plan(sends=twice), request())
    assert arrive(imports, row(1, minutes=25)) == 1
    assert [ref for ref, message in read(engine, predictions, "ref", "message_id") if message] == ["s02"]
    assert arrive(imports, row(2, minutes=26)) == 1
    assert [ref for ref, message in read(engine, predictions, "ref", "message_id") if message] == ["s01", "s02"]


@pytest.mark.parametrize(
    ("status", "after"), [("sent", "sent"), ("stale", "sent"), ("failed", "sent"), ("cancelled", "cancelled")]
)
def test_what_was_thought_of_a_send_before_its_message_came(
    imports: Importer, engine: Engine, status: SendStatus, after: str
) -> None:
    schedule_id = saved(engine)
    a_store(engine).mark(schedule_id, "s01", status, actor="bea", now=NOW)
    assert arrive(imports, row(1)) == (after == "sent")
    assert statuses(engine, schedule_id)[0] == after
    assert [row[1] for row in read(engine, predictions, *OUTCOME)] == [1 if after == "sent" else None]


def test_a_week_whose_last_send_arrived_is_sent(imports: Importer, engine: Engine) -> None:
    schedule_id = saved(engine, status="approved")
    for ref in ("s03", "s04"):
        a_store(engine).mark(schedule_id, ref, "sent", actor="bea", now=NOW)
    assert arrive(imports, row(1), row(2, SEE, 30, counts=",50,30,,")) == 2
    assert a_store(engine).schedule(schedule_id).status == "sent"


def test_a_type_the_file_names_stands(imports: Importer, engine: Engine) -> None:
    saved(engine)
    report = imports.lines(f"{HEADER},send_type", f"{row(1)},bundle", page="lena")
    assert report.matched == 1
    assert imports.messages("send_type", "type_source") == [("bundle", "source")]
    before = imports.everything()
    imports.lines(f"{HEADER},send_type", f"{row(1)},bundle", page="lena")
    assert imports.everything() == before


def test_a_new_version_keeps_what_its_sent_sends_brought(imports: Importer, engine: Engine) -> None:
    saved(engine)
    arrive(imports, row(1))
    store = a_store(engine)
    current = store.latest("c-lena", a_plan().week_start)
    assert current is not None
    newer = store.save(a_plan(sends=current.sends, seed=8), request(replace=True))
    rows = read(engine, predictions, "schedule_id", *OUTCOME)
    assert (newer.schedule_id, *SOLD) in rows
    before = imports.everything()
    assert arrive(imports, row(1)) == 0
    assert imports.everything() == before


def test_a_week_saved_after_its_messages_were_imported_finds_them_with_the_next_file(
    imports: Importer, engine: Engine
) -> None:
    arrive(imports, row(1))
    schedule_id = saved(engine)
    assert arrive(imports, row(2, "Another one", 600)) == 1
    assert statuses(engine, schedule_id)[0] == "sent"
