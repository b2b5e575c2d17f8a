"""How many of what on which day, and what the rules that decide it cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eros.plan.costs import rule_costs
from eros.plan.draft import draft_week, input_of
from eros.rules.mix import diversity_limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.reasons import RuleCosts
    from eros.model.schedule import Shortfall, Stage
    from eros.plan.pool import CaptionPool

__all__ = ["VolumeAssignment", "volume_assignment"]


@dataclass(frozen=True, slots=True)
class VolumeAssignment:
    """Sends by (day, send type) as a plan of the week holds them, follow-ups and the `fixed` ones included.

    `stage` is the allocation's objective and bound in cents, over new sends without their follow-ups.
    """

    counts: Mapping[tuple[int, str], int]
    fixed: Mapping[tuple[int, str], int]
    stage: Stage
    shortfalls: tuple[Shortfall, ...]
    costs: RuleCosts


def volume_assignment(pool: CaptionPool, seed: int) -> VolumeAssignment:
    """The counts the planner settles on with this seed, after days too narrow for their sends are allocated again.

    Raises ValidationError where pins contradict HARD rules, as the plan would.
    """
    context = pool.context
    draft = draft_week(input_of(pool, seed))
    shortfalls = (*diversity_limits(context).shortfalls, *draft.allocation.shortfalls, *draft.timing.shortfalls)
    counts = {key: draft.counts[key] for key in sorted(draft.counts)}
    return VolumeAssignment(
        counts,
        draft.given.fixed_counts,
        draft.allocation.stage,
        shortfalls,
        rule_costs(draft.given, draft.allocation.stage),
    )
