from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from database.engine import open_engine, reading
from database.pages import set_page
from database.store.commitments import settled_refs
from database.tables import commitments
from eros import service
from eros.errors import ValidationError
from eros.model.clock import WeekClock
from eros.model.wishes import PinnedSend, Wishes
from tests.builders import at, the_params
from tests.database_builders import NOW, a_planning_database, a_store, add, request
from tests.weeks import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from eros.model.problem import Problem
    from eros.model.schedule import Schedule

CLOCK = WeekClock(MONDAY, ZoneInfo("America/Los_Angeles"))
PAGE = "c-lena"


def a_commitment(week_minute: int, **changes: Any) -> dict[str, Any]:
    """A row of lena's plan in the week of MONDAY."""
    return {
        "creator_id": PAGE,
        "starts_at": CLOCK.instant(week_minute),
        "ref": f"plan-{week_minute}",
        "local_date": CLOCK.date_of(week_minute),
        "local_minute": week_minute % 1440,
        "send_type": "bump_normal",
        "status": "planned",
        "source_file": "plan.csv",
        "source_line": 2,
    } | changes


def problem(engine: Engine, wishes: Wishes | None = None, week_start: date = MONDAY) -> Problem:
    return a_store(engine).load_problem(PAGE, week_start, wishes or Wishes(), as_of=NOW, pool=10)


def test_a_week_is_loaded_with_its_commitments_as_pins_in_the_order_of_time(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    late = a_commitment(at(5, "21:00"), send_type="ppv_message", text="A weekend set.", price_cents=1500)
    early = a_commitment(at(0, "09:30"), caption_id=13, channel="mass_message", target="high_spenders")
    add(engine, commitments, late, early, a_commitment(at(7, "00:00")), a_commitment(at(0, "00:00") - 1))
    assert problem(engine).wishes.pinned == (
        PinnedSend("plan-570", "bump_normal", 570, channel="mass_message", target="high_spenders", caption_id=13),
        PinnedSend("plan-8460", "ppv_message", 8460, text="A weekend set.", price_cents=1500),
    )
    assert 13 in problem(engine).captions
    assert [pin.week_minute for pin in problem(engine, week_start=MONDAY + timedelta(days=7)).wishes.pinned] == [0]
    assert [pin.week_minute for pin in problem(engine, week_start=MONDAY - timedelta(days=7)).wishes.pinned] == [10079]


def test_a_wish_of_the_same_ref_stands_for_the_commitment(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    add(engine, commitments, a_commitment(at(0, "09:30")), a_commitment(at(1, "09:30")))
    mine = PinnedSend("plan-570", "dm_farm", 600)
    wishes = problem(engine, Wishes(pinned=(mine,))).wishes
    assert wishes.pinned == (mine, PinnedSend("plan-2010", "bump_normal", 2010))
    assert problem(engine, wishes).wishes == wishes


def test_a_new_time_zone_moves_the_wall_clock_of_commitments_and_not_their_instants(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    add(engine, commitments, a_commitment(at(0, "23:30")))
    set_page(engine, "lena", now=NOW, timezone="America/New_York")
    (pin,) = problem(engine).wishes.pinned
    assert pin.week_minute == at(1, "02:30")
    with reading(engine) as connection:
        assert connection.execute(commitments.select()).one().starts_at == CLOCK.instant(at(0, "23:30"))


@pytest.fixture
def engine(demo_copy: Path) -> Engine:
    """The demo with two commitments of nadia's in the week from MONDAY."""
    opened = open_engine(demo_copy)
    page = a_store(opened).creator("nadia")
    clock = WeekClock(MONDAY, page.zone)
    rows = (
        a_commitment(at(2, "20:00"), send_type="ppv_message", text="Something new tonight.", price_cents=1500),
        a_commitment(at(4, "09:30"), text="Good morning, all of you."),
    )
    add(opened, commitments, *(own(row, clock, page.creator_id) for row in rows))
    return opened


def own(row: dict[str, Any], clock: WeekClock, creator_id: str) -> dict[str, Any]:
    minute = (row["local_date"] - MONDAY).days * 1440 + row["local_minute"]
    return row | {"creator_id": creator_id, "starts_at": clock.instant(minute)}


def generated(engine: Engine, *, replace: bool = False) -> Schedule:
    store = a_store(engine)
    return service.generate(
        store, "nadia", the_params(), now=NOW, clock=perf_counter, week=MONDAY, save=request(replace=replace)
    ).schedule


def pinned(schedule: Schedule) -> list[tuple[int, str, str | None, str]]:
    return [(s.week_minute, s.send_type, s.caption_text, s.status) for s in schedule.sends if s.pinned]


def test_commitments_stand_in_the_plan_and_a_week_planned_again_is_the_same_week(engine: Engine) -> None:
    first = generated(engine)
    assert pinned(first) == [
        (at(2, "20:00"), "ppv_message", "Something new tonight.", "planned"),
        (at(4, "09:30"), "bump_normal", "Good morning, all of you.", "planned"),
    ]
    store = a_store(engine)
    assert service.validate_schedule(store, store.schedule(str(first.schedule_id)), the_params()) == ()
    assert generated(engine) == first


def test_a_commitment_that_went_out_stays_and_one_that_was_cancelled_is_not_planned_again(engine: Engine) -> None:
    first = generated(engine)
    store = a_store(engine)
    store.mark(str(first.schedule_id), "plan-4080", "sent", actor="ana", now=NOW)
    store.mark(str(first.schedule_id), "plan-6330", "cancelled", actor="ana", now=NOW)
    again = generated(engine, replace=True)
    assert pinned(again) == [(at(2, "20:00"), "ppv_message", "Something new tonight.", "sent")]
    assert again.wishes.pinned == ()
    assert service.validate_schedule(store, again, the_params()) == ()
    with reading(engine) as connection:
        creator_id = first.creator_id
        assert settled_refs(connection, creator_id, MONDAY) == {"plan-4080": "sent", "plan-6330": "cancelled"}


def test_a_commitment_that_contradicts_a_rule_is_refused_by_the_plan(engine: Engine) -> None:
    page = a_store(engine).creator("nadia")
    near = own(a_commitment(at(2, "20:20")), WeekClock(MONDAY, page.zone), page.creator_id)
    add(engine, commitments, near)
    with pytest.raises(ValidationError, match=r"\[min-gap\].*plan-4100"):
        generated(engine)


def test_every_page_of_a_fleet_is_planned_around_its_own_commitments(tmp_path: Path) -> None:
    opened = a_planning_database(tmp_path)
    add(opened, commitments, a_commitment(at(2, "20:00")), a_commitment(at(3, "11:00"), creator_id="c-mara"))
    with ThreadPoolExecutor(1) as executor:
        report = service.generate_all(
            a_store(opened), the_params(), now=NOW, clock=perf_counter, executor=executor, week=MONDAY, save=request()
        )
    weeks = {page.page_name: page.schedule for page in report.pages if page.schedule is not None}
    assert {name: [minute for minute, *_ in pinned(week)] for name, week in weeks.items()} == {
        "lena": [at(2, "20:00")],
        "mara": [at(3, "11:00")],
    }
