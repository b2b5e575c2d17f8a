from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from database.engine import reading, writing
from database.tables import caption_bank, caption_locks, schedule_events, schedules
from eros.errors import ConfigurationError, ConflictError, ScheduleNotFoundError, ValidationError
from eros.model.edit import Edit
from eros.ports import SaveRequest
from eros.service import find_week, generate, validate_schedule
from eros.service.changes import compare
from eros.service.editing import edit_week
from eros.service.versions import roll_back, two_versions

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from database.store import SqlStore
    from eros.model.schedule import Schedule, Send
    from eros.params import Params

NOW = datetime(2027, 1, 2, tzinfo=UTC)
SAVE = SaveRequest("tester", NOW)
PPV = {"ppv_video", "ppv_message"}


@pytest.fixture
def first(store: SqlStore, params: Params) -> Schedule:
    """Version 1 of a week."""
    return generate(store, "tamsin", params, now=NOW, clock=lambda: 0.0, save=SAVE).schedule


@pytest.fixture
def second(store: SqlStore, params: Params, first: Schedule) -> Schedule:
    """Version 2: a PPV and its follow-up are gone."""
    return edit_week(store, first, Edit(some_ppv(first).ref, drop=True), params, SAVE).schedule


def some_ppv(week: Schedule) -> Send:
    return [send for send in week.sends if send.send_type in PPV][-1]


def mark(store: SqlStore, week: Schedule, ref: str, status: str) -> Schedule:
    return store.mark(str(week.schedule_id), ref, status, actor="tester", now=NOW)  # type: ignore[arg-type]


def test_the_version_before_becomes_the_newest_again_and_nothing_is_deleted(
    store: SqlStore, engine: Engine, params: Params, first: Schedule, second: Schedule
) -> None:
    outcome = roll_back(store, second, params, SAVE)
    third = outcome.schedule
    assert (third.version, third.status, outcome.before) == (3, "draft", second)
    assert (third.sends, third.forecast, third.stages) == (first.sends, first.forecast, first.stages)
    assert store.latest(first.creator_id, first.week_start) == third
    with reading(engine) as connection:
        statuses = [tuple(row) for row in connection.execute(select(schedules.c.version, schedules.c.status))]
        rows = connection.execute(select(caption_locks.c.schedule_id, caption_locks.c.caption_id))
        locked = {tuple(row) for row in rows}
        event = connection.execute(select(schedule_events).order_by(schedule_events.c.event_id.desc())).first()
    assert sorted(statuses) == [(1, "superseded"), (2, "superseded"), (3, "draft")]
    assert locked == {(third.schedule_id, s.caption_id) for s in third.sends if s.send_type in PPV}
    assert event is not None
    assert (event.action, event.after["restores"]) == ("rolled_back", first.schedule_id)


def test_a_second_rollback_takes_the_first_one_back(store: SqlStore, params: Params, second: Schedule) -> None:
    third = roll_back(store, second, params, SAVE).schedule
    assert roll_back(store, third, params, SAVE).schedule.sends == second.sends


def test_any_version_can_be_named(store: SqlStore, params: Params, first: Schedule, second: Schedule) -> None:
    third = edit_week(store, second, Edit(some_ppv(second).ref, price_cents=3499), params, SAVE).schedule
    assert roll_back(store, third, params, SAVE, to=1).schedule.sends == first.sends
    newest = find_week(store, "tamsin")
    with pytest.raises(ConfigurationError, match=r"Version 4 is the one that stands. Other versions: 1, 2, 3\."):
        roll_back(store, newest, params, SAVE, to=4)
    with pytest.raises(ScheduleNotFoundError, match=r"has no version 9. Other versions: 1, 2, 3\."):
        roll_back(store, newest, params, SAVE, to=9)


