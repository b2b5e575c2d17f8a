"""How a page does, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from mcp_server.inputs import Arguments, CreatorId, Date, Key, Monday, Ref, WeekStart
from mcp_server.registry import tool
from mcp_server.session import Session
from mcp_server.views import CreatorAnswer, View, about

if TYPE_CHECKING:
    from eros.model.clock import WeekClock
    from eros.model.estimates import Curve
    from eros.service.best_times import AskedSend, BestTimes, TimedSend

__all__ = ["get_best_timing"]

UNITS = (
    "hours (0-23 local) and weekdays (0 = Monday): value of a send over an average one. lift_low, lift_high: interval of "
    "what the best hours brought above all hours (share) on messages the pattern was not learnt from. value of a send: the "
    "planner's curve at its minute."
)


class SendToTime(Arguments):
    """A send to find a minute for."""

    ref: Ref
    send_type_key: Key
    date: Date

    def asked(self, week_start: Monday) -> AskedSend:
        """The send as the use case takes it."""
        from eros.service.best_times import AskedSend

        return AskedSend(self.ref, self.send_type_key, (self.date - week_start).days)


class TimingArguments(Arguments):
    """Which page-week, and which sends."""

    creator_id: CreatorId
    week_start: WeekStart
    days_lookback: int = Field(90, ge=1, le=730, description="Days of history behind the `recent` curve.")
    sends: list[SendToTime] | None = Field(None, max_length=150, description="Sends of that week to find minutes for.")


class CurveView(View):
    """Value by hour and weekday, 1 = average."""

    hours: list[float]
    weekdays: list[float]
    reliable: bool
    verdict: str
    messages: int
    lift_low: float | None
    lift_high: float | None


class TimedRow(View):
    """A send with its minute; `value` is what the planner's curve makes of that hour."""

    ref: str
    date: str
    time: str
    value: float
    parent_ref: str | None


class UnplacedRow(View):
    """A send without a place, and the HARD rule that keeps it out."""

    ref: str
    rule: str
    why: str


class BestTiming(CreatorAnswer):
    """Curves and minutes."""

    recent: CurveView
    planner: CurveView
    best_hours: list[int]
    sends: list[TimedRow]
    unplaced: list[UnplacedRow]


@tool(title="Best timing", slow=True)
def get_best_timing(session: Session, args: TimingArguments) -> BestTiming:
    """Show value by hour and weekday, of recent days and as the planner reads all history, and whether it can be trusted.

    A pattern counts where it holds on messages it was not learnt from; else the verdict is "no reliable pattern". Use
    this to ask when a page's fans buy, or with `sends` for the exact minute the planner gives them beside what stands
    in the week already: exactly those, so list follow-ups (ppv_followup), too. Next: save_schedule(items=...) takes
    ref, date, time and parent_ref.
    """
    from eros.estimate import recent_curve
    from eros.service.best_times import best_times
    from eros.service.planning import seed_for

    pool = session.pool(args.creator_id, args.week_start)
    problem, curve = pool.context.problem, pool.context.estimates.curve
    seed = seed_for(problem.creator.creator_id, args.week_start, None)
    found = best_times(pool, [send.asked(args.week_start) for send in args.sends or ()], seed)
    return BestTiming(
        **about(pool.context, UNITS),
        recent=_curve(recent_curve(problem, session.params, args.days_lookback)),
        planner=_curve(curve),
        best_hours=_best_hours(curve, set(session.params.rules.avoid_hours)),
        sends=[_timed(send, problem.clock) for send in found.timed],
        unplaced=[UnplacedRow(ref=send.ref, rule=send.rule, why=send.detail) for send in found.unplaced],
        next=_next(found),
    )


def _next(found: BestTimes) -> str:
    if found.unplaced:
        return "Move the unplaced sends to other days or drop them, then call get_best_timing(sends=...) again."
    if found.timed:
        return "save_schedule(creator_id, week_start, items=...) takes these refs, dates, times and parent_refs."
    return "get_best_timing with sends gives the minute of each; save_schedule without items times a whole week."


def _timed(send: TimedSend, clock: WeekClock) -> TimedRow:
    from eros.render.words import clock_time

    return TimedRow(
        ref=send.ref,
        date=clock.date_of(send.week_minute).isoformat(),
        time=clock_time(send.week_minute % 1440),
        value=round(send.multiplier, 3),
        parent_ref=send.parent_ref,
    )


def _best_hours(curve: Curve, closed: set[int]) -> list[int]:
    """The three best open hours, best first."""
    return sorted(set(range(24)) - closed, key=lambda hour: (-curve.hours[hour], hour))[:3]


def _curve(curve: Curve) -> CurveView:
    from eros.render.words import curve_verdict

    return CurveView(
        hours=[round(value, 3) for value in curve.hours],
        weekdays=[round(value, 3) for value in curve.weekdays],
        reliable=curve.reliable,
        verdict=curve_verdict(curve),
        messages=curve.n,
        lift_low=_rounded(curve.lift_low),
        lift_high=_rounded(curve.lift_high),
    )


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
