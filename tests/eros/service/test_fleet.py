from __future__ import annotations

from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert

from database.engine import writing
from database.tables import caption_restrictions
from eros.errors import CreatorNotFoundError
from eros.model.schedule import Violation
from eros.model.wishes import PinnedSend, Wishes
from eros.ports import SaveRequest
from eros.render.fleet import fleet_document
from eros.service import generate, generate_all, validate_schedule
from tests.eros.service.conftest import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from sqlalchemy import Engine

    from database.store import SqlStore
    from eros.model.fleet import FleetReport
    from eros.params import Params

NOW = datetime(2027, 1, 2, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
SAVE = SaveRequest(actor="tester", now=NOW)


class Failing(ThreadPoolExecutor):
    """An executor whose workers die over one page, in one mode or always."""

    def __init__(self, page: str, mode: str | None) -> None:
        super().__init__(1)
        self._page, self._mode = page, mode

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        problem = args[0]
        if problem.creator.page_name == self._page and self._mode in (None, problem.wishes.mode):
            lost: Future[Any] = Future()
            lost.set_exception(MemoryError("worker lost"))
            return lost
        return super().submit(fn, *args, **kwargs)


class Careless(ThreadPoolExecutor):
    """An executor whose workers hand back plans that break a rule."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        broken = (Violation("min-gap", ("s1", "s2"), "too close", "move one"),) * 2
        return super().submit(lambda: replace(fn(*args, **kwargs), violations=broken))


def run(store: SqlStore, params: Params, executor: Executor, **order: Any) -> FleetReport:
    with executor:
        return generate_all(store, params, now=NOW, clock=lambda: 0.0, executor=executor, **order)


def test_every_active_page_gets_a_week_that_keeps_every_rule(store: SqlStore, params: Params) -> None:
    heard: list[tuple[int, int]] = []
    report = run(
        store, params, ThreadPoolExecutor(2), save=SAVE, on_progress=lambda done, total: heard.append((done, total))
    )
    assert [page.page_name for page in report.pages] == list(PAGES)
    assert {page.outcome for page in report.pages} == {"success"}
    assert heard == [(1, 3), (2, 3), (3, 3)]
    assert report.week_start == MONDAY
    for page in report.pages:
        assert page.schedule is not None
        assert page.schedule == store.latest(page.creator_id, MONDAY)
        assert validate_schedule(store, page.schedule, params) == ()


@pytest.mark.no_cover
def test_no_two_pages_use_the_same_ppv_caption(store: SqlStore, params: Params) -> None:
    ppv = {key for key, kind in store.catalogue().send_types.items() if kind.is_ppv}
    report = run(store, params, ThreadPoolExecutor(1))
    used = [
        send.caption_id
        for page in report.pages
        if page.schedule is not None
        for send in page.schedule.sends
        if send.send_type in ppv and send.caption_id is not None
    ]
    assert len(used) > 10
    assert len(used) == len(set(used))


@pytest.mark.no_cover
def test_processes_and_threads_and_one_or_two_workers_plan_the_same_weeks(store: SqlStore, params: Params) -> None:
    threads = run(store, params, ThreadPoolExecutor(1), seed=4)
    processes = run(store, params, ProcessPoolExecutor(2, mp_context=get_context("spawn")), seed=4)
    assert threads == processes


@pytest.mark.no_cover
def test_without_a_request_to_save_no_week_is_kept(store: SqlStore, params: Params) -> None:
    report = run(store, params, ThreadPoolExecutor(1), week=date(2026, 12, 7))
    assert report.week_start == date(2026, 12, 7)
    for page in report.pages:
        assert page.schedule is not None
        assert (page.schedule.schedule_id, page.schedule.week_start) == (None, date(2026, 12, 7))
        assert store.latest(page.creator_id, date(2026, 12, 7)) is None


@pytest.mark.no_cover
def test_planning_all_pages_twice_changes_nothing(store: SqlStore, params: Params) -> None:
    first, again = (run(store, params, ThreadPoolExecutor(1), save=SAVE) for _ in range(2))
    assert [page.schedule for page in first.pages] == [page.schedule for page in again.pages]


def test_a_page_that_fails_is_planned_in_safe_mode_and_says_so(store: SqlStore, params: Params) -> None:
    report = run(store, params, Failing("tamsin", "optimize"), save=SAVE)
    page = report.pages[1]
    assert (page.outcome, page.stage, page.retried) == ("partial", "done", True)
    assert page.schedule is not None
    assert page.schedule.mode == "safe"
    assert page.reason == "planned in safe mode, because optimize failed: MemoryError: worker lost"
    assert [report.count(outcome) for outcome in ("success", "partial", "failed")] == [2, 1, 0]


def test_a_page_that_fails_twice_is_reported_and_stops_no_other(store: SqlStore, params: Params) -> None:
    report = run(store, params, Failing("tamsin", None), save=SAVE)
    page = report.pages[1]
    assert (page.outcome, page.stage, page.retried, page.schedule) == ("failed", "plan", True, None)
    assert page.reason == "MemoryError: worker lost"
    assert store.latest(page.creator_id, MONDAY) is None
    assert fleet_document(report)["summary"]["status"] == "partial"


def test_a_plan_that_breaks_a_rule_is_never_saved(store: SqlStore, params: Params) -> None:
    report = run(store, params, Careless(1), save=SAVE)
    for page in report.pages:
        assert (page.outcome, page.stage, page.violations, page.retried) == ("failed", "check", 2, True)
        assert page.reason == "the plan breaks 2 HARD rules, first [min-gap] s1, s2: too close; move one."
        assert store.latest(page.creator_id, MONDAY) is None


def test_a_careful_mode_is_not_tried_again(store: SqlStore, params: Params) -> None:
    report = run(store, params, Failing("tamsin", None), wishes=Wishes(mode="conservative"))
    assert not report.pages[1].retried


def test_a_page_whose_own_data_is_wrong_fails_alone(store: SqlStore, params: Params, engine: Engine) -> None:
    with writing(engine) as connection:
        row = {"hard_patterns": ["("], "version": 1, "created_by": "tester", "created_at": NOW}
        row["creator_id"] = store.creator("tamsin").creator_id
        connection.execute(insert(caption_restrictions), row)
    report = run(store, params, ThreadPoolExecutor(1))
    assert (report.pages[1].outcome, report.pages[1].schedule) == ("failed", None)
    assert "'('" in str(report.pages[1].reason)
    assert report.count("success") == 2


def test_a_wish_nobody_knows_fails_every_page_at_load(store: SqlStore, params: Params) -> None:
    report = run(store, params, ThreadPoolExecutor(1), wishes=Wishes(blocked_types=frozenset({"nope"})))
    assert {(page.outcome, page.stage, page.retried) for page in report.pages} == {("failed", "load", False)}
    assert "No send type 'nope'" in str(report.pages[0].reason)


def test_a_week_that_must_not_be_touched_fails_at_save_and_keeps_its_place(store: SqlStore, params: Params) -> None:
    made = generate(store, "tamsin", params, now=NOW, clock=lambda: 0.0, save=SAVE).schedule
    store.mark(str(made.schedule_id), made.sends[0].ref, "sent", actor="tester", now=NOW)
    report = run(store, params, ThreadPoolExecutor(1), save=SAVE, seed=9)
    assert (report.pages[1].outcome, report.pages[1].stage) == ("failed", "save")
    assert "--replace" in str(report.pages[1].reason)
    latest = store.latest(made.creator_id, MONDAY)
    assert latest is not None
    assert latest.schedule_id == made.schedule_id


def test_wishes_no_page_can_keep_fail_every_page_with_the_reason(store: SqlStore, params: Params) -> None:
    pins = tuple(PinnedSend(f"p{i}", "bump_normal", 720 + i) for i in range(2))
    report = run(store, params, ThreadPoolExecutor(1), wishes=Wishes(pinned=pins))
    assert {page.outcome for page in report.pages} == {"failed"}
    assert all("p0" in str(page.reason) or "p1" in str(page.reason) for page in report.pages)
    assert fleet_document(report)["summary"]["status"] == "failed"


def test_the_caption_target_follows_size_risk_and_demand(store: SqlStore, params: Params) -> None:
    report = run(store, params, ThreadPoolExecutor(1))
    alexia, tamsin, _ = report.pages
    assert (alexia.size, alexia.risk) == ("MEDIUM", "LOW")
    assert alexia.schedule is not None
    assert alexia.caption_target == max(80, len(alexia.schedule.sends))
    assert (tamsin.size, tamsin.caption_target) == ("NEW", 40)
    assert alexia.captions_selected == len(alexia.schedule.sends)


def test_a_fleet_of_nobody_is_refused(empty_store: SqlStore, params: Params) -> None:
    with pytest.raises(CreatorNotFoundError, match="eros page add"):
        run(empty_store, params, ThreadPoolExecutor(1))
