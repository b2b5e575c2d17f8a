"""What the captions of a page can add to a send when each of them has a price."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eros.model.campaign import WALL
from eros.model.clock import DAY
from eros.model.rotation import STYLES
from eros.plan.caption_texts import TextPrices
from eros.rules.captions import freshness, locked_on
from eros.rules.soft.campaigns import campaign_types
from eros.rules.soft.captions import short_rest
from eros.rules.soft.written import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from eros.model.catalogue import SendType
    from eros.plan.bound.prices import Prices
    from eros.plan.bound.space import Space
    from eros.plan.pool import Options

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

__all__ = ["Offer", "Supply"]


@dataclass(frozen=True, eq=False)
class Offer:
    """The captions a send type may draw on, shape (n,): places in the bank, factors, and cents of the SOFT rules they break.

    A caption that becomes cheaper within the week stands there in two versions. `factor` holds the weight of the content.
    `price` is what they cost on the best channel; it is too low for a text that is not read yet, which `of_text` does by
    place in the bank. `opens` is the first day, 0-6, each may stand on at that price.
    """

    rows: Numbers
    factor: Floats
    price: Floats
    opens: Numbers
    of_text: Callable[[int], float]
    repeats: bool
    """True where the content counts towards the limits of rule `content-repeat`."""

    @cached_property
    def _is_read(self) -> NDArray[np.bool_]:
        return np.zeros(len(self.rows), dtype=np.bool_)

    def read(self, places: Numbers) -> bool:
        """Read the texts at these places, each once; True where a price rose."""
        new = places[~self._is_read[places]]
        cents = np.array([self.of_text(int(row)) for row in self.rows[new].tolist()])
        self.price[new] += cents
        self._is_read[new] = True
        return bool(cents.any())


@dataclass(frozen=True)
class Supply:
    """The captions sends may draw on; each stands once in the week."""

    space: Space

    def missing(self, key: str) -> float:
        """Cents of a send without a text, which has nothing to pay for on a wall."""
        owed = self.on_wall if key in self._walled else 0.0
        return owed - self.space.context.params.plan.missing_caption * self.space.unit

    @cached_property
    def on_wall(self) -> float:
        """The least cents the words of a bundle's text cost on the wall beyond what they cost on the best channel."""
        beyond = [
            max(0.0, self._reading(key, WALL)(row) - self.offers[key].of_text(row))
            for key in self._walled
            for row in np.unique(self.offers[key].rows).tolist()
        ]
        return min(beyond, default=0.0)

    @cached_property
    def _walled(self) -> tuple[str, ...]:
        """Bundle types the plan may put on the wall."""
        return tuple(kind.key for kind in campaign_types("bundle_wall", self.space.context))

    @cached_property
    def size(self) -> int:
        """Captions in the bank."""
        return len(self.space.given.pool.bank.captions)

    @cached_property
    def content(self) -> Numbers:
        """The content number of each caption of the bank."""
        return self.space.given.pool.bank.content

    def style_of(self, row: int) -> str:
        """The style of a caption of the bank, empty for none."""
        return str(self.space.given.pool.bank.style[row])

    @cached_property
    def content_room(self) -> Floats:
        """Sends with media the week may show of each content type without a price."""
        bank, plan = self.space.given.pool.bank, self.space.context.params.plan
        settled = [
            bank.contents[content]
            for send in self.space.given.fixed
            if send.caption_id is not None and send.media and (content := send.content_type or "") in bank.contents
        ]
        taken = np.bincount(np.array(settled, dtype=np.int64), minlength=len(bank.contents))
        return np.maximum(0.0, plan.content_per_week - taken.astype(np.float64))

    @property
    def content_price(self) -> float:
        """Cents of each one beyond that."""
        return self.space.context.params.plan.content_repeat_price * self.space.unit

    def worth(self, key: str, values: Floats, prices: Prices, day: int | None = None) -> Floats:
        """The most a send of a type that is worth `values` with an average text gains at prices of what texts share.

        A send without any text costs its price and earns nothing. Of types that are told apart by day the `day` is named.
        """
        offer = self.offers[key]
        if not offer.rows.size:
            return np.full(values.shape, self.missing(key))
        charge = self.charge(key, prices, day)
        while True:
            gains = values[:, None] * offer.factor[None, :] - (offer.price + charge)[None, :]
            best = gains.argmax(axis=1)
            if not offer.read(np.unique(best)):
                return np.asarray(np.maximum(gains[np.arange(len(values)), best], self.missing(key)))

    def charge(self, key: str, prices: Prices, day: int | None = None) -> Floats:
        """What the captions of a type owe for themselves and, where it counts, for their content.

        On a named day they owe for their PPV style, and what opens later is out of reach; else they owe for opening late.
        """
        offer = self.offers[key]
        shared = prices.captions[offer.rows] + (prices.contents[self.content[offer.rows]] if offer.repeats else 0.0)
        if day is None:
            return np.asarray(shared + prices.late(key)[offer.opens])
        styles = self.space.given.pool.bank.style[offer.rows]
        owed = sum((styles == style) * prices.styles.get((day, style), 0.0) for style in STYLES)
        return np.asarray(np.where(offer.opens <= day, shared + owed, np.inf))

    def best_factor(self, key: str) -> float:
        """The best factor a text of the type may have."""
        return float(self.offers[key].factor.max(initial=0.0))

    @cached_property
    def offers(self) -> Mapping[str, Offer]:
        """By send type; captions that no day of the week allows, or that fixed sends hold, are left out."""
        return {kind.key: self._offer(kind) for kind in (*self.space.types, self.space.followup)}

    def _offer(self, kind: SendType) -> Offer:
        context, pool = self.space.context, self.space.given.pool
        options = pool.options.get(kind.key)
        if options is None:
            none = np.zeros(0, dtype=np.int64)
            return Offer(none, np.zeros(0), np.zeros(0), none, float, repeats=False)
        places, opens, tired = self._versions(kind, options)
        rows = options.rows[places]
        channels = [kind.channel, *([WALL] if kind.style_group == "bundle" and kind.channel_alt == WALL else [])]
        labels = np.minimum.reduce([self._texts.by_labels(self._place(kind.key, on))[rows] for on in channels])
        readings = [self._reading(kind.key, channel) for channel in channels]
        return Offer(
            rows,
            options.factor[places] * pool.content_weight[rows],
            self.space.unit * context.params.plan.reuse_price * tired + labels,
            opens,
            lambda row: min(reading(row) for reading in readings),
            kind.requires_media,
        )

    def _place(self, key: str, channel: str) -> Place:
        """Where a text of the type stands on a channel."""
        is_bundle = self.space.context.problem.catalogue.send_types[key].style_group == "bundle"
        return Place(key, channel, self.space.given.worth.prices[key] if is_bundle else None, None)

    def _reading(self, key: str, channel: str) -> Callable[[int], float]:
        return self._texts.by_reading(self._place(key, channel))

    def _versions(self, kind: SendType, options: Options) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
        """Places in the options, the day each opens, whether it rests too short (rule `reuse`).

        A caption is there from its first day, and once more from the first day on which it has rested enough.
        """
        allowed = np.array([self._allowed(kind, options, on) for on in self._days])
        rested = np.array([~short_rest(options.rest_days(on), self.space.context) for on in self._days])
        whole = allowed & rested
        opens, rests = allowed.argmax(axis=0), whole.argmax(axis=0)
        at_once = whole.any(axis=0) & (rests == opens)
        tired = np.flatnonzero(allowed.any(axis=0) & ~at_once)
        fresh = np.flatnonzero(whole.any(axis=0))
        return (
            np.concatenate([fresh, tired]),
            np.concatenate([rests[fresh], opens[tired]]),
            np.repeat([False, True], [len(fresh), len(tired)]),
        )

    def _allowed(self, kind: SendType, options: Options, on: date) -> NDArray[np.bool_]:
        """The options that rest and locks allow on a date and no fixed send holds."""
        context, ids = self.space.context, options.bank.ids[options.rows]
        rules = context.params.rules
        locked = locked_on(context, on) if kind.is_ppv else frozenset()
        fresh = freshness(options.rest_days(on), rules) >= rules.freshness_min
        return np.asarray(fresh & ~np.isin(ids, sorted(self._held | locked)))

    @cached_property
    def _held(self) -> frozenset[int]:
        return frozenset(send.caption_id for send in self.space.given.fixed if send.caption_id is not None)

    @cached_property
    def _texts(self) -> TextPrices:
        return TextPrices(self.space.given.pool, self.space.unit)

    @cached_property
    def _days(self) -> list[date]:
        clock = self.space.context.problem.clock
        return [clock.date_of(day * DAY) for day in range(7)]
