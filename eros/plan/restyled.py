"""PPV styles and texts of a week chosen together, where the plan settles the styles first, by turns, and then the texts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eros.plan.caption_relaxations import caption_relaxations
from eros.plan.retexted import retexted
from eros.plan.revised import revised_week
from eros.plan.rotation import ppv_sends
from eros.plan.style_orders import style_orders
from eros.plan.worth import worth_of
from eros.rules.soft.styles import ROTATION, SAME_STYLE
from eros.rules.timeline import live

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.catalogue import PpvStyle
    from eros.model.schedule import Schedule
    from eros.plan.retexted import Retexted
    from eros.rules.base import Context

__all__ = ["restyled"]

ROUNDING_CENTS = 1.0


def restyled(context: Context, week: Schedule) -> Schedule:
    """The week with the texts and the order of PPV styles that are worth most together; as it is where it has them.

    One exact program chooses both, over the orders that could pay; only what a follow-up says of its parent's style has no
    price there, so texts are chosen once more for the order found. What is out, stands already or is pinned keeps its style,
    all times stay, and every HARD rule holds.
    """
    kept = retexted(context, week)
    best = _better(context, week, kept)
    free = _free(context, week)
    bare = _styled(week, dict.fromkeys(free))
    gain = retexted(context, bare).choice.stage.objective_cents - kept.choice.stage.objective_cents
    paid = sum(warning.price_cents for warning in week.warnings if warning.rule in (ROTATION.id, SAME_STYLE.id))
    orders = style_orders(context, live(bare), free, (gain + paid + ROUNDING_CENTS) / worth_of(context).unit)
    if orders is None:
        return best
    styled = _styled(week, retexted(context, bare, orders=orders).choice.styles)
    return _better(context, best, retexted(context, styled))


def _better(context: Context, week: Schedule, found: Retexted) -> Schedule:
    """The week of these sends with what it says of its texts, where it is lawful and worth more; else the week."""
    other, broken = revised_week(context, week, found.sends)
    if broken or other.objective_cents <= week.objective_cents:
        return week
    said = {send.ref: send.caption_id for send in week.sends}
    changed = [send for send in other.sends if send.caption_id != said[send.ref]]
    kept = (found.choice.stage if stage.name == found.choice.stage.name else stage for stage in week.stages[:-1])
    return replace(
        other,
        stages=(*kept, other.stages[-1]),
        relaxations=(*other.relaxations, *caption_relaxations(context, changed)),
    )


def _free(context: Context, week: Schedule) -> frozenset[str]:
    """The PPVs, by ref, whose styles the plan gave them and may change."""
    fixed = {send.ref for send in context.problem.committed} | {pin.ref for pin in context.problem.wishes.pinned}
    ppv = (send for send in ppv_sends(context, week.sends) if send.ppv_style is not None)
    return frozenset(s.ref for s in ppv if s.status == "planned" and not s.pinned and s.ref not in fixed)


def _styled(week: Schedule, styles: Mapping[str, PpvStyle | None]) -> Schedule:
    """The week with these styles, by ref; not reckoned."""
    sends = (send.with_(ppv_style=styles[send.ref]) if send.ref in styles else send for send in week.sends)
    return replace(week, sends=tuple(sends))
