"""What a week's captions break of what is preferred, each break with its price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.model.schedule import Relaxation, Warning_
from eros.rules.captions import days_of_rest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eros.model.caption import Caption
    from eros.model.schedule import Send
    from eros.rules.base import Context

    Said = Sequence[tuple[Send, Caption]]

__all__ = ["caption_relaxations", "caption_warnings"]


def caption_warnings(context: Context, unit: float, said: Said, week: Sequence[Send]) -> tuple[Warning_, ...]:
    """Style, rest and repeated content of the captions `said`, priced in the page's median send value `unit` (cents).

    `week` is every send of the week, those of `said` with or without their captions.
    """
    return (*_of_one(context, unit, said), *_of_repeats(context, unit, said, week))


def caption_relaxations(context: Context, said: Said) -> tuple[Relaxation, ...]:
    """Captions that are not of their send type's first caption type, or rested less than they should."""
    return tuple(_relaxed(context, said))


def _of_one(context: Context, unit: float, said: Said) -> Iterator[Warning_]:
    plan, reuse_days = context.params.plan, context.estimates.reuse_days
    for send, caption in said:
        if caption.ppv_style and send.ppv_style and caption.ppv_style != send.ppv_style:
            detail = "the caption's style is not the one the rotation gives this send"
            yield Warning_("same-style", (send.ref,), round(plan.style_mismatch_price * unit, 2), detail)
        if _is_tired(context, send, caption):
            detail = f"the caption rests less than {reuse_days} days"
            yield Warning_("reuse", (send.ref,), round(plan.reuse_price * unit, 2), detail)


def _of_repeats(context: Context, unit: float, said: Said, week: Sequence[Send]) -> Iterator[Warning_]:
    plan, types = context.params.plan, context.problem.catalogue.send_types
    contents = {send.ref: caption.content_type for send, caption in said}
    shown: dict[tuple[str, int | None], list[str]] = {}
    priced: set[tuple[str, int | None]] = set()
    for send in week:
        content = contents.get(send.ref, send.content_type)
        if content is not None and types[send.send_type].requires_media:
            for day in (send.day, None):
                shown.setdefault((content, day), []).append(send.ref)
                if send.ref in contents:
                    priced.add((content, day))
    for (content, day), refs in sorted(shown.items(), key=lambda item: (item[0][0], item[0][1] is None, item[0][1])):
        limit = plan.content_per_week if day is None else plan.content_per_day
        if len(refs) > limit and (content, day) in priced:
            price = plan.content_repeat_price * unit * (len(refs) - limit)
            span = "a week" if day is None else "a day"
            yield Warning_("content-repeat", tuple(refs), round(price, 2), f"{content} more than {limit} times {span}")


def _relaxed(context: Context, said: Said) -> Iterator[Relaxation]:
    types = context.problem.catalogue.send_types
    for send, caption in said:
        first = types[send.send_type].caption_types[0]
        if caption.caption_type != first:
            yield Relaxation("caption-type", first, caption.caption_type, (send.ref,))
        if _is_tired(context, send, caption):
            rest = days_of_rest(caption.caption_id, context, context.problem.clock.date_of(send.week_minute))
            yield Relaxation("reuse", context.estimates.reuse_days, rest or 0, (send.ref,))


def _is_tired(context: Context, send: Send, caption: Caption) -> bool:
    rest = days_of_rest(caption.caption_id, context, context.problem.clock.date_of(send.week_minute))
    return rest is not None and rest < context.estimates.reuse_days
