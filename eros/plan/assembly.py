"""The sends of a week and everything the week says about itself."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import eros
from eros.digest import content_digest
from eros.model.schedule import Schedule
from eros.plan.drip import drip_shortfalls
from eros.plan.objective import week_stage
from eros.plan.reckoning import forecast
from eros.plan.worth import worth_of
from eros.rules.mix import diversity_limits
from eros.rules.rotation import turns_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eros.model.schedule import Relaxation, Send, Shortfall, Stage, Warning_
    from eros.rules.base import Context

__all__ = ["assembled"]


def assembled(
    context: Context,
    seed: int,
    sends: Sequence[Send],
    *,
    stages: tuple[Stage, ...] = (),
    shortfalls: tuple[Shortfall, ...] = (),
    warnings: tuple[Warning_, ...] = (),
    relaxations: tuple[Relaxation, ...] = (),
    solver: str = "",
) -> Schedule:
    """The unsaved week of these reckoned sends; what diversity could not have comes before the other shortfalls."""
    problem, estimates = context.problem, context.estimates
    whole = week_stage(context, worth_of(context).unit, sends, warnings)
    return Schedule(
        schedule_id=None,
        version=0,
        creator_id=problem.creator.creator_id,
        page_name=problem.creator.page_name,
        page_type=problem.creator.page_type,
        sub_type=problem.creator.sub_type,
        timezone=problem.creator.timezone,
        week_start=problem.week_start,
        status="planned",
        mode=problem.wishes.mode,
        seed=seed,
        params_hash=content_digest(context.params.planning),
        data_hash=context.data_hash,
        engine_version=eros.__version__,
        solver_version=solver,
        as_of=problem.as_of,
        zone=estimates.saturation.zone,
        forecast=forecast(context, sends),
        objective_cents=whole.objective_cents,
        bound_cents=None,
        gap_percent=None,
        sends=tuple(sends),
        shortfalls=(*diversity_limits(context).shortfalls, *drip_shortfalls(context, sends), *shortfalls),
        warnings=warnings,
        relaxations=relaxations,
        stages=(*stages, whole),
        wishes=problem.wishes,
        volume=_volume(context),
        rotation=turns_of(context, sends).end,
        ppv_allotment=problem.ppv_allotment,
    )


def _volume(context: Context) -> dict[str, object]:
    volume = context.estimates.volume
    return {
        "tier": volume.tier,
        "days": [dict(day) for day in volume.days],
        "factors": [{"name": f.name, "value": round(f.value, 4), "effect": f.effect} for f in volume.factors],
        "extrapolated": volume.extrapolated,
        "triggers": [asdict(trigger) for trigger in context.estimates.triggers.found],
    }
