"""Which captions the planner would take for a send type, best first, and what keeps the others out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eros.errors import ConfigurationError
from eros.estimate.interval import normal_quantile
from eros.estimate.length import length_factor
from eros.model.lookup import named
from eros.plan.worth import worth_of
from eros.rules.captions import dated_faults, days_of_rest, freshness, performance, standing_faults
from eros.rules.soft.captions import short_rest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from eros.model.caption import Caption
    from eros.model.catalogue import SendType
    from eros.model.estimates import Tier
    from eros.plan.pool import CaptionPool, Options
    from eros.plan.worth import Worth
    from eros.rules.base import Context

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

__all__ = ["CaptionOffer", "CaptionOffers", "Wanted", "caption_offers"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the captions beyond the HARD rules; freshness and performance 0-100."""

    count: int
    min_freshness: float = 0.0
    min_performance: float = 0.0
    exclude: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class CaptionOffer:
    """A caption a send of the type may use on `days` (0 = Monday).

    `factor` is its value over an average caption, made of the posterior `multiplier` (interval `low`-`high`), the length
    factor of priced sends and the step down the type's list; `cents` a send with it on an average day and hour is worth,
    `reuse_cents` what its short rest costs. `freshness` and `rest_days` are those of the best of the days.
    """

    caption: Caption
    days: tuple[int, ...]
    step: int
    factor: float
    multiplier: float
    low: float
    high: float
    length_factor: float
    n: int
    score: float
    freshness: float
    rest_days: int | None
    content_tier: Tier
    locked_days: tuple[int, ...]
    cents: float
    reuse_cents: float


@dataclass(frozen=True, slots=True)
class CaptionOffers:
    """Offers best first. `drawn` captions of the type's caption types were looked at; of those `fit` fit.

    `removed` counts the others by the first thing that keeps them out; it is empty where there are enough.
    """

    offers: tuple[CaptionOffer, ...]
    drawn: int
    fit: int
    removed: Mapping[str, int]


def caption_offers(pool: CaptionPool, send_type_key: str, wanted: Wanted) -> CaptionOffers:
    """What the planner's caption stage ranks first for a lone send of the type, beside no other send.

    Style is left out: the rotation gives it to the send. Raises KeyNotFoundError, and ConfigurationError for a type this
    page does not send.
    """
    problem = pool.context.problem
    send_type = named(problem.catalogue.send_types, send_type_key, "send type")
    if send_type not in problem.send_types:
        usable = ", ".join(t.key for t in problem.send_types)
        raise ConfigurationError(f"A {problem.creator.page_type} page sends no {send_type.key}. It may send: {usable}.")
    return _Ranking(pool, send_type, wanted).offers()


