"""SOFT rule on campaigns: how many in a week and in a month, and how far apart those of a kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from eros.model.campaign import CAMPAIGNS, DESCRIPTIVE_BUMP, GAME, WALL
from eros.rules.base import asked_once
from eros.rules.mix import is_avoid_type
from eros.rules.soft.base import SoftRule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from eros.model.campaign import Campaign
    from eros.model.catalogue import SendType
    from eros.model.schedule import Send, Warning_
    from eros.params import Params
    from eros.rules.base import Context
    from eros.rules.soft.base import Judged

__all__ = [
    "CAMPAIGN",
    "Limit",
    "Span",
    "campaign_limits",
    "campaign_of",
    "campaign_types",
    "wanted_campaigns",
]

DAYS = range(7)


@dataclass(frozen=True, slots=True)
class Span:
    """Days of the week (0 = Monday) and how many campaigns they may hold beside those before the week."""

    days: range
    bound: int


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit on campaigns of some kinds: the worst of its spans counts.

    `sign` 1: no more than a span's bound, -1: no fewer; `price` in send values for each one beyond.
    """

    said: str
    kinds: Collection[Campaign]
    sign: int
    price: float
    spans: tuple[Span, ...]

    def beyond(self, counts: Counter[tuple[int, Campaign]]) -> tuple[int, Span]:
        """How many campaigns too many (or too few) the worst span holds, by campaigns per (day, kind)."""
        return max(
            (
                (
                    max(
                        0, self.sign * (sum(counts[day, kind] for day in span.days for kind in self.kinds) - span.bound)
                    ),
                    span,
                )
                for span in self.spans
            ),
            key=lambda found: found[0],
        )


def campaign_types(campaign: Campaign, context: Context) -> tuple[SendType, ...]:
    """The send types that can be a campaign of this kind on this page, this week.

    A game post is `spin` or `other_game` by its game kind; a bundle on the wall is `bundle_wall`; a descriptive bump on
    the wall is `descriptive_wall` where the plan or a person says so, and an ordinary bump otherwise.
    """
    return tuple(
        t
        for t in context.problem.send_types
        if not is_avoid_type(t, context) and WALL in (t.channel, t.channel_alt) and _can_be(t, campaign)
    )


def _can_be(send_type: SendType, campaign: Campaign) -> bool:
    match campaign:
        case "descriptive_wall":
            return send_type.key == DESCRIPTIVE_BUMP
        case "bundle_wall":
            return send_type.style_group == "bundle"
        case _:
            return send_type.key == GAME


def campaign_of(send: Send, context: Context) -> Campaign | None:
    """The campaign a send is: by type, channel and game kind, a descriptive bump on the wall where it was named one."""
    kind = context.problem.catalogue.send_types.get(send.send_type)
    if kind is None:
        return None
    if kind.key == GAME:
        return "spin" if send.game_kind == next(iter(context.params.mix.game_weights)) else "other_game"
    if send.channel != WALL:
        return None
    if kind.style_group == "bundle":
        return "bundle_wall"
    return "descriptive_wall" if kind.key == DESCRIPTIVE_BUMP and send.campaign == "descriptive_wall" else None


@asked_once
def wanted_campaigns(context: Context) -> tuple[Campaign, ...]:
    """The kinds this page can have this week; a weekly game that clearly loses is not asked for."""
    weekly = next(iter(context.params.mix.game_weights))
    loses = weekly in context.estimates.games and context.estimates.games[weekly].loses
    return tuple(kind for kind in CAMPAIGNS if campaign_types(kind, context) and not (kind == "spin" and loses))


@asked_once
def campaign_limits(context: Context) -> tuple[Limit, ...]:
    """Every limit of the rule for this week; none where the page can have no campaign."""
    mix, kinds = context.params.mix, wanted_campaigns(context)
    if not kinds:
        return ()
    limits = []
    if mix.campaign_price:
        limits += [*_weekly(context), *_monthly(context)]
    if mix.cadence_price:
        limits += [limit for kind in kinds if kind in mix.campaign_days for limit in _cadence(context, kind)]
    return tuple(limit for limit in limits if limit.spans)


