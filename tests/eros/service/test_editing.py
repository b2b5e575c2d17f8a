from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from database.engine import reading
from database.tables import caption_locks, schedule_events
from eros.errors import CaptionNotFoundError, ConflictError, ValidationError
from eros.model.edit import Edit
from eros.ports import SaveRequest
from eros.service import generate, validate_schedule
from eros.service.editing import edit_week

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from database.store import SqlStore
    from eros.model.schedule import Schedule, Send
    from eros.params import Params

NOW = datetime(2027, 1, 2, tzinfo=UTC)
SAVE = SaveRequest("tester", NOW)


@pytest.fixture
def week(store: SqlStore, params: Params) -> Schedule:
    """A saved draft of a page with follow-ups."""
    return generate(store, "alexia", params, now=NOW, clock=lambda: 0.0, save=SAVE).schedule


def parent(week: Schedule) -> Send:
    hanging = {send.parent_ref for send in week.sends if send.send_type == "ppv_followup"}
    return next(send for send in week.sends if send.ref in hanging and send.send_type in {"ppv_video", "ppv_message"})


def test_an_edit_is_a_new_version_that_keeps_every_rule_and_is_on_record(
    store: SqlStore, engine: Engine, params: Params, week: Schedule
) -> None:
    send = parent(week)
    outcome = edit_week(store, week, Edit(send.ref, price_cents=3499), params, SAVE)
    new = outcome.schedule
    assert (new.version, new.status, outcome.unchanged) == (2, "draft", False)
    assert validate_schedule(store, new, params) == ()
    assert store.schedule(str(week.schedule_id)).status == "superseded"
    assert outcome.changes is not None
    assert [(c.before.price_cents, c.after.price_cents) for c in outcome.changes.changed] == [(send.price_cents, 3499)]
    assert outcome.changes.kept == len(week.sends) - 1
    with reading(engine) as connection:
        event = connection.execute(select(schedule_events).order_by(schedule_events.c.event_id.desc())).first()
    assert event is not None
    assert (event.schedule_id, event.action, event.ref, event.actor) == (new.schedule_id, "edited", send.ref, "tester")


def test_a_dropped_send_gives_its_caption_free_with_its_follow_up(
    store: SqlStore, engine: Engine, params: Params, week: Schedule
) -> None:
    send = parent(week)
    new = edit_week(store, week, Edit(send.ref, drop=True), params, SAVE).schedule
    assert not [s for s in new.sends if send.ref in {s.ref, s.parent_ref}]
    with reading(engine) as connection:
        locked = set(connection.scalars(select(caption_locks.c.caption_id)))
    assert locked == {s.caption_id for s in new.sends if s.send_type in {"ppv_video", "ppv_message"}}


def test_an_edit_that_changes_nothing_makes_no_version(store: SqlStore, params: Params, week: Schedule) -> None:
    send = parent(week)
    outcome = edit_week(store, week, Edit(send.ref, week_minute=send.week_minute), params, SAVE)
    assert (outcome.unchanged, outcome.schedule) == (True, week)


def test_a_refused_edit_names_every_break_and_saves_nothing(store: SqlStore, params: Params, week: Schedule) -> None:
    send = parent(week)
    first = next(s for s in week.sends if send.ref not in {s.ref, s.parent_ref})
    with pytest.raises(ValidationError, match="Nothing was saved") as caught:
        edit_week(store, week, Edit(send.ref, week_minute=first.week_minute + 1, price_cents=1), params, SAVE)
    assert {"requirements", "min-gap"} <= {fault.rule for fault in caught.value.violations}
    assert store.latest(week.creator_id, week.week_start) == week
    with pytest.raises(CaptionNotFoundError, match="caption 99999999"):
        edit_week(store, week, Edit(send.ref, caption_id=99_999_999), params, SAVE)


def test_sent_sends_and_protected_or_superseded_weeks_are_not_edited_lightly(
    store: SqlStore, params: Params, week: Schedule
) -> None:
    out, other = week.sends[0], next(s for s in week.sends[5:] if s.price_cents is not None)
    marked = store.mark(str(week.schedule_id), out.ref, "sent", actor="tester", now=NOW)
    change = Edit(other.ref, price_cents=3499)
    with pytest.raises(ConflictError, match="went out"):
        edit_week(store, marked, Edit(out.ref, drop=True), params, SAVE)
    with pytest.raises(ConflictError, match="1 of its sends are out"):
        edit_week(store, marked, change, params, SAVE)
    new = edit_week(store, marked, change, params, SaveRequest("tester", NOW, replace=True)).schedule
    assert new.by_ref(out.ref) == marked.by_ref(out.ref)
    with pytest.raises(ConflictError, match=r"superseded. Edit the version that stands: eros edit alexia"):
        edit_week(store, store.schedule(str(week.schedule_id)), change, params, SAVE)


def test_of_two_edits_of_one_version_the_second_is_told_of_the_first(
    store: SqlStore, params: Params, week: Schedule
) -> None:
    one, two = [send.ref for send in week.sends if send.send_type in {"ppv_video", "ppv_message"}][:2]
    edit_week(store, week, Edit(one, price_cents=3499), params, SAVE)
    with pytest.raises(ConflictError, match="stands at version 2, not 1"):
        edit_week(store, week, Edit(two, price_cents=3499), params, SAVE)
