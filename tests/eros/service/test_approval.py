from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from database.engine import writing
from database.tables import caption_bank, schedules
from eros.errors import ConflictError, ValidationError
from eros.ports import SaveRequest
from eros.service import generate
from eros.service.approval import approve_all, approve_week

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from database.store import SqlStore
    from eros.model.schedule import Schedule
    from eros.params import Params

NOW = datetime(2027, 1, 2, tzinfo=UTC)
SAVE = SaveRequest("tester", NOW)


def planned(store: SqlStore, params: Params, page: str, seed: int | None = None) -> Schedule:
    return generate(store, page, params, now=NOW, clock=lambda: 0.0, seed=seed, save=SAVE).schedule


def in_zone(store: SqlStore, engine: Engine, week: Schedule, zone: str) -> Schedule:
    with writing(engine) as connection:
        connection.execute(update(schedules).where(schedules.c.schedule_id == week.schedule_id).values(zone=zone))
    return store.schedule(str(week.schedule_id))


def test_a_draft_is_approved_once(store: SqlStore, params: Params) -> None:
    week = planned(store, params, "tamsin")
    decision = approve_week(store, week, params, actor="ana", now=NOW)
    assert (decision.outcome, decision.week.status, decision.week.version) == ("approved", "approved", 1)
    again = approve_week(store, decision.week, params, actor="ana", now=NOW)
    assert (again.outcome, again.week) == ("unchanged", decision.week)


def test_a_week_that_breaks_a_rule_by_now_or_lacks_a_text_is_refused_with_every_reason(
    store: SqlStore, engine: Engine, params: Params
) -> None:
    week = planned(store, params, "tamsin")
    used = [send.caption_id for send in week.sends[:2]]
    with writing(engine) as connection:
        connection.execute(update(caption_bank).where(caption_bank.c.caption_id.in_(used)).values(is_active=False))
    with pytest.raises(ValidationError, match="is not approved: 2 reasons") as caught:
        approve_week(store, week, params, actor="ana", now=NOW)
    assert [fault.refs for fault in caught.value.violations] == [(send.ref,) for send in week.sends[:2]]
    assert store.schedule(str(week.schedule_id)).status == "draft"


def test_a_superseded_week_is_not_approved(store: SqlStore, params: Params) -> None:
    old = planned(store, params, "tamsin")
    planned(store, params, "tamsin", seed=5)
    with pytest.raises(ConflictError, match="superseded"):
        approve_week(store, store.schedule(str(old.schedule_id)), params, actor="ana", now=NOW)


def test_a_red_week_is_approved_when_named_and_by_all_only_when_its_zone_is(
    store: SqlStore, engine: Engine, params: Params
) -> None:
    weeks = {page: planned(store, params, page) for page in ("alexia", "tamsin", "ulrika")}
    in_zone(store, engine, weeks["alexia"], "RED")
    in_zone(store, engine, weeks["tamsin"], "GREEN")
    in_zone(store, engine, weeks["ulrika"], "YELLOW")

    def outcomes(**options: object) -> dict[str, str]:
        found = approve_all(store, params, actor="ana", now=NOW, **options)  # type: ignore[arg-type]
        return {decision.week.page_name: decision.outcome for decision in found}

    assert outcomes(zones=("GREEN",)) == {"alexia": "skipped", "tamsin": "approved", "ulrika": "skipped"}
    assert outcomes() == {"alexia": "skipped", "tamsin": "unchanged", "ulrika": "approved"}
    assert outcomes(week=date(2026, 11, 30)) == {}
    assert outcomes(zones=("RED",)) == {"alexia": "approved", "tamsin": "unchanged", "ulrika": "unchanged"}


def test_one_page_that_is_refused_does_not_keep_the_others_back(
    store: SqlStore, engine: Engine, params: Params
) -> None:
    bad = planned(store, params, "alexia")
    others = {send.caption_id for send in planned(store, params, "tamsin").sends}
    lost = next(send for send in bad.sends if send.caption_id not in others)
    with writing(engine) as connection:
        used = lost.caption_id
        connection.execute(update(caption_bank).where(caption_bank.c.caption_id == used).values(is_active=False))
    refused, approved = approve_all(store, params, actor="ana", now=NOW, zones=("GREEN", "YELLOW", "RED", "UNKNOWN"))
    assert (refused.outcome, approved.outcome) == ("refused", "approved")
    assert isinstance(refused.error, ValidationError)
    assert refused.error.violations[0].refs == (lost.ref,)
