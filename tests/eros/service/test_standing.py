from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from database.tables import mass_messages
from eros import service
from eros.errors import ScheduleNotFoundError
from eros.model.standing import Outcome
from tests.database_builders import NOW, a_plan, a_planning_database, a_store, add, message_row, request
from tests.importer import Importer
from tests.weeks import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from eros.model.standing import Standing
    from eros.params import Params

S01 = datetime(2026, 11, 23, 17, 7, tzinfo=UTC)
HEADER = "message_id,sent_at,text,price,sent,viewed,purchased,earnings"
LAKE = '"A quiet evening by the lake, the whole film 🎬 and a word of thanks for being here since spring."'


def standing(directory: Path, params: Params, *, now: datetime, messages: tuple[datetime, ...] = ()) -> Standing:
    """A saved week of lena as of `now`, with messages of other texts at these moments."""
    engine = a_planning_database(directory)
    store = a_store(engine)
    store.save(a_plan(), request())
    add(engine, mass_messages, *(message_row(at.date(), sent_at=at) for at in messages))
    return service.week_standing(store, "lena", params, now=now)


def states(week: Standing) -> list[str]:
    return [state for _, state, _ in week.sends]


@pytest.mark.parametrize(
    ("after", "known", "expected"),
    [
        (timedelta(minutes=-1), None, "planned"),
        (timedelta(0), None, "late"),
        (timedelta(minutes=60), None, "late"),
        (timedelta(minutes=61), None, "stale"),
        (timedelta(hours=9), timedelta(hours=3), "stale"),
        (timedelta(hours=9), timedelta(hours=3, minutes=1), "missing"),
    ],
)
def test_a_send_is_late_then_stale_when_its_time_is_past_and_missing_once_later_messages_are_known(
    tmp_path: Path, params: Params, after: timedelta, known: timedelta | None, expected: str
) -> None:
    messages = () if known is None else (S01 + known,)
    week = standing(tmp_path, params, now=S01 + after, messages=messages)
    assert states(week)[0] == expected
    assert week.newest == (messages[0] if messages else None)


def test_what_is_no_message_is_never_missing(tmp_path: Path, params: Params) -> None:
    week = standing(tmp_path, params, now=S01 + timedelta(days=9), messages=(S01 + timedelta(days=8),))
    channels = [send.channel for send, _, _ in week.sends]
    assert channels == ["mass_message", "targeted_message", "wall_post", "mass_message"]
    assert states(week) == ["missing", "missing", "stale", "missing"]
    assert (week.count("missing"), week.count("stale"), week.count("sent")) == (3, 1, 0)


def test_what_went_out_has_its_outcome_and_what_nobody_planned_is_listed(tmp_path: Path, params: Params) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    schedule_id = str(store.save(a_plan(), request()).schedule_id)
    imports = Importer(engine, tmp_path, params)
    sent = f"1,{S01.isoformat()},{LAKE},19.69,100,60,4,78.76"
    own = f"2,{(S01 + timedelta(hours=1)).isoformat()},Just like that,,90,30,,"
    before = f"3,{(S01 - timedelta(days=1)).isoformat()},The week before,,90,30,,"
    imports.lines(HEADER, sent, own, before, page="lena")
    store.mark(schedule_id, "s03", "cancelled", actor="bea", now=NOW)
    week = service.week_standing(store, schedule_id, params, now=S01 + timedelta(hours=2))
    assert states(week) == ["sent", "stale", "cancelled", "planned"]
    assert week.sends[0][2] == Outcome(1, 100, 60, 4, 7876)
    assert [(m.message_id, m.text, m.sent) for m in week.unplanned] == [(2, "Just like that", 90)]


def test_a_week_nobody_saved_has_no_standing(tmp_path: Path, params: Params) -> None:
    store = a_store(a_planning_database(tmp_path))
    with pytest.raises(ScheduleNotFoundError):
        service.week_standing(store, "mara", params, now=NOW, week=MONDAY)
