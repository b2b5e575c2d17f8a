"""What HARD rules let pass but a person should see."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from eros.model.schedule import Warning_
from eros.rules.advice import advice
from eros.rules.drip import drip_notices
from eros.rules.timeline import live
from eros.rules.week import is_round_minute_exempt
from eros.text.content_match import match_content
from eros.text.patterns import first_match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.schedule import Schedule, Send
    from eros.rules.base import Context

__all__ = ["notices"]


def notices(schedule: Schedule, context: Context) -> tuple[Warning_, ...]:
    """Warnings without a price, in time order: disguised spelling, soft patterns, round minutes a person fixed; then advice.

    Sends already settled are left alone. Outfits nobody noted come before the advice.
    """
    of_sends = [
        notice
        for send in live(schedule)
        if not send.settled
        for notice in (*_of_text(send, context), *_of_time(send, context))
    ]
    return (
        *of_sends,
        *drip_notices(schedule, context),
        *_of_rare_winners(schedule, context),
        *advice(schedule, context),
    )


def _of_rare_winners(schedule: Schedule, context: Context) -> Iterator[Warning_]:
    """Content that earns well and is rarely sent, where this week has it less often than advised."""
    used = Counter(send.content_type for send in live(schedule))
    for winner in context.estimates.triggers.rare_winners:
        if used[winner.content_type] < winner.weekly_target:
            detail = (
                f"{winner.content_type} brings {winner.ratio:g} times the page's median message and went out "
                f"{winner.uses} times in a month: advised {winner.weekly_target} times a week, here "
                f"{used[winner.content_type]}"
            )
            yield Warning_("low-frequency-winners", (), 0.0, detail)


def _of_text(send: Send, context: Context) -> Iterator[Warning_]:
    if not send.caption_text:
        return
    hidden = match_content(send.caption_text, context.lacking).obfuscated
    if hidden:
        yield Warning_("content-match", (send.ref,), 0.0, f"obfuscated: the text seems to name {', '.join(hidden)}")
    pattern = first_match(send.caption_text, context.problem.restrictions.soft_patterns)
    if pattern is not None:
        yield Warning_("restrictions", (send.ref,), 0.0, f"the text matches {pattern!r}; review it")


def _of_time(send: Send, context: Context) -> Iterator[Warning_]:
    if send.minute % 60 in context.params.rules.round_minutes and is_round_minute_exempt(send, context):
        yield Warning_(
            "round-minute", (send.ref,), 0.0, f"fixed at the round time {send.minute // 60:02d}:{send.minute % 60:02d}"
        )
