"""How much goes out: sends by day, category and type."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import Field

from eros.model.clock import DAY
from eros.model.schedule import Zone
from mcp_server.inputs import Arguments, CreatorId, WeekStart, WishesInput
from mcp_server.registry import tool
from mcp_server.session import Session
from mcp_server.views import CreatorAnswer, View, about

if TYPE_CHECKING:
    from datetime import date

    from eros.model.schedule import Shortfall
    from eros.service.allotment import VolumeAssignment as Assignment

__all__ = ["get_volume_assignment", "get_volume_config"]

ASSIGNMENT_UNITS = (
    "counts: sends by type, fixed: those of them that went out or are pinned. Cents: expected value of the new sends "
    "without follow-ups (forecast and preference less the prices of what lacks); bound_cents is its proven upper bound. "
    "cost_cents: what the linear relaxation would gain if these rules alone were changed; costs do not add up; those below "
    "bound less objective are left out."
)


class VolumeAssignmentArguments(Arguments):
    """Which page-week, and what is wished of it."""

    creator_id: CreatorId
    week_start: WeekStart
    wishes: WishesInput | None = Field(None, description="What is asked of the week, as in save_schedule.")


class AssignedDay(View):
    """A day's sends by type; `fixed` of them went out already or are pinned."""

    date: str
    total: int
    counts: dict[str, int]
    fixed: dict[str, int]


class AssignmentShortfall(View):
    """What is wanted and not possible; `date` null for the whole week."""

    what: str
    rule: str
    count: int
    date: str | None
    why: str


class RuleCostRow(View):
    """Rules that hold the week back together, and what it would gain without them."""

    rules: list[str]
    change: str
    cost_cents: int


class VolumeAssignment(CreatorAnswer):
    """The allocation."""

    days: list[AssignedDay]
    total: int
    objective_cents: int
    bound_cents: int
    gap_percent: float
    rule_costs: list[RuleCostRow]
    shortfalls: list[AssignmentShortfall]
    seed: int


@tool(title="Optimal allocation", slow=True)
def get_volume_assignment(session: Session, args: VolumeAssignmentArguments) -> VolumeAssignment:
    """Give the optimal allocation of a week: how many of each send type on each day, and what each binding rule costs.

    A plan of the same wishes and seed contains these counts, follow-ups included. Use this to see or to weigh the mix
    before planning, or to ask what a rule or a wish costs. Next: save_schedule(creator_id, week_start, wishes).
    """
    from eros.service.allotment import volume_assignment
    from eros.service.planning import seed_for

    asked = args.wishes or WishesInput()
    pool = session.pool(args.creator_id, args.week_start, asked.to_wishes(args.week_start))
    seed = seed_for(pool.context.problem.creator.creator_id, args.week_start, asked.seed)
    found = volume_assignment(pool, seed)
    objective, bound = found.stage.objective_cents, found.stage.bound_cents or 0.0
    return VolumeAssignment(
        **about(pool.context, ASSIGNMENT_UNITS),
        days=[_assigned_day(found, args.week_start, day) for day in range(7)],
        total=sum(found.counts.values()),
        objective_cents=round(objective),
        bound_cents=round(bound),
        gap_percent=round(100 * (bound - objective) / max(abs(objective), 1.0), 3),
        rule_costs=[
            RuleCostRow(rules=list(c.rules), change=c.change, cost_cents=round(c.cents)) for c in found.costs.costs
        ],
        shortfalls=[_assignment_shortfall(s, args.week_start) for s in found.shortfalls],
        seed=seed,
        next="save_schedule(creator_id, week_start, wishes) plans the week with these counts; dry_run is its default.",
    )


def _assigned_day(found: Assignment, week_start: date, day: int) -> AssignedDay:
    counts, fixed = ({key: n for (d, key), n in of.items() if d == day} for of in (found.counts, found.fixed))
    return AssignedDay(date=_date(week_start, day), total=sum(counts.values()), counts=counts, fixed=fixed)


def _assignment_shortfall(shortfall: Shortfall, week_start: date) -> AssignmentShortfall:
    return AssignmentShortfall(
        what=shortfall.what,
        rule=shortfall.rule,
        count=shortfall.count,
        date=None if shortfall.day is None else _date(week_start, shortfall.day),
        why=shortfall.detail,
    )


def _date(week_start: date, day: int) -> str:
    return (week_start + timedelta(days=day)).isoformat()


class VolumeArguments(Arguments):
    """Which page-week."""

    creator_id: CreatorId
    week_start: WeekStart | None = Field(None, description="Monday, YYYY-MM-DD; the week planned next unless given.")


class VolumeDay(View):
    """Sends one day asks for."""

    date: str
    revenue: int
    engagement: int
    retention: int
    total: int
    cooling: bool


class VolumeFactor(View):
    """One step of the calculation, in its order."""

    name: str
    value: float
    effect: str


class VolumeConfig(CreatorAnswer):
    """Sends a day by category and how they came about."""

    week_start: str
    volume_tier: str
    zone: Zone
    days: list[VolumeDay]
    week_total: int
    factors: list[VolumeFactor]
    messages: int
    followup_factor: float
    extrapolated: bool


VOLUME_UNITS = (
    "days: sends; follow-ups come on top, up to their own cap, followup_factor of the usual share. cooling: no priced "
    "sends. factors: in their order, from the tier's table to whole sends; messages: the n behind them. extrapolated: more "
    "messages than in any 7 of the page's last 90 days."
)


@tool(title="Volume of a week")
def get_volume_config(session: Session, args: VolumeArguments) -> VolumeConfig:
    """Show how many sends of each category a week's days ask for, and every factor that led there.

    Use this to explain or question a week's volume; the planner starts from the same figures. Next:
    get_volume_assignment(creator_id, week_start) for the send types that fill it.
    """
    context = session.study(args.creator_id, args.week_start)
    volume, week = context.estimates.volume, context.problem.clock
    days = [
        VolumeDay(
            date=week.date_of(day * DAY).isoformat(),
            revenue=sends["revenue"],
            engagement=sends["engagement"],
            retention=sends["retention"],
            total=sum(sends.values()),
            cooling=day in volume.cooling_days,
        )
        for day, sends in enumerate(volume.days)
    ]
    return VolumeConfig(
        **about(context, VOLUME_UNITS),
        week_start=context.problem.week_start.isoformat(),
        volume_tier=volume.tier,
        zone=context.estimates.saturation.zone,
        days=days,
        week_total=sum(day.total for day in days),
        factors=[VolumeFactor(name=f.name, value=round(f.value, 4), effect=f.effect) for f in volume.factors],
        messages=len(context.problem.history),
        followup_factor=volume.followup_factor,
        extrapolated=volume.extrapolated,
        next="get_volume_assignment(creator_id, week_start) fills the days with send types.",
    )
