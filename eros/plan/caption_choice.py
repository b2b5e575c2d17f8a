"""Which text: what each send may say, the best assignment of captions, and what it broke or lacked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.model.schedule import Relaxation, Shortfall, Stage, Warning_
from eros.plan.caption_model import Assignment, Demand, Menu

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from eros.model.schedule import Send
    from eros.plan.pool import CaptionPool, Option
    from eros.rules.base import Context

__all__ = ["CaptionChoice", "choose_captions"]


@dataclass(frozen=True)
class CaptionChoice:
    """The chosen option by ref (sends without one are missing), what was loosened, broken and lacking."""

    chosen: Mapping[str, Option]
    stage: Stage
    warnings: tuple[Warning_, ...]
    relaxations: tuple[Relaxation, ...]
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
    picks = [(d, assigned.chosen[d.send.ref]) for d in demands if d.send.ref in assigned.chosen]
    chosen = {demand.send.ref: demand.menu.options.at(place) for demand, place in picks}
    return CaptionChoice(
        chosen,
        Stage("captions", assigned.objective, assigned.bound, assigned.nodes),
        (*_price_warnings(context, unit, picks), *_repeat_warnings(context, unit, chosen, week)),
        tuple(_relaxations(context, picks)),
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
    rest = options.rest_days(on)
    tired = rest < context.estimates.reuse_days
    style = pool.bank.style[options.rows]
    mismatch = (style != "") & (style != send.ppv_style) & bool(send.ppv_style)
    price = unit * (plan.style_mismatch_price * mismatch + plan.reuse_price * tired)
    return Menu(options, rest, tired, mismatch, price)


def _settled(pool: CaptionPool, week: Sequence[Send]) -> Counter[tuple[int, int | None]]:
    """Sends with media that have their caption already, by content number and day, and by content number alone."""
    found = Counter[tuple[int, int | None]]()
    for send in week:
        content = pool.bank.contents.get(send.content_type or "")
        if send.caption_id is not None and send.media and content is not None:
            found.update(((content, send.day), (content, None)))
    return found


def _price_warnings(context: Context, unit: float, picks: Sequence[tuple[Demand, int]]) -> Iterator[Warning_]:
    plan = context.params.plan
    for demand, place in picks:
        rules = (
            (
                "same-style",
                demand.menu.mismatch,
                plan.style_mismatch_price,
                "the caption's style is not the one the rotation gives this send",
            ),
            (
                "reuse",
                demand.menu.tired,
                plan.reuse_price,
                f"the caption rests less than {context.estimates.reuse_days} days",
            ),
        )
        for rule, broken, price, detail in rules:
            if broken[place]:
                yield Warning_(rule, (demand.send.ref,), round(price * unit, 2), detail)


def _repeat_warnings(
    context: Context, unit: float, chosen: Mapping[str, Option], week: Sequence[Send]
) -> Iterator[Warning_]:
    plan, types = context.params.plan, context.problem.catalogue.send_types
    shown: dict[tuple[str, int | None], list[str]] = {}
    priced: set[tuple[str, int | None]] = set()
    for send in week:
        content = chosen[send.ref].caption.content_type if send.ref in chosen else send.content_type
        if content is not None and types[send.send_type].requires_media:
            for day in (send.day, None):
                shown.setdefault((content, day), []).append(send.ref)
                if send.ref in chosen:
                    priced.add((content, day))
    for (content, day), refs in sorted(shown.items(), key=lambda item: (item[0][0], item[0][1] is None, item[0][1])):
        limit = plan.content_per_week if day is None else plan.content_per_day
        if len(refs) > limit and (content, day) in priced:
            price = plan.content_repeat_price * unit * (len(refs) - limit)
            span = "a week" if day is None else "a day"
            yield Warning_("content-repeat", tuple(refs), round(price, 2), f"{content} more than {limit} times {span}")


def _relaxations(context: Context, picks: Sequence[tuple[Demand, int]]) -> Iterator[Relaxation]:
    for demand, place in picks:
        send, option = demand.send, demand.menu.options.at(place)
        if option.step:
            first = context.problem.catalogue.send_types[send.send_type].caption_types[0]
            yield Relaxation("caption-type", first, option.caption.caption_type, (send.ref,))
        if demand.menu.tired[place]:
            yield Relaxation("reuse", context.estimates.reuse_days, int(demand.menu.rest[place]), (send.ref,))


def _missing(sends: Sequence[Send], chosen: Mapping[str, Option]) -> tuple[Shortfall, ...]:
    lacking: dict[tuple[str, int], int] = {}
    for send in sends:
        if send.ref not in chosen:
            lacking[send.send_type, send.day] = lacking.get((send.send_type, send.day), 0) + 1
    detail = "no caption of the bank may stand here: write one or import more"
    return tuple(
        Shortfall(send_type, "needs_caption", count, detail, day) for (send_type, day), count in lacking.items()
    )
