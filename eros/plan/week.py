"""A problem into a week: the whole line on one screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eros.plan.assembly import assembled
from eros.plan.campaigns import with_campaigns, with_tip_amounts
from eros.plan.caption_choice import choose_captions
from eros.plan.caption_relaxations import caption_relaxations
from eros.plan.draft import draft_week, input_of
from eros.plan.fixed import refuse_clashing_pins
from eros.plan.kept_away import with_binding_rules
from eros.plan.known import known
from eros.plan.pool import CaptionPool
from eros.plan.reckoning import reckon, values_before_caption
from eros.plan.skeleton import skeletons
from eros.plan.solve.branch import solver_version
from eros.rules.notices import notices
from eros.rules.soft import soft_warnings
from eros.rules.soft.base import Judged

if TYPE_CHECKING:
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Send
    from eros.params import Params
    from eros.plan.allocation_model import AllocationInput
    from eros.plan.caption_choice import CaptionChoice
    from eros.rules.base import Context

__all__ = ["plan_from", "plan_in", "plan_week"]


def plan_week(problem: Problem, params: Params, seed: int) -> Schedule:
    """The best week for a page under every HARD rule, with its forecast, its reasons and what it could not do.

    Pure: the same problem, params and seed give the same schedule. Raises ValidationError when pinned sends cannot stand
    and SolverError when the optimiser fails; thin data or an empty bank is never an error but a shortfall.
    """
    return plan_in(known(problem, params), seed)


def plan_in(context: Context, seed: int) -> Schedule:
    """The same for a problem whose estimates are known already."""
    return plan_from(input_of(CaptionPool(context), seed))


def plan_from(given: AllocationInput) -> Schedule:
    """The same once the stages' input is made."""
    context, seed = given.context, given.seed
    draft, worth = draft_week(given), given.worth
    week = skeletons(context, worth.prices, draft.minutes, given.fixed)
    week = with_tip_amounts(context, with_campaigns(context, week, draft.allocation.campaigns, seed), seed)
    before = values_before_caption(context, worth, week)
    values = {send.ref: sum(before[send.ref].values()) * worth.weight(send.send_type) for send in week}
    choice = choose_captions(context, given.pool, worth.unit, week, values)
    sends = tuple(_finished(given, send, choice, before[send.ref]) for send in week)
    sends = with_binding_rules(context, sends, given.slots)
    texted = [send for send in sends if send.ref in choice.chosen]
    allocation, timing = draft.allocation, draft.timing
    schedule = assembled(
        context,
        seed,
        sends,
        stages=(allocation.stage, timing.stage, choice.stage),
        shortfalls=(*allocation.shortfalls, *timing.shortfalls, *choice.shortfalls),
        warnings=soft_warnings(Judged(sends, context, worth.unit)),
        relaxations=(*allocation.relaxations, *caption_relaxations(context, texted)),
        solver=solver_version(),
    )
    refuse_clashing_pins(schedule, context)
    return replace(schedule, warnings=(*schedule.warnings, *notices(schedule, context)))


def _finished(given: AllocationInput, send: Send, choice: CaptionChoice, before: dict[str, float]) -> Send:
    """The send with its caption and terms; one already sent stays as it is, one whose time passed earns nothing."""
    if send.status == "sent":
        return send
    option = choice.chosen.get(send.ref)
    if option is None:
        return reckon(given.context, given.worth, send, before, given.pool.factor_of(send))
    caption = option.caption
    named = send.with_(
        caption_id=caption.caption_id,
        caption_text=caption.text,
        caption_type=caption.caption_type,
        content_type=caption.content_type,
    )
    return reckon(given.context, given.worth, named, before, option.factor)
