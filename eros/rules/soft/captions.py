"""SOFT rules on which caption stands where: style, rest, repeated content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eros.rules.captions import days_of_rest
from eros.rules.soft.base import SoftRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from eros.model.schedule import Send, Warning_
    from eros.rules.base import Context
    from eros.rules.soft.base import Judged

    Mask = NDArray[np.bool_]

__all__ = ["CAPTION_STYLE", "CONTENT_REPEAT", "REUSE", "is_tired", "other_style", "short_rest"]


def other_style(styles: ArrayLike, wanted: str | None) -> Mask:
    """Which captions are of another style than a send's; a caption ("") or a send (None) without style takes any."""
    own = np.asarray(styles)
    return np.asarray((own != "") & (own != wanted) & (wanted is not None))


def short_rest(rest_days: ArrayLike, context: Context) -> Mask:
    """Which captions rest less than the page's reuse days; inf = never used."""
    return np.asarray(np.asarray(rest_days) < context.estimates.reuse_days)


def is_tired(send: Send, context: Context) -> bool:
    """Whether the send's caption has rested less than the page's reuse days (rule `reuse`)."""
    if send.caption_id is None:
        return False
    rest = days_of_rest(send.caption_id, context, context.problem.clock.date_of(send.week_minute))
    return rest is not None and bool(short_rest(rest, context))


def _other_style(judged: Judged) -> Iterator[Warning_]:
    price = judged.context.params.plan.style_mismatch_price * judged.unit
    for send in judged.live:
        caption = judged.context.problem.captions.get(send.caption_id or 0)
        if caption and other_style(caption.ppv_style or "", send.ppv_style):
            detail = "the caption's style is not the one the rotation gives this send"
            yield CAPTION_STYLE.broken([send], price, detail)


def _short_rest(judged: Judged) -> Iterator[Warning_]:
    price = judged.context.params.plan.reuse_price * judged.unit
    for send in judged.live:
        if is_tired(send, judged.context):
            detail = f"the caption rests less than {judged.context.estimates.reuse_days} days"
            yield REUSE.broken([send], price, detail)


def _repeated_content(judged: Judged) -> Iterator[Warning_]:
    plan = judged.context.params.plan
    shown: dict[tuple[str, int], list[Send]] = {}
    for send in judged.live:
        if send.content_type is not None and judged.kind(send).requires_media:
            for span in (send.day, _WEEK):
                shown.setdefault((send.content_type, span), []).append(send)
    for (content, span), sends in sorted(shown.items()):
        limit = plan.content_per_week if span == _WEEK else plan.content_per_day
        if len(sends) > limit:
            price = plan.content_repeat_price * judged.unit * (len(sends) - limit)
            times = "a week" if span == _WEEK else "a day"
            yield CONTENT_REPEAT.broken(sends, price, f"{content} more than {limit} times {times}")


_WEEK = 7

CAPTION_STYLE = SoftRule(
    "caption-style",
    "1.2",
    "A caption has the style the rotation gives its send",
    lambda p: f"a caption without style fits all; {p.plan.style_mismatch_price:g} send values each",
    _other_style,
)
REUSE = SoftRule(
    "reuse",
    None,
    "A caption rests for the page's reuse days",
    lambda p: (
        f"{min(p.estimate.reuse_days)}-{max(p.estimate.reuse_days)} days by history confidence, never below rule "
        f"`freshness`; {p.plan.reuse_price:g} send values each"
    ),
    _short_rest,
)
CONTENT_REPEAT = SoftRule(
    "content-repeat",
    None,
    "One content type is not shown too often",
    lambda p: (
        f"{p.plan.content_per_day} a day, {p.plan.content_per_week} a week, sends with media only; "
        f"{p.plan.content_repeat_price:g} send values per repeat"
    ),
    _repeated_content,
)
