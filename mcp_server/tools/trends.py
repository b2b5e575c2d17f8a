"""How a page does: trends and content tiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from eros.model.daily import Metric
from eros.model.estimates import Tier
from eros.model.schedule import Zone
from mcp_server.inputs import Arguments, CreatorId
from mcp_server.registry import tool
from mcp_server.session import Session
from mcp_server.views import CreatorAnswer, ShareView, View, about, rounded, share_view

if TYPE_CHECKING:
    from eros.model.daily import Change
    from eros.model.estimates import Ranking
    from eros.model.problem import Problem

__all__ = ["get_content_type_rankings", "get_performance_trends"]

Period = Literal["7d", "14d", "30d"]
Timeframe = Literal["auto", "30d", "180d", "365d", "all"]

WINDOWS: dict[Timeframe, int | None] = {"auto": None, "30d": 30, "180d": 180, "365d": 365, "all": 0}
"""Days by timeframe: those the planner tries for a tier, one after the other."""


class TrendsArguments(Arguments):
    """Which page, which days."""

    creator_id: CreatorId
    period: Period = Field("14d", description="Days compared with as many days before them.")


class TrendView(View):
    """A metric now and before."""

    metric: Metric
    now: ShareView
    before: ShareView
    change: float | None
    low: float | None
    high: float | None
    direction: Literal["up", "down", "no clear change", "unknown"]
    remark: str | None


class PerformanceTrends(CreatorAnswer):
    """How tired the audience is, and what changed."""

    zone: Zone
    confidence: float
    reason: str
    saturation: float | None
    opportunity: float | None
    size: str
    risk: str | None
    history_confidence: float
    planner_trend: float | None
    first_date: str
    last_date: str
    trends: list[TrendView]
    left_out: dict[str, str]


UNITS = (
    "zone, confidence (0-1), saturation, risk: the last 7 days against the same weekdays before. opportunity: 50 is level. "
    "Scores 0-100. planner_trend: value trend of 7, 14 and 30 days the volume goes by. history_confidence: 0-1 by a year's "
    "priced messages. now and before: revenue is cents, per recipient of sends that sell; views per recipient; sends and "
    "days are the n. change: share (0.1 is 10 % up) at an equal mix of send types. left_out: days not compared."
)


@tool(title="Performance trends")
def get_performance_trends(session: Session, args: TrendsArguments) -> PerformanceTrends:
    """Show how tired a page's audience is and how revenue, views and purchases per recipient changed, with intervals.

    Use this before deciding how much to send. Holidays and platform-wide slumps are left out; a change whose interval
    holds 0 is none. Next: get_content_type_rankings, or get_volume_config for what follows for the week.
    """
    from eros.service import trends

    context = session.study(args.creator_id)
    found = trends(session.store, context, int(args.period.removesuffix("d")))
    state = context.estimates.saturation
    known, judged = state.size != "NEW", state.zone != "UNKNOWN"
    return PerformanceTrends(
        **about(context, UNITS),
        zone=state.zone,
        saturation=rounded(state.score, 1) if judged else None,
        opportunity=rounded(state.opportunity, 1) if known else None,
        size=state.size,
        risk=state.risk if judged else None,
        confidence=round(state.confidence, 2),
        reason=state.reason,
        history_confidence=context.estimates.history_confidence,
        planner_trend=rounded(state.trend) if known else None,
        first_date=found.before.first.isoformat(),
        last_date=found.now.last.isoformat(),
        trends=[_trend(change) for change in found.changes],
        left_out={
            day.isoformat(): why for stretch in (found.before, found.now) for day, why in stretch.left_out.items()
        },
        next="get_volume_config(creator_id, week_start) shows what follows for the week's volume.",
    )


def _trend(change: Change) -> TrendView:
    direction: Literal["up", "down", "no clear change", "unknown"] = "unknown"
    if change.low is not None and change.high is not None:
        direction = "up" if change.low > 0 else "down" if change.high < 0 else "no clear change"
    return TrendView(
        metric=change.metric,
        now=share_view(change.now),
        before=share_view(change.before),
        change=rounded(change.change),
        low=rounded(change.low),
        high=rounded(change.high),
        direction=direction,
        remark=change.remark,
    )


class RankingsArguments(Arguments):
    """Which page, which messages."""

    creator_id: CreatorId
    timeframe: Timeframe = Field("auto", description="auto: per type the shortest window with enough messages.")


class RankingView(View):
    """A content type's tier."""

    content_type: str
    tier: Tier
    n: int
    rps_cents: float
    low_cents: float
    high_cents: float
    window_days: int | None
    in_vault: bool | None


class ContentTypeRankings(CreatorAnswer):
    """The tiers, best first."""

    total: int
    rankings: list[RankingView]
    never_sold: list[str]


RANK_UNITS = (
    "rps_cents: earnings per priced message, shrunk to the page's mean; n messages in window_days (null: all). UNKNOWN: "
    "fewer than {least} messages. AVOID is never planned. in_vault null: a purpose, which needs no vault. never_sold: held "
    "content without a priced message there."
)


@tool(title="Content type rankings")
def get_content_type_rankings(session: Session, args: RankingsArguments) -> ContentTypeRankings:
    """Rank what a page's priced messages showed by earnings per message: TOP, MID, LOW, AVOID, with n and interval.

    Use this when choosing content. The planner works with timeframe auto. Next: get_top_captions(creator_id,
    content_type=...) for texts, get_vault_availability for what the page holds.
    """
    from eros.service import rankings

    context = session.study(args.creator_id)
    found = rankings(context, WINDOWS[args.timeframe])
    return ContentTypeRankings(
        **about(context, RANK_UNITS.format(least=session.params.estimate.ranking_min_n)),
        total=len(found),
        rankings=[_ranking(ranking, context.problem) for ranking in found.values()],
        never_sold=sorted(context.problem.vault - set(found)),
        next="get_top_captions(creator_id, content_type=...) shows the texts for one."
        if found
        else "No priced message with a known content in this timeframe: try 'all', or plan with shipped priors.",
    )


def _ranking(ranking: Ranking, problem: Problem) -> RankingView:
    content = problem.catalogue.content_types[ranking.content_type]
    return RankingView(
        content_type=ranking.content_type,
        tier=ranking.tier,
        n=ranking.n,
        rps_cents=round(ranking.rps_cents, 1),
        low_cents=round(ranking.low_cents, 1),
        high_cents=round(ranking.high_cents, 1),
        window_days=ranking.window_days or None,
        in_vault=content.key in problem.vault if content.is_inventory else None,
    )
