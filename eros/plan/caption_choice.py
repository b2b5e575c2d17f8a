"""Which text: what each send may say, the best assignment of captions, and what it lacked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.model.schedule import Shortfall, Stage
from eros.plan.caption_model import Assignment, Demand, Menu

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from eros.model.schedule import Send
    from eros.plan.pool import CaptionPool, Option
    from eros.rules.base import Context

__all__ = ["CaptionChoice", "choose_captions"]


@dataclass(frozen=True)
class CaptionChoice:
    """The chosen option by ref (sends without one are missing), what was proved and what is lacking."""

    chosen: Mapping[str, Option]
    stage: Stage
    shortfalls: tuple[Shortfall, ...]


def choose_captions(
    context: Context, pool: CaptionPool, unit: float, week: Sequence[Send], values: Mapping[str, float]
) -> CaptionChoice:
    """The texts that earn most in total, each at most once; `values` are cents by ref with an average caption.

    Only captions that no HARD rule forbids take part. Style, rest and repeated content are priced; a send that finds no
    text stays and is reported as `needs_caption`.
    """
    demands = _demands(context, pool, unit, week, values)
    assigned = Assignment(context, unit, demands, _settled(pool, week)).solve()
    chosen = {
        d.send.ref: d.menu.options.at(assigned.chosen[d.send.ref]) for d in demands if d.send.ref in assigned.chosen
    }
    return CaptionChoice(
        chosen,
        Stage("captions", assigned.objective, assigned.bound, assigned.nodes),
        _missing([demand.send for demand in demands], chosen),
    )


def _demands(
    context: Context, pool: CaptionPool, unit: float, week: Sequence[Send], values: Mapping[str, float]
) -> list[Demand]:
    """The sends that wait for a text; those of one type, day and style share a menu."""
    types = context.problem.catalogue.send_types
    used = np.array(sorted({send.caption_id for send in week if send.caption_id is not None}), dtype=np.int64)
    menus: dict[tuple[str, int, str | None], Menu] = {}
    found = []
    for send in week:
        if send.status == "planned" and send.caption_text is None:
            alike = (send.send_type, send.day, send.ppv_style)
            if alike not in menus:
                menus[alike] = _menu(context, pool, unit, send, used)
            found.append(Demand(send, values[send.ref], menus[alike], types[send.send_type].requires_media))
    return found


def _menu(context: Context, pool: CaptionPool, unit: float, send: Send, used: NDArray[np.int64]) -> Menu:
    """What a send may say: options free on its date that no other send holds."""
    plan, on = context.params.plan, context.problem.clock.date_of(send.week_minute)
    options = pool.free(context.problem.catalogue.send_types[send.send_type], on)
    options = options.where(~np.isin(pool.bank.ids[options.rows], used))
    tired = options.rest_days(on) < context.estimates.reuse_days
    style = pool.bank.style[options.rows]
    mismatch = (style != "") & (style != send.ppv_style) & bool(send.ppv_style)
    weights = context.estimates.triggers.contents
    weight = np.array([weights.get(content, 1.0) for content in pool.bank.contents])
    price = unit * (plan.style_mismatch_price * mismatch + plan.reuse_price * tired)
    return Menu(options, price, weight[pool.bank.content[options.rows]])


def _settled(pool: CaptionPool, week: Sequence[Send]) -> Counter[tuple[int, int | None]]:
    """Sends with media that have their caption already, by content number and day, and by content number alone."""
    found = Counter[tuple[int, int | None]]()
    for send in week:
        content = pool.bank.contents.get(send.content_type or "")
        if send.caption_id is not None and send.media and content is not None:
            found.update(((content, send.day), (content, None)))
    return found


def _missing(sends: Sequence[Send], chosen: Mapping[str, Option]) -> tuple[Shortfall, ...]:
    lacking: dict[tuple[str, int], int] = {}
    for send in sends:
        if send.ref not in chosen:
            lacking[send.send_type, send.day] = lacking.get((send.send_type, send.day), 0) + 1
    detail = "no caption of the bank may stand here: write one or import more"
    return tuple(
        Shortfall(send_type, "needs_caption", count, detail, day) for (send_type, day), count in lacking.items()
    )
