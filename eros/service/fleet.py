"""Plan a week for every page: load, plan in an executor's workers, save in page order."""

from __future__ import annotations

from concurrent.futures import as_completed
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eros.errors import CreatorNotFoundError, ErosError
from eros.model.fleet import FleetReport, PageReport
from eros.model.wishes import Wishes
from eros.plan.allot import allot
from eros.render.words import counted
from eros.rules.gate import export_gate
from eros.rules.keys import needs_caption
from eros.service.planning import Checked, ahead_of, breaks, default_week, plan_and_check, seed_for

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from concurrent.futures import Executor, Future
    from datetime import date, datetime

    from eros.model.creator import Creator
    from eros.model.estimates import Saturation
    from eros.model.fleet import PageStage
    from eros.model.problem import Problem
    from eros.params import Params
    from eros.params.fleet import FleetParams
    from eros.ports import SaveRequest, Store

__all__ = ["generate_all"]

Attempt = Checked | PageReport
"""What became of a page before saving: a plan that keeps every rule, or the report of its failure."""


@dataclass(frozen=True)
class _Order:
    """What is asked of every page of the run."""

    store: Store
    params: Params
    week: date
    as_of: datetime
    seed: int | None
    allotted: Mapping[str, Collection[int]]

    def problem(self, page: Creator, wishes: Wishes) -> Problem:
        return self.store.load_problem(
            page.creator_id,
            self.week,
            ahead_of(self.as_of, page, self.week, wishes),
            as_of=self.as_of,
            pool=self.params.plan.caption_pool,
            ppv_allotment=self.allotted.get(page.creator_id, ()),
        )


def generate_all(
    store: Store,
    params: Params,
    *,
    now: datetime,
    clock: Callable[[], float],
    executor: Executor,
    week: date | None = None,
    wishes: Wishes | None = None,
    seed: int | None = None,
    save: SaveRequest | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> FleetReport:
    """Plan one week for every active page.

    Shared PPV captions are allotted across pages first, so that no two plans want the same one. Problems are loaded
    here, plans are made by `executor` (its workers only compute), and with `save` each is stored here, in page order.
    A page whose plan fails is tried once more in safe mode; no page stops another. `week` defaults to the first Monday
    that lies ahead of every page; `on_progress(done, total)` is called as plans come in.
    Raises CreatorNotFoundError when there is no page.
    """
    started = clock()
    pages = [summary.creator for summary in store.creators()]
    if not pages:
        raise CreatorNotFoundError("The database holds no page. `eros page add` makes one.")
    as_of = store.as_of(now)
    monday = week or max(default_week(page, as_of) for page in pages)
    order = _Order(store, params, monday, as_of, seed, _allotment(store, params, monday, pages))
    wishes = wishes or Wishes()
    attempts = _attempt(order, pages, wishes, executor, on_progress)
    again = [page for page in pages if _worth_a_retry(attempts[page.creator_id], wishes)]
    retried = _attempt(order, again, replace(wishes, mode="safe"), executor, on_progress)
    reports = tuple(
        _settled(order, page, attempts[page.creator_id], retried.get(page.creator_id), save) for page in pages
    )
    return FleetReport(monday, reports, clock() - started)


def _allotment(store: Store, params: Params, week: date, pages: list[Creator]) -> Mapping[str, Collection[int]]:
    catalogue = store.catalogue()
    caption_types = {name for t in catalogue.send_types.values() if t.is_ppv for name in t.caption_types}
    per_page = params.plan.ppv_allotment
    best = store.shared_ppv_captions(week, per_page * len(pages) * len(caption_types))
    return allot(pages, store.vaults(), best, catalogue, week, per_page=per_page)


def _attempt(
    order: _Order,
    pages: Iterable[Creator],
    wishes: Wishes,
    executor: Executor,
    on_progress: Callable[[int, int], None],
) -> dict[str, Attempt]:
    """Load and plan pages; the attempts by creator id, none of them saved."""
    attempts: dict[str, Attempt] = {}
    futures: dict[Future[Checked], Creator] = {}
    for page in pages:
        try:
            problem = order.problem(page, wishes)
        except ErosError as error:
            attempts[page.creator_id] = _failed(page, "load", error)
        else:
            seed = seed_for(page.creator_id, order.week, order.seed)
            futures[executor.submit(plan_and_check, problem, order.params, seed)] = page
    total = len(attempts) + len(futures)
    for future in as_completed(futures):
        attempts[futures[future].creator_id] = _judged(futures[future], future)
        on_progress(len(attempts), total)
    return attempts


def _judged(page: Creator, future: Future[Checked]) -> Attempt:
    """Whatever a worker raises, a bug or its death included, fails its page and no other."""
    error = future.exception()
    if error is not None:
        return _failed(page, "plan", error)
    checked = future.result()
    if not checked.violations:
        return checked
    reason = f"the plan {breaks(checked.violations)}"
    return PageReport(page.creator_id, page.page_name, "check", reason, violations=len(checked.violations))


def _failed(page: Creator, stage: PageStage, error: BaseException) -> PageReport:
    reason = str(error) if isinstance(error, ErosError) else f"{type(error).__name__}: {error}"
    return PageReport(page.creator_id, page.page_name, stage, reason)


def _worth_a_retry(attempt: Attempt, wishes: Wishes) -> bool:
    return isinstance(attempt, PageReport) and attempt.stage in ("plan", "check") and wishes.mode == "optimize"


def _settled(
    order: _Order, page: Creator, first: Attempt, second: Attempt | None, save: SaveRequest | None
) -> PageReport:
    """The report of a page, its plan saved where there is one."""
    attempt = first if second is None else second
    if isinstance(attempt, PageReport):
        return replace(attempt, retried=second is not None)
    schedule, remarks = attempt.schedule, []
    if isinstance(first, PageReport):
        remarks.append(f"planned in safe mode, because optimize failed: {first.reason}")
    missing = sum(needs_caption(send) for send in schedule.sends)
    if missing:
        remarks.append(f"{counted(missing, 'send')} without a caption")
    report = PageReport(
        page.creator_id,
        page.page_name,
        "done",
        "; ".join(remarks) or None,
        schedule,
        size=attempt.estimates.saturation.size,
        risk=attempt.estimates.saturation.risk,
        caption_target=_caption_target(attempt.estimates.saturation, len(schedule.sends), order.params.fleet),
        captions_selected=len(schedule.sends) - missing,
        retried=second is not None,
        export_reason="; ".join(export_gate(schedule, attempt.violations, order.params)) or "ready for `eros export`",
    )
    if save is None:
        return report
    try:
        return replace(report, schedule=order.store.save(schedule, save))
    except ErosError as error:
        return replace(report, stage="save", reason=str(error))


def _caption_target(saturation: Saturation, demand: int, params: FleetParams) -> int:
    """Captions the page should have ready for the week (operations.md, caption target)."""
    base = params.caption_target_base[saturation.size] * params.caption_target_risk[saturation.risk]
    return max(params.caption_target_floor, round(base), demand)
