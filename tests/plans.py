"""What tests of the planner start from: contexts with every caption known, inputs of the stages, changed tunables."""

from __future__ import annotations

from array import array
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from eros.model.caption import Lock
from eros.model.caption_estimates import CaptionEstimate, CaptionEstimates
from eros.model.estimates import Curve, Volume
from eros.model.wishes import PinnedSend, Wishes
from eros.params import Params
from eros.plan.allocation_model import AllocationInput, AllocationModel
from eros.plan.bound.prices import Prices
from eros.plan.calendar import SLOT, Slot, WeekSlots
from eros.plan.pool import CaptionPool
from eros.plan.solve.branch import solve
from eros.plan.timing import Placed
from eros.plan.worth import worth_of
from eros.rules.base import Context
from tests.builders import MONDAY, a_problem, a_send, at, some_estimates, the_params

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from eros.model.problem import Problem
    from eros.model.schedule import Send
    from eros.plan.bound.supply import Supply
    from eros.plan.solve.model import Model

__all__ = [
    "CLOCK_CHANGES",
    "PLAIN",
    "a_curve",
    "a_place",
    "a_volume",
    "a_week_of",
    "a_wishful_problem",
    "an_input",
    "charged",
    "highs_own_answer",
    "in_week",
    "known",
    "last_week",
    "no_prices",
    "only",
    "pin",
    "tuned",
]

CLOCK_CHANGES = (
    ("America/New_York", "2026-03-02"),
    ("America/New_York", "2026-10-26"),
    ("Europe/Berlin", "2026-03-23"),
    ("Europe/Berlin", "2026-10-19"),
    ("Australia/Lord_Howe", "2026-03-30"),
    ("Australia/Lord_Howe", "2026-09-28"),
    ("America/Havana", "2026-03-02"),
    ("America/Havana", "2026-10-26"),
)


def tuned(base: Params | None = None, **sections: dict[str, Any]) -> Params:
    """The shipped tunables (or `base`) with some values of some sections changed."""
    values = (base or the_params()).model_dump()
    return Params.model_validate({name: section | sections.get(name, {}) for name, section in values.items()})


PLAIN = tuned(mix={"mix_price": 0, "bump_price": 0, "flavour_factor": 1, "campaign_price": 0, "cadence_price": 0})
"""The shipped tunables without the rules on what a week is made of."""


def known(
    problem: Problem | None = None,
    params: Params | None = None,
    *,
    multipliers: Mapping[int, float] | None = None,
    spread: float = 0.2,
    scores: Mapping[int, float] | None = None,
    **estimates: Any,
) -> Context:
    """A context whose estimates know every caption of the bank; multipliers are 1 unless told otherwise."""
    page = problem or a_problem()
    captions = {
        caption_id: CaptionEstimate(
            (multipliers or {}).get(caption_id, 1.0), spread, (scores or {}).get(caption_id, 50), 0
        )
        for caption_id in page.captions
    }
    values = {"captions": CaptionEstimates.of(captions)} | estimates
    return Context(page, params or the_params(), some_estimates(page, **values))


def an_input(
    context: Context | None = None, fixed: Iterable[Send] = (), room: Mapping[tuple[int, str], int] | None = None
) -> AllocationInput:
    """What allocation and timing are given."""
    whole = context or known()
    slots = WeekSlots(whole.problem, whole.params)
    return AllocationInput(whole, worth_of(whole), CaptionPool(whole), slots, tuple(fixed), 0, room or {})


def charged(given: AllocationInput, constraint: Callable[[AllocationModel], None], counts: Mapping[Any, int]) -> float:
    """What a constraint's rows take off the objective of the allocation when so many sends of each (day, type) go out."""
    built = AllocationModel.of(given)
    built.model.cost = array("d", bytes(8 * len(built.model.cost)))
    for key, copies in built.copies.items():
        for place, column in enumerate(copies):
            built.model.lower[column] = built.model.upper[column] = float(place < counts.get(key, 0))
    constraint(built)
    return -solve(built.model, node_limit=10_000, relative_gap=0.0).objective


def a_week_of(problem: Problem, counts: Mapping[tuple[int, str], int]) -> list[Send]:
    """So many sends of each (day, type), at any times of the day, named after their place."""
    keys = [key for key, count in sorted(counts.items()) for _ in range(count)]
    return [
        a_send(problem, f"x{place}", send_type, day * 1440 + 480 + 7 * place)
        for place, (day, send_type) in enumerate(keys)
    ]


def a_curve(hours: Mapping[int, float] | None = None, weekdays: Mapping[int, float] | None = None) -> Curve:
    """A flat curve but for these hours and weekdays."""
    return Curve(
        tuple((hours or {}).get(hour, 1.0) for hour in range(24)),
        tuple((weekdays or {}).get(day, 1.0) for day in range(7)),
        reliable=True,
        source="page",
        n=500,
        lift_low=0.1,
        lift_high=0.3,
    )