def _weekly(context: Context) -> Iterator[Limit]:
    mix = context.params.mix
    wanted = round(mix.campaigns_per_week * len(context.problem.open_days) / 7)
    week = (Span(DAYS, wanted),)
    yield Limit(f"fewer than {wanted} campaigns in the week", CAMPAIGNS, -1, mix.campaign_price, week)
    yield Limit(f"more than {wanted} campaigns in the week", CAMPAIGNS, 1, mix.campaign_price, week)


def _monthly(context: Context) -> Iterator[Limit]:
    """Windows that end on a day of this week. The fewest shrink with the days that no saved week covers."""
    mix, past = context.params.mix, _past(context)
    length, (least, most) = mix.campaign_window_days, mix.campaigns_in_window
    few, many = [], []
    for last in DAYS:
        window = range(last - length + 1, last + 1)
        before = sum(past[day, kind] for day in window for kind in CAMPAIGNS)
        covered = sum(_is_covered(day, context) for day in window)
        few.append(Span(range(last + 1), least * covered // length - before))
        many.append(Span(range(last + 1), max(0, most - before)))
    said = f"campaigns in {length} days"
    yield Limit(f"fewer than {least} {said}", CAMPAIGNS, -1, mix.campaign_price, tuple(s for s in few if s.bound > 0))
    yield Limit(f"more than {most} {said}", CAMPAIGNS, 1, mix.campaign_price, tuple(many))


def _cadence(context: Context, kind: Campaign) -> Iterator[Limit]:
    """At most one in any stretch of the fewest days, at least one in any of the most days that saved weeks cover."""
    mix, past = context.params.mix, _past(context)
    low, high = mix.campaign_days[kind]
    early, late = [], []
    for last in DAYS:
        short, long = range(last - low + 1, last + 1), range(last - high + 1, last + 1)
        early.append(Span(_own(short), max(0, 1 - sum(past[day, kind] for day in short))))
        if all(_is_covered(day, context) for day in long) and not sum(past[day, kind] for day in long):
            late.append(Span(_own(long), 1))
    yield Limit(f"a {kind} campaign less than {low} days after another", (kind,), 1, mix.cadence_price, tuple(early))
    yield Limit(f"no {kind} campaign for {high} days", (kind,), -1, mix.cadence_price, tuple(late))


def _own(stretch: range) -> range:
    return range(max(0, stretch.start), stretch.stop)


def _past(context: Context) -> Counter[tuple[int, Campaign]]:
    monday = context.problem.week_start
    return Counter(((past.on - monday).days, past.campaign) for past in context.problem.memory.campaigns)


def _is_covered(day: int, context: Context) -> bool:
    """True for a day of this week or of a saved one, whose campaigns are known."""
    if day >= 0:
        return True
    date = context.problem.week_start + timedelta(days=day)
    return date - timedelta(days=date.weekday()) in context.problem.memory.weeks


def _campaigns(judged: Judged) -> Iterator[Warning_]:
    sends = [send for send in judged.live if send.campaign is not None]
    counts = Counter((send.day, send.campaign) for send in sends if send.campaign is not None)
    for limit in campaign_limits(judged.context):
        number, span = limit.beyond(counts)
        if number:
            yield CAMPAIGN.broken(
                _guilty(sends, limit, span),
                number * limit.price * judged.unit,
                f"{limit.said}: {number} beyond" if limit.sign > 0 else f"{limit.said}: {number} lacking",
            )


def _guilty(sends: Collection[Send], limit: Limit, span: Span) -> list[Send]:
    return [send for send in sends if limit.sign > 0 and send.day in span.days and send.campaign in limit.kinds]


def _limit(params: Params) -> str:
    mix = params.mix
    low, high = mix.campaigns_in_window
    apart = ", ".join(f"{kind} {a}-{b}" if a != b else f"{kind} {a}" for kind, (a, b) in mix.campaign_days.items())
    return (
        f"a campaign is a game post (`spin` for {next(iter(mix.game_weights))}, else `other_game`), a bundle on the wall "
        f"(`bundle_wall`), or a descriptive bump on the wall named one (`descriptive_wall`); {mix.campaigns_per_week} in a "
        f"week of 7 open days and {low}-{high} in any {mix.campaign_window_days} days that end in it, fewer where no saved "
        f"week covers them: {mix.campaign_price:g} send values each; days from one to the next: {apart}: "
        f"{mix.cadence_price:g} send values a kind"
    )


CAMPAIGN = SoftRule("campaigns", None, "Campaigns come steadily", _limit, _campaigns)
