"""The captions a page's week may use, best first, with what speaks for each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from eros.errors import ConfigurationError
from eros.estimate.interval import normal_quantile
from eros.model.lookup import named
from eros.rules.captions import freshness, locked_on, standing_faults

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from eros.model.caption import Caption
    from eros.model.catalogue import SendType
    from eros.plan.pool import CaptionPool

    Floats = NDArray[np.float64]

__all__ = ["TopCaption", "TopCaptions", "top_captions"]


@dataclass(frozen=True, slots=True)
class TopCaption:
    """A caption and what speaks for it.

    `multiplier` on the value of its type (1 = average) with its interval, `n` messages of this page behind it; `worth` is
    that times `length_factor` (1 without a price) and what a type further down a send type's list keeps. `freshness` is
    that of the Monday, `rested` whether the rule lets it pass then; `locked`: another page's PPV holds it on some day.
    """

    caption: Caption
    worth: float
    multiplier: float
    low: float
    high: float
    n: int
    score: float
    length_factor: float
    last_used: date | None
    freshness: float
    rested: bool
    locked: bool


@dataclass(frozen=True, eq=False)
class TopCaptions:
    """Captions no standing HARD rule forbids, best first; arrays (n,), `rows` are places in the pool's bank.

    `forbidden` counts those that are asked for but may not stand on this page, by the first rule against each; it is
    filled only where nothing is left.
    """

    pool: CaptionPool
    rows: NDArray[np.int64]
    worth: Floats
    length: Floats
    locked: frozenset[int]
    forbidden: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, place: int) -> TopCaption:
        """One of them."""
        bank, context = self.pool.bank, self.pool.context
        row = int(self.rows[place])
        caption = bank.captions[row]
        found = context.estimates.captions[caption.caption_id]
        half = normal_quantile(context.params.estimate.interval_level) * found.spread
        rest = float(freshness(context.problem.week_start.toordinal() - bank.last_used[row], context.params.rules))
        return TopCaption(
            caption=caption,
            worth=float(self.worth[place]),
            multiplier=found.multiplier,
            low=max(found.multiplier - half, 0.0),
            high=found.multiplier + half,
            n=found.n,
            score=found.score,
            length_factor=float(self.length[place]),
            last_used=context.problem.last_used.get(caption.caption_id),
            freshness=rest,
            rested=rest >= context.params.rules.freshness_min,
            locked=caption.caption_id in self.locked,
        )


def top_captions(
    pool: CaptionPool,
    *,
    send_type: str | None = None,
    caption_type: str | None = None,
    content_type: str | None = None,
    min_performance: float = 0.0,
) -> TopCaptions:
    """The captions of a page-week's pool that fit, by their worth: in a send of a type, else in their own type.

    Raises KeyNotFoundError for a key there is not, ConfigurationError for a send type the page may not use.
    """
    context, bank = pool.context, pool.bank
    kind = None if send_type is None else _usable(pool, send_type)
    if content_type is not None:
        named(context.problem.catalogue.content_types, content_type, "content type")
    if caption_type is not None:
        _known(pool, caption_type)
    scores = context.estimates.captions
    asked = np.array(
        [
            caption_type in (None, caption.caption_type)
            and content_type in (None, caption.content_type)
            and (kind is None or caption.caption_type in kind.caption_types)
            and scores[caption.caption_id].score >= min_performance
            for caption in bank.captions
        ],
        dtype=np.bool_,
    )
    rows, worth, length = _judged(pool, kind)
    kept = asked[rows]
    forbidden = Counter[str]() if kept.any() else _against(pool, kind, np.flatnonzero(asked))
    return TopCaptions(pool, rows[kept], worth[kept], length[kept], _locked(pool), forbidden)


def _usable(pool: CaptionPool, send_type: str) -> SendType:
    problem = pool.context.problem
    kind = named(problem.catalogue.send_types, send_type, "send type")
    if kind not in problem.send_types:
        page_type = problem.creator.page_type
        raise ConfigurationError(
            f"A {page_type} page sends no {send_type}. It may send: {', '.join(t.key for t in problem.send_types)}."
        )
    return kind


def _known(pool: CaptionPool, caption_type: str) -> None:
    listed = [key for t in pool.context.problem.catalogue.send_types.values() for key in t.caption_types]
    named(
        dict.fromkeys(listed + [caption.caption_type for caption in pool.bank.captions]), caption_type, "caption type"
    )


def _judged(pool: CaptionPool, kind: SendType | None) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Rows of the bank that may stand in sends of a type (None: of any), best first, their worth and length factors."""
    bank = pool.bank
    if kind is not None:
        options = pool.options[kind.key]
        length = bank.length[options.rows] if kind.requires_price else np.ones(len(options))
        return options.rows, options.factor, length
    none = np.zeros(0, dtype=np.int64)
    rows = np.unique(np.concatenate([none, *(options.rows for options in pool.options.values())]))
    types = pool.context.problem.catalogue.send_types.values()
    priced = {t.caption_types[0] for t in types if t.requires_price}
    length = np.array([bank.length[row] if bank.captions[row].caption_type in priced else 1.0 for row in rows.tolist()])
    worth = bank.multiplier[rows] * length
    order = np.lexsort((bank.ids[rows], -worth))
    return rows[order], worth[order], length[order]


def _against(pool: CaptionPool, kind: SendType | None, rows: NDArray[np.int64]) -> Counter[str]:
    """The first rule against each caption."""
    found = Counter[str]()
    for row in rows.tolist():
        faults = standing_faults(
            pool.bank.captions[row], pool.context, needs_media=kind is not None and kind.requires_media
        )
        found[faults[0] if faults else "page-type"] += 1
    return found


def _locked(pool: CaptionPool) -> frozenset[int]:
    """Captions that other pages hold on some day of the week."""
    monday = pool.context.problem.week_start
    return frozenset().union(*(locked_on(pool.context, monday + timedelta(days=day)) for day in range(7)))
