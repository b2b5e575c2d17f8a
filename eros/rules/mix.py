"""How many distinct send types a week must hold, and which AVOID types that excuses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eros.model.catalogue import CATEGORIES
from eros.model.schedule import Shortfall
from eros.rules.base import Rule, asked_once
from eros.rules.caps import DAYS, daily_room, rolling_room
from eros.rules.captions import is_avoided, standing_faults
from eros.rules.commerce import is_link_parent
from eros.rules.spacing import most_starts
from eros.rules.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from eros.model.catalogue import Category, SendType
    from eros.model.schedule import Schedule, Violation
    from eros.params import Params
    from eros.rules.base import Context

__all__ = [
    "DIVERSITY",
    "DiversityLimits",
    "diversity_limits",
    "excused_types",
    "is_avoid_type",
    "lacking_types",
    "mode_gap",
    "reachable_types",
]


@dataclass(frozen=True, slots=True)
class DiversityLimits:
    """Distinct send types a week needs, in all and by category; 0 where nothing is asked.

    `shortfalls` says which minimum of the rule counting lowered, and why.
    """

    total: int = 0
    revenue: int = 0
    engagement: int = 0
    retention: int = 0
    shortfalls: tuple[Shortfall, ...] = ()

    def of(self, category: Category) -> int:
        """The minimum of one category."""
        return {"revenue": self.revenue, "engagement": self.engagement, "retention": self.retention}[category]


@asked_once
def diversity_limits(context: Context) -> DiversityLimits:
    """The minima of rule `diversity` that counting does not rule out.

    Only weeks of 7 open days have any; category minima hold on paid pages. A type counts as reachable when the page may
    use it, its caps leave room beside the week before, there is content it could carry and a send it could hang on; so
    do types already sent or pinned. Hours that hold fewer sends than that lower the minima, revenue last; a cautious
    mode, whose sends stand further apart, fills them sooner.
    """
    if len(context.problem.open_days) < len(DAYS):
        return DiversityLimits()
    room = _room(context)
    wanted = _wanted(context)
    obstacles = _obstacles(context)
    types = context.problem.catalogue.send_types
    by_category = Counter(types[key].category for key, obstacle in obstacles.items() if obstacle is None)
    limits, left = {}, room
    for category in CATEGORIES:
        limits[category] = min(wanted[category], by_category[category], left)
        left -= limits[category]
    total = min(context.params.rules.diversity_total, by_category.total(), room)
    asked = [(f"{c} types", wanted[c], limits[c], [k for k in types if types[k].category == c]) for c in CATEGORIES]
    asked.append(("types", context.params.rules.diversity_total, total, list(types)))
    shortfalls = tuple(
        Shortfall(
            f"distinct {name}",
            "diversity",
            want - limit,
            f"{want} distinct {name} are wanted, {limit} can be had; {_cause(obstacles, keys, room, want)}",
        )
        for name, want, limit, keys in asked
        if limit < want
    )
    return DiversityLimits(total, limits["revenue"], limits["engagement"], limits["retention"], shortfalls)


def mode_gap(context: Context) -> int:
    """Minutes the wished mode adds to the distances the planner keeps."""
    plan = context.params.plan
    added = {"optimize": 0, "safe": plan.safe_gap_minutes, "conservative": plan.conservative_gap_minutes}
    return added[context.problem.wishes.mode]


def is_avoid_type(send_type: SendType, context: Context) -> bool:
    """True for a send type of tier AVOID on this page."""
    estimate = context.estimates.types.get(send_type.key)
    return estimate is not None and estimate.tier == "AVOID"


def excused_types(context: Context) -> frozenset[str]:
    """AVOID types the diversity minimum needs: each may be sent once in the week, all other AVOID types never.

    The least bad are excused: pinned ones first, then by expected cents per recipient, then in catalogue order.
    """
    limits = diversity_limits(context)
    reachable = reachable_types(context)
    sent = {send.send_type for send in context.problem.committed if send.stands}
    avoided = [t for t in reachable.values() if is_avoid_type(t, context) and t.key not in sent]
    avoided.sort(key=lambda send_type: _badness(send_type, context))
    good = Counter(t.category for t in reachable.values()) - Counter(t.category for t in avoided)
    excused: list[SendType] = []
    for category in CATEGORIES:
        need = max(0, limits.of(category) - good[category])
        excused += [t for t in avoided if t.category == category][:need]
    need = max(0, limits.total - good.total() - len(excused))
    excused += [t for t in avoided if t not in excused][:need]
    return frozenset(t.key for t in excused)


def _wanted(context: Context) -> Mapping[Category, int]:
    rules = context.params.rules
    if context.problem.creator.page_type != "paid":
        return dict.fromkeys(CATEGORIES, 0)
    return {
        "revenue": rules.diversity_revenue,
        "engagement": rules.diversity_engagement,
        "retention": rules.diversity_retention,
    }


def reachable_types(context: Context) -> dict[str, SendType]:
    """Types that could stand in the week, by key, in catalogue order."""
    types = context.problem.catalogue.send_types
    return {key: types[key] for key, obstacle in _obstacles(context).items() if obstacle is None}


@asked_once
def _obstacles(context: Context) -> Mapping[str, str | None]:
    """What keeps each type of the catalogue out of the week, None where nothing does, in catalogue order."""
    problem, types = context.problem, context.problem.catalogue.send_types
    fixed = {send.send_type for send in problem.committed if send.stands}
    fixed |= {pin.send_type for pin in problem.wishes.pinned}
    found = {key: None if key in fixed else _own_obstacle(t, context) for key, t in types.items()}
    parents = [t for key, t in types.items() if found[key] is None and not is_avoid_type(t, context)]
    can_follow = context.params.rules.followups_per_day > 0 and any(t.followup_parent for t in parents)
    can_link = any(is_link_parent(t) for t in parents)
    for key, send_type in types.items():
        hangs = (send_type.is_followup and not can_follow) or (send_type.is_link_drop and not can_link)
        if hangs and key not in fixed and found[key] is None:
            found[key] = "no send to hang on"
    return found


def _own_obstacle(send_type: SendType, context: Context) -> str | None:
    """What keeps a type out whatever else is sent."""
    problem = context.problem
    if problem.creator.page_type not in send_type.page_types:
        return f"not for {problem.creator.page_type} pages"
    if send_type.key in problem.wishes.blocked_types:
        return "blocked"
    if not _has_room(send_type, context):
        return "its caps are used up"
    if not _has_content(send_type, context):
        return "neither the vault nor a caption has content it may carry"
    return None


def _room(context: Context) -> int:
    """Sends the open hours of the week hold as far apart as rules and mode want, a few an hour, with those that stand."""
    rules, problem = context.params.rules, context.problem
    hours = tuple(h for h in range(24) if h not in rules.avoid_hours and h not in problem.wishes.closed_hours)
    starts = most_starts(hours, rules.min_gap_minutes + mode_gap(context), rules.max_per_hour)
    return starts * len(problem.open_days) + len(problem.committed) + len(problem.wishes.pinned)


def _cause(obstacles: Mapping[str, str | None], keys: Sequence[str], room: int, want: int) -> str:
    told = [f"the open hours hold {room} sends"] if room < want else []
    causes = _causes(obstacles, keys)
    return "; ".join([*told, *([f"out of reach: {causes}"] if causes else [])])


def _causes(obstacles: Mapping[str, str | None], keys: Sequence[str]) -> str:
    """The types among `keys` that something keeps out, by what it is."""
    causes: dict[str, list[str]] = {}
    for key in keys:
        if (obstacle := obstacles[key]) is not None:
            causes.setdefault(obstacle, []).append(key)
    return "; ".join(f"{', '.join(named)} ({cause})" for cause, named in causes.items())


def _has_room(send_type: SendType, context: Context) -> bool:
    """True when the caps leave at least one day."""
    full = {day for window in rolling_room(context, send_type) if window.room == 0 for day in window.days}
    return any(room > 0 and day not in full for day, room in enumerate(daily_room(context, send_type)))


def _has_content(send_type: SendType, context: Context) -> bool:
    """True unless the type needs media and neither the vault nor a caption of its own offers any."""
    if not send_type.requires_media or any(not is_avoided(key, context) for key in context.problem.vault):
        return True
    return any(
        caption.caption_type in send_type.caption_types and not standing_faults(caption, context, needs_media=True)
        for caption in context.problem.captions.values()
    )


def _badness(send_type: SendType, context: Context) -> tuple[bool, float, float]:
    estimate = context.estimates.types[send_type.key]
    pinned = any(pin.send_type == send_type.key for pin in context.problem.wishes.pinned)
    return (not pinned, -estimate.purchase_rate.mean * estimate.reference_price_cents, -estimate.view_rate.mean)


def lacking_types(context: Context, present: Collection[str]) -> dict[str, tuple[int, int]]:
    """What a week of these types has too few of, as `types` or `<category> types`: how many there are, how many it needs."""
    limits, types = diversity_limits(context), context.problem.catalogue.send_types
    by_category = Counter(types[key].category for key in present)
    counts = {"types": (len(present), limits.total)}
    counts |= {f"{category} types": (by_category[category], limits.of(category)) for category in CATEGORIES}
    return {name: (count, least) for name, (count, least) in counts.items() if count < least}


def _too_uniform(schedule: Schedule, context: Context) -> Iterator[Violation]:
    present = {item.send_type.key for item in timeline(schedule, context) if item.send.day >= 0}
    missing = [key for key in reachable_types(context) if key not in present]
    for name, (count, least) in lacking_types(context, present).items():
        yield DIVERSITY.broken(
            (),
            f"{count} distinct {name}, at least {least} are needed",
            f"add for instance {', '.join(missing[:3])}",
        )


def _limit(params: Params) -> str:
    rules = params.rules
    return (
        f"{rules.diversity_total} distinct types in a week of 7 open days; on paid pages {rules.diversity_revenue} "
        f"revenue, {rules.diversity_engagement} engagement, {rules.diversity_retention} retention; "
        "the reachable maximum where counting proves less"
    )


DIVERSITY = Rule("diversity", "3.3", "A full week holds many distinct send types", _limit, _too_uniform)
