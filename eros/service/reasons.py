"""Why a saved week and its sends are what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.errors import ConflictError
from eros.model.reasons import SendReasons
from eros.plan.binding import held
from eros.plan.costs import caption_costs, dearest, rule_costs, wish_costs
from eros.plan.draft import draft_week, input_of
from eros.plan.pool import CaptionPool
from eros.plan.revised import revised_week
from eros.plan.second_best import other_caption, other_minute
from eros.service.weeks import context_of

if TYPE_CHECKING:
    from eros.model.reasons import RuleCosts
    from eros.model.schedule import Schedule
    from eros.params import Params
    from eros.ports import Store

__all__ = ["send_reasons", "week_costs"]


def send_reasons(store: Store, week: Schedule, ref: str, params: Params) -> SendReasons:
    """The terms of a send, what would be second best for it and the rules that bind it, by the data of the week's clock.

    The week is reckoned anew first, so that what is compared was reckoned alike. Raises ConflictError for a send that is
    not there or reaches nobody.
    """
    context = context_of(store, week, params)
    found = week.by_ref(ref)
    if found is None or not found.stands:
        what = f"has no send {ref!r}" if found is None else f"lists {ref} as {found.status}: it reaches nobody"
        raise ConflictError(f"{week.schedule_id} {what}. `eros show {week.schedule_id}` names its sends.")
    whole, broken = revised_week(context, week, week.sends)
    send = whole.by_ref(ref)
    if broken or send is None:
        send, whole = found, week
    return SendReasons(
        week,
        send,
        caption=other_caption(context, whole, send),
        minute=other_minute(context, whole, send),
        held=held(context, whole, send),
    )


def week_costs(store: Store, week: Schedule, params: Params, *, every: bool = False) -> RuleCosts:
    """What the rules cost the allocation of a saved week; with `every` also its wishes, and the rules on captions."""
    context = context_of(store, week, params)
    draft = draft_week(input_of(CaptionPool(context), week.seed))
    costs = rule_costs(draft.given, draft.allocation.stage)
    if not every:
        return costs
    return dearest(
        [*costs.costs, *wish_costs(draft.given), *caption_costs(context, week)],
        costs.open_cents,
    )