@dataclass(frozen=True)
class _Ranking:
    """The options of a type, day by day; masks and gains have shape (days of the week, options)."""

    pool: CaptionPool
    send_type: SendType
    wanted: Wanted

    @property
    def context(self) -> Context:
        """The page-week."""
        return self.pool.context

    @cached_property
    def options(self) -> Options:
        """What the type may use on some day of some week, best first."""
        return self.pool.options[self.send_type.key]

    @cached_property
    def worth(self) -> Worth:
        """What sends are worth on this page."""
        return worth_of(self.context)

    def offers(self) -> CaptionOffers:
        """The best of those that fit, and what became of the others where they are too few."""
        gains = np.where(self._fits, self._gains, -np.inf)
        best = gains.max(axis=0)
        order = np.argsort(-best, kind="stable")
        fitting = [int(place) for place in order if best[place] > -np.inf]
        bank = [c for c in self.context.problem.captions.values() if c.caption_type in self.send_type.caption_types]
        offers = tuple(self._offer(place, gains[:, place]) for place in fitting[: self.wanted.count])
        enough = len(fitting) >= self.wanted.count
        return CaptionOffers(offers, len(bank), len(fitting), {} if enough else self._removed(bank))

    @cached_property
    def _dates(self) -> list[date]:
        return [self.context.problem.week_start + timedelta(days=day) for day in range(7)]

    @cached_property
    def _tired(self) -> Mask:
        return np.array([short_rest(self.options.rest_days(on), self.context) for on in self._dates])

    @cached_property
    def _gains(self) -> Floats:
        """Cents of a send with each option less what its short rest costs."""
        cents = self.worth.wanted(self.send_type.key) * self.options.factor
        return np.asarray(cents - self._reuse_cents * self._tired)

    @property
    def _reuse_cents(self) -> float:
        return self.context.params.plan.reuse_price * self.worth.unit

    @cached_property
    def _fits(self) -> Mask:
        """True where the rules and the caller let an option stand on a day."""
        bank, rows = self.pool.bank, self.options.rows
        scores = [performance(key, self.context) for key in bank.ids[rows].tolist()]
        wanted = np.array(scores) >= self.wanted.min_performance
        wanted &= ~np.isin(bank.ids[rows], sorted(self.wanted.exclude))
        return np.array([wanted & self._free(day, on) for day, on in enumerate(self._dates)])

    def _free(self, day: int, on: date) -> Mask:
        if day not in self.context.problem.open_days:
            return np.zeros(len(self.options), dtype=np.bool_)
        fresh = freshness(self.options.rest_days(on), self.context.params.rules) >= self.wanted.min_freshness
        return np.asarray(fresh & np.isin(self.options.rows, self.pool.free(self.send_type, on).rows))

    def _offer(self, place: int, gains: Floats) -> CaptionOffer:
        option, context = self.options.at(place), self.context
        caption = option.caption
        estimate = context.estimates.captions[caption.caption_id]
        half = normal_quantile(context.params.estimate.interval_level) * estimate.spread
        days = tuple(np.flatnonzero(gains > -np.inf).tolist())
        rest = days_of_rest(caption.caption_id, context, self._dates[days[0]])
        ranking = context.estimates.rankings.get(caption.content_type)
        tired = bool(self._tired[int(np.argmax(gains)), place])
        return CaptionOffer(
            caption=caption,
            days=days,
            step=option.step,
            factor=option.factor,
            multiplier=estimate.multiplier,
            low=max(0.0, estimate.multiplier - half),
            high=estimate.multiplier + half,
            length_factor=length_factor(caption.text, context.params) if self.send_type.requires_price else 1.0,
            n=estimate.n,
            score=estimate.score,
            freshness=float(freshness(np.inf if rest is None else rest, context.params.rules)),
            rest_days=rest,
            content_tier=ranking.tier if ranking else "UNKNOWN",
            locked_days=tuple(d for d, on in enumerate(self._dates) if "lock" in self._dated(caption, on)),
            cents=self.worth.wanted(self.send_type.key) * option.factor,
            reuse_cents=self._reuse_cents if tired else 0.0,
        )

    def _dated(self, caption: Caption, on: date) -> tuple[str, ...]:
        return dated_faults(caption, self.context, self.send_type, on)

    def _removed(self, bank: Iterable[Caption]) -> dict[str, int]:
        places = {int(row): place for place, row in enumerate(self.options.rows)}
        fits = {int(self.pool.bank.ids[row]) for row, place in places.items() if self._fits[:, place].any()}
        causes = Counter(self._cause(caption) for caption in bank if caption.caption_id not in fits)
        return dict(sorted(causes.items(), key=lambda item: (-item[1], item[0])))

    def _cause(self, caption: Caption) -> str:
        """The first thing that keeps a caption out on every day: a rule's id, or the argument that asked for more."""
        context, wanted = self.context, self.wanted
        if standing := standing_faults(caption, context, needs_media=self.send_type.requires_media):
            return standing[0]
        if caption.caption_id not in self.pool.bank.ids[self.options.rows]:
            return "mode"
        if caption.caption_id in wanted.exclude:
            return "exclude"
        if performance(caption.caption_id, context) < wanted.min_performance:
            return "min_performance"
        on = self._dates[context.problem.open_days[-1]]
        dated = self._dated(caption, on)
        return dated[0] if dated else "min_freshness"
