"""SOFT rule on the distance between sends of one style group."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from eros.rules.soft.base import SoftRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.catalogue import Catalogue
    from eros.model.schedule import Send, Warning_
    from eros.params.plan import PlanParams
    from eros.rules.soft.base import Judged

__all__ = ["GROUP_GAP", "QUARTER", "group_price"]

QUARTER = 15


def group_price(group: str, catalogue: Catalogue, plan: PlanParams) -> float:
    """Send values that two sends of a group cost per quarter hour they start too close; follow-ups belong to parents."""
    kinds = [kind for kind in catalogue.send_types.values() if kind.style_group == group]
    if any(kind.is_followup for kind in kinds):
        return 0.0
    return plan.group_gap_price if any(kind.requires_price for kind in kinds) else plan.group_gap_price_free


def _close(judged: Judged) -> Iterator[Warning_]:
    """Sends of a group that follow one another in fewer quarter hours than the distance has; the later ones are named."""
    problem, plan = judged.context.problem, judged.context.params.plan
    wanted = plan.group_gap_minutes // QUARTER
    groups: dict[str, list[Send]] = {}
    for send in judged.live:
        groups.setdefault(judged.kind(send).style_group, []).append(send)
    for group, sends in groups.items():
        price = group_price(group, problem.catalogue, plan) * judged.unit
        starts = [problem.clock.elapsed_at(send.utc) // QUARTER for send in sends]
        lacking = [
            (send, wanted - end + start)
            for send, (start, end) in zip(sends[1:], pairwise(starts), strict=True)
            if end - start < wanted and not send.settled
        ]
        if price and lacking:
            detail = f"{len(lacking)} {group} sends less than {plan.group_gap_minutes} minutes after another"
            yield GROUP_GAP.broken([send for send, _ in lacking], price * sum(n for _, n in lacking), detail)


GROUP_GAP = SoftRule(
    "same-type-gap",
    None,
    "Sends of one style group keep a larger distance than they must",
    lambda p: (
        f"{p.plan.group_gap_minutes} minutes; {p.plan.group_gap_price:g} send values per quarter hour less, "
        f"{p.plan.group_gap_price_free:g} between sends without a price; follow-ups are none"
    ),
    _close,
)