def test_what_went_out_since_stays_to_the_letter(
    store: SqlStore, params: Params, first: Schedule, second: Schedule
) -> None:
    out = [send.ref for send in second.sends[:3]]
    for ref in out:
        second = mark(store, second, ref, "sent")
    third = roll_back(store, second, params, SAVE).schedule
    for ref in out:
        assert third.by_ref(ref) == second.by_ref(ref)
    assert {send.ref for send in third.sends} == {send.ref for send in first.sends}
    assert third.by_ref(some_ppv(first).ref) is not None
    assert validate_schedule(store, third, params) == ()


def test_a_send_that_went_out_at_a_new_time_is_not_sent_again(store: SqlStore, params: Params, first: Schedule) -> None:
    send = next(s for s in first.sends if s.send_type in {"bump_normal", "dm_farm"})
    moves = (send.week_minute + delta for delta in range(1, 600) if (send.week_minute + delta) % 15)
    for minute in moves:
        try:
            second = edit_week(store, first, Edit(send.ref, week_minute=minute), params, SAVE).schedule
            break
        except ValidationError:
            continue
    second = mark(store, second, send.ref, "sent")
    third = roll_back(store, second, params, SAVE).schedule
    assert [s for s in third.sends if s.caption_id == send.caption_id] == [second.by_ref(send.ref)]


def test_what_was_cancelled_since_stays_cancelled(store: SqlStore, params: Params, second: Schedule) -> None:
    ref = second.sends[4].ref
    second = mark(store, second, ref, "cancelled")
    third = roll_back(store, second, params, SAVE).schedule
    send = third.by_ref(ref)
    assert send is not None
    assert send.status == "cancelled"


def test_an_approved_week_is_rolled_back_only_knowingly(store: SqlStore, params: Params, second: Schedule) -> None:
    approved = store.approve(str(second.schedule_id), actor="tester", now=NOW)
    with pytest.raises(ConflictError, match="it is approved"):
        roll_back(store, approved, params, SAVE)
    assert roll_back(store, approved, params, SaveRequest("tester", NOW, replace=True)).schedule.version == 3


def test_a_version_that_breaks_a_rule_by_now_does_not_come_back(
    store: SqlStore, engine: Engine, params: Params, first: Schedule, second: Schedule
) -> None:
    gone = some_ppv(first).caption_id
    with writing(engine) as connection:
        connection.execute(update(caption_bank).where(caption_bank.c.caption_id == gone).values(is_active=False))
    with pytest.raises(ValidationError, match="Version 1 cannot stand again") as caught:
        roll_back(store, second, params, SAVE)
    assert [fault.rule for fault in caught.value.violations] == ["known-keys"]
    assert store.latest(first.creator_id, first.week_start) == second


def test_a_single_or_superseded_version_is_not_rolled_back(store: SqlStore, params: Params, first: Schedule) -> None:
    with pytest.raises(ScheduleNotFoundError, match=r"has no version before it. It has no other version\."):
        roll_back(store, first, params, SAVE)
    edit_week(store, first, Edit(some_ppv(first).ref, drop=True), params, SAVE)
    with pytest.raises(ConflictError, match=r"superseded already. .* --week 2026-11-23 --to 1"):
        roll_back(store, store.schedule(str(first.schedule_id)), params, SAVE)


def test_two_weeks_of_one_page_are_set_beside_each_other(
    store: SqlStore, params: Params, first: Schedule, second: Schedule
) -> None:
    assert two_versions(store, "tamsin") == (store.schedule(str(first.schedule_id)), second)
    assert two_versions(store, str(second.schedule_id)) == two_versions(store, "tamsin")
    before, after = two_versions(store, str(second.schedule_id), str(first.schedule_id))
    assert some_ppv(first).ref in {send.ref for send in compare(before, after).added}
    other = generate(store, "alexia", params, now=NOW, clock=lambda: 0.0, save=SAVE).schedule
    with pytest.raises(ConfigurationError, match="Name two weeks of one page"):
        two_versions(store, "tamsin", str(other.schedule_id))
    with pytest.raises(ScheduleNotFoundError, match="no version before it"):
        two_versions(store, "alexia")
