"""What each send of a week may say, and what that breaks of the SOFT rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eros.plan.caption_board import Menu
from eros.plan.drip import fits_outfit
from eros.rules.soft.captions import other_style, short_rest
from eros.rules.soft.written import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eros.model.catalogue import PpvStyle
    from eros.model.schedule import Send
    from eros.plan.caption_texts import TextPrices
    from eros.plan.pool import Options
    from eros.rules.soft.written import Place

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

__all__ = ["Menus"]


@dataclass(frozen=True, eq=False)
class Menus:
    """The menus of a week; sends of one place, day and style share theirs. What is asked twice is worked out once."""

    texts: TextPrices
    week: Sequence[Send]
    _menus: dict[tuple[Place, int, PpvStyle | None, str | None], Menu] = field(default_factory=dict)
    _rested: dict[tuple[str, int], tuple[Options, Mask]] = field(default_factory=dict)
    _mismatch: dict[PpvStyle | None, Mask] = field(default_factory=dict)

    def of(self, send: Send) -> Menu:
        """What a send may say: options free on its date that no other send holds."""
        place = place_of(send, self.week, self.texts.pool.context)
        alike = (place, send.day, send.ppv_style, send.drip_window)
        if alike not in self._menus:
            self._menus[alike] = self._menu(send, place)
        return self._menus[alike]

    def _menu(self, send: Send, place: Place) -> Menu:
        plan = self.texts.pool.context.params.plan
        options, tired = self._on_its_day(send)
        if send.drip_window is not None:
            fitting = fits_outfit(self.texts.pool, send)[options.rows]
            options, tired = options.where(fitting), tired[fitting]
        price = self.texts.by_labels(place)[options.rows] + self.texts.unit * plan.reuse_price * tired
        if send.ppv_style is not None:
            mismatch = self._other_style(send.ppv_style)[options.rows]
            price += self.texts.unit * plan.style_mismatch_price * mismatch
        return Menu(options, price, self.texts.by_reading(place))

    def _on_its_day(self, send: Send) -> tuple[Options, Mask]:
        """The options of the send's type that it may use on its day, and which of them rest less than they should."""
        key = (send.send_type, send.day)
        if key not in self._rested:
            pool, problem = self.texts.pool, self.texts.pool.context.problem
            on = problem.clock.date_of(send.week_minute)
            options = pool.free(problem.catalogue.send_types[send.send_type], on)
            if self._unused is not None:
                options = options.where(self._unused[options.rows])
            self._rested[key] = options, short_rest(options.rest_days(on), pool.context)
        return self._rested[key]

    def _other_style(self, style: PpvStyle | None) -> Mask:
        """By row of the bank."""
        if style not in self._mismatch:
            self._mismatch[style] = other_style(self.texts.pool.bank.style, style)
        return self._mismatch[style]

    @cached_property
    def _unused(self) -> Mask | None:
        """By row of the bank: the captions no send holds; None where no send holds one."""
        used = sorted({send.caption_id for send in self.week if send.caption_id is not None})
        return ~np.isin(self.texts.pool.bank.ids, np.array(used, dtype=np.int64)) if used else None
