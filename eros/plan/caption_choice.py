"""Which text: what each send may say, the best assignment of captions, and what it lacked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from eros.model.schedule import Shortfall, Stage
from eros.plan.caption_board import Demand
from eros.plan.caption_menus import Menus
from eros.plan.caption_model import Assignment
from eros.plan.caption_texts import TextPrices
from eros.rules.soft.lengths import length_room, other_lengths

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from eros.model.catalogue import PpvStyle
    from eros.model.schedule import Send
    from eros.plan.pool import CaptionPool, Option
    from eros.plan.style_orders import StyleOrders
    from eros.rules.base import Context

__all__ = ["CaptionChoice", "choose_captions"]


@dataclass(frozen=True)
class CaptionChoice:
    """The chosen option by ref (sends without one are missing), what was proved, what is lacking, and styles by ref."""

    chosen: Mapping[str, Option]
    stage: Stage
    shortfalls: tuple[Shortfall, ...]
    styles: Mapping[str, PpvStyle]


def choose_captions(
    context: Context,
    pool: CaptionPool,
    unit: float,
    week: Sequence[Send],
    values: Mapping[str, float],
    *,
    barred: Mapping[str, Collection[int]] = MappingProxyType({}),
    orders: StyleOrders | None = None,
) -> CaptionChoice:
    """The texts that earn most in total, each at most once; `values` are cents by ref with an average caption.

    `barred` are ids of captions that a send, by ref, may not take. Sends that `orders` name have no style yet: the one order
    is chosen that is best with its texts.

    Only captions that no HARD rule forbids take part. Style, rest, repeated content and what the checks of texts find are
    priced; a send that finds no text stays and is reported as `needs_caption`.
    """
    texts = TextPrices(pool, unit)
    demands = [_open(demand, barred.get(demand.send.ref)) for demand in _demands(context, texts, week, values)]
    assigned = Assignment(context, texts, demands, _settled(pool, week), _length_room(context, week), orders).solve()
    chosen = {
        d.send.ref: d.menu.options.at(assigned.chosen[d.send.ref]) for d in demands if d.send.ref in assigned.chosen
    }
    return CaptionChoice(
        chosen,
        Stage("captions", assigned.objective, assigned.bound, assigned.nodes),
        _missing([demand.send for demand in demands], chosen),
        assigned.styles,
    )


def _open(demand: Demand, barred: Collection[int] | None) -> Demand:
    """The demand without the captions it may not take."""
    if not barred:
        return demand
    options = demand.menu.options
    return replace(demand, menu=demand.menu.where(~np.isin(options.bank.ids[options.rows], sorted(barred))))


def _demands(context: Context, texts: TextPrices, week: Sequence[Send], values: Mapping[str, float]) -> list[Demand]:
    """The sends that wait for a text."""
    types, menus = context.problem.catalogue.send_types, Menus(texts, week)
    waiting = [send for send in week if send.status == "planned" and send.caption_text is None]
    kinds = [types[send.send_type] for send in waiting]
    return [
        Demand(send, values[send.ref], menus.of(send), kind.requires_media, kind.requires_price)
        for send, kind in zip(waiting, kinds, strict=True)
    ]


def _length_room(context: Context, week: Sequence[Send]) -> int:
    """How many of the texts still to be chosen may have another length than the best (rule `length`)."""
    standing = [send for send in week if send.stands]
    other, priced = other_lengths(standing, context)
    return max(0, length_room(priced, context.params) - len(other))


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