def a_volume(days: Mapping[str, int] | Mapping[int, Mapping[str, int]], **changes: Any) -> Volume:
    """The same volume every day, or one per day named (the others ask for nothing)."""
    daily: Any = days
    per_day = tuple(daily.get(day, {}) if all(isinstance(key, int) for key in daily) else daily for day in range(7))
    values: dict[str, Any] = {
        "tier": "MID",
        "days": per_day,
        "factors": (),
        "followup_factor": 1.0,
        "cooling_days": frozenset(),
        "extra_gap_minutes": 0,
        "extrapolated": False,
    }
    return Volume(**(values | changes))


def only(problem: Problem, *send_types: str) -> frozenset[str]:
    """Every type of the catalogue but these: what to block so that only these remain."""
    return frozenset(problem.catalogue.send_types) - set(send_types)


def a_place(problem: Problem, send_type: str, week_minute: int, parent: Placed | None = None) -> Placed:
    """A send of the plan in the quarter hour of a week minute."""
    start = week_minute - week_minute % SLOT
    slot = Slot(start, problem.clock.elapsed(start) // SLOT)
    return Placed(send_type, start // 1440, slot, parent.slot if parent else None)


def pin(problem: Problem, ref: str, send_type: str, week_minute: int, **changes: Any) -> Send:
    """A pinned send without a caption."""
    bare = {"caption_id": None, "caption_text": None, "caption_type": None, "content_type": None, "pinned": True}
    return a_send(problem, ref, send_type, week_minute, **(bare | changes))


def last_week(problem: Problem, ref: str, send_type: str, minutes_before_monday: int, **changes: Any) -> Send:
    """A send of the saved week before, so many minutes before Monday 00:00."""
    return a_send(problem, ref, send_type, -minutes_before_monday, **changes)


def no_prices(supply: Supply) -> Prices:
    """Nothing that days share has a price."""
    spans = np.zeros(len(supply.space.spans))
    return Prices(np.zeros(supply.size), np.zeros(len(supply.content_room)), spans, {}, {}, {}, {})


def in_week(problem: Problem, week_start: date, zone: str) -> Problem:
    """The same page in another zone and week."""
    return replace(problem, week_start=week_start, creator=replace(problem.creator, timezone=zone))


def a_wishful_problem() -> Problem:
    """A week with all that can surround a plan: last week's sends, sends already out, pins, a closed day, blocked types."""
    page = a_problem()
    bundle = next(caption for caption in page.captions.values() if caption.caption_type == "bundle")
    out = (
        a_send(page, "mon-01", "ppv_video", at(0, "08:07"), status="sent", ppv_style="winner"),
        a_send(page, "mon-02", "bump_text_only", at(0, "09:22"), status="sent", forecast_cents=0.5),
        a_send(page, "mon-07", "dm_farm", at(0, "10:52"), status="cancelled"),
    )
    pins = (
        PinnedSend("mine", "bundle", at(2, "20:00"), caption_id=bundle.caption_id, price_cents=2222),
        PinnedSend("yours", "bump_normal", at(4, "09:30"), text="Good morning, what are you up to today?"),
        PinnedSend("ours", "ppv_message", at(6, "21:45"), target="high_spenders"),
    )
    return replace(
        page,
        previous=(
            last_week(page, "sun-08", "ppv_message", 100),
            last_week(page, "sat-03", "vip_program", 2000),
            last_week(page, "sun-01", "like_farm", 700),
        ),
        committed=out,
        last_used={
            caption: MONDAY - timedelta(days=5 + caption % 40)
            for caption in list(page.captions)[::3]
            if caption != bundle.caption_id
        },
        locks=tuple(Lock(caption, "c-bea", MONDAY + timedelta(days=9)) for caption in list(page.captions)[:20:2]),
        wishes=Wishes(
            closed_days=frozenset({3}), blocked_types=frozenset({"live_promo", "snapchat_bundle"}), pinned=pins
        ),
        last_style="solo",
    )


def highs_own_answer(model: Model) -> float:
    """The optimum of a model by HiGHS' own branch and bound."""
    arrays = model.arrays()
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_, lp.sense_ = len(arrays.cost), len(arrays.row_lower), highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = arrays.cost, arrays.lower, arrays.upper
    lp.row_lower_, lp.row_upper_ = arrays.row_lower, arrays.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = arrays.start, arrays.index, arrays.value
    lp.integrality_ = [highspy.HighsVarType.kInteger if i else highspy.HighsVarType.kContinuous for i in arrays.integer]
    highs.passModel(lp)
    highs.run()
    return float(highs.getInfo().objective_function_value)
