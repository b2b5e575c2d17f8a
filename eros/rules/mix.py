"""How many distinct send types a week must hold, and which AVOID types that excuses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eros.model.catalogue import CATEGORIES
from eros.model.schedule import Shortfall
from eros.rules.base import Rule
from eros.rules.caps import DAYS, daily_room, rolling_room
from eros.rules.captions import is_avoided, standing_faults
from eros.rules.commerce import is_link_parent
from eros.rules.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eros.model.catalogue import Category, SendType
    from eros.model.schedule import Schedule, Violation
    from eros.params import Params
    from eros.rules.base import Context

__all__ = ["DIVERSITY", "DiversityLimits", "diversity_limits", "excused_types", "is_avoid_type"]


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


def diversity_limits(context: Context) -> DiversityLimits:
    """The minima of rule `diversity` that counting does not rule out.

    Only weeks of 7 open days have any; category minima hold on paid pages. A type counts as reachable when the page may
    use it, its caps leave room beside the week before, there is content it could carry and a send it could hang on; so
    do types already sent or pinned.
    """
    if len(context.problem.open_days) < len(DAYS):
        return DiversityLimits()
    wanted = _wanted(context)
    reachable = _reachable(context)
    by_category = Counter(send_type.category for send_type in reachable.values())
    total = min(context.params.rules.diversity_total, len(reachable))
    limits = {category: min(wanted[category], by_category[category]) for category in CATEGORIES}
    lowered = [(f"{name} types", wanted[name], limits[name]) for name in CATEGORIES]
    lowered.append(("types", context.params.rules.diversity_total, total))
    shortfalls = tuple(
        Shortfall(
            f"distinct {name}",
            "diversity",
            want - limit,
            f"{want} distinct {name} are wanted, but page type, blocks, caps, vault and AVOID leave {limit}",
        )
        for name, want, limit in lowered
        if limit < want
    )
    return DiversityLimits(total, limits["revenue"], limits["engagement"], limits["retention"], shortfalls)


def is_avoid_type(send_type: SendType, context: Context) -> bool:
    """True for a send type of tier AVOID on this page."""
    estimate = context.estimates.types.get(send_type.key)
    return estimate is not None and estimate.tier == "AVOID"


def excused_types(context: Context) -> frozenset[str]:
    """AVOID types the diversity minimum needs: each may be sent once in the week, all other AVOID types never.

    The least bad are excused: pinned ones first, then by expected cents per recipient, then in catalogue order.
    """
    limits = diversity_limits(context)
    reachable = _reachable(context)
    sent = {send.send_type for send in context.problem.committed if send.status != "cancelled"}
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


def _reachable(context: Context) -> dict[str, SendType]:
    """Types that could stand in the week, by key, in catalogue order."""
    problem = context.problem
    fixed = {send.send_type for send in problem.committed if send.status != "cancelled"}
    fixed |= {pin.send_type for pin in problem.wishes.pinned}
    free = {t.key for t in problem.send_types if _has_room(t, context) and _has_content(t, context)}
    usable = [t for key, t in problem.catalogue.send_types.items() if key in fixed | free]
    parents = [t for t in usable if not is_avoid_type(t, context)]
    can_follow = context.params.rules.followups_per_day > 0 and any(t.followup_parent for t in parents)
    can_link = any(is_link_parent(t) for t in parents)
    reachable = {}
    for send_type in usable:
        hangs = (send_type.is_followup and not can_follow) or (send_type.is_link_drop and not can_link)
        if send_type.key in fixed or not hangs:
            reachable[send_type.key] = send_type
    return reachable


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


def _too_uniform(schedule: Schedule, context: Context) -> Iterator[Violation]:
    limits = diversity_limits(context)
    present = {item.send_type.key: item.send_type for item in timeline(schedule, context) if item.send.day >= 0}
    missing = [key for key in _reachable(context) if key not in present]
    for name, limit, count in (
        ("types", limits.total, len(present)),
        *((f"{c} types", limits.of(c), sum(t.category == c for t in present.values())) for c in CATEGORIES),
    ):
        if count < limit:
            yield DIVERSITY.broken(
                (),
                f"{count} distinct {name}, at least {limit} are needed",
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
