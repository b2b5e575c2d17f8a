"""Two years of messages, drawn from the response model."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from eros.digest import seed_from
from eros.simulate import truth as t
from eros.simulate.calendar import Calendar, draw_calendar
from eros.simulate.choice import Shelf, choose_captions, stocked_shelf
from eros.simulate.clock import local_to_utc
from eros.simulate.effects import contact_weights, daily_rates
from eros.simulate.response import DAY_ZERO, Sends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eros.model.catalogue import Catalogue
    from eros.simulate.captions import Captions
    from eros.simulate.pages import Page
    from eros.simulate.response import Truth

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Messages", "draw_messages"]

REACHED = (0.96, 1.0)
"""The share of its recipients a send really reaches."""


@dataclass(frozen=True)
class Messages:
    """What the fleet sent, oldest first, column by column; every array has shape (n,).

    `page`, `send_type` and `caption` (-1 = none) index the world's pages, send types and captions; `day` is the
    proleptic ordinal of the local date, `minute` the local minute of that day (0-1439), `sent_at` minutes since
    1970-01-01 UTC. `edit` is -1 where the text is the caption's word for word, else the index of what was added to it.
    `contacts` are the page's contacts on that day.
    """

    page: Ints
    send_type: Ints
    caption: Ints
    edit: Ints
    day: Ints
    minute: Ints
    sent_at: Ints
    price_cents: Ints
    contacts: Floats
    sent: Ints
    viewed: Ints
    purchased: Ints
    earnings_cents: Ints

    def __len__(self) -> int:
        return int(self.page.size)

    @property
    def hour(self) -> Ints:
        """The local hour, 0-23."""
        return self.minute // 60

    @property
    def weekday(self) -> Ints:
        """The local weekday, 0 = Monday."""
        return (self.day - 1) % 7

    def take(self, rows: Ints) -> Messages:
        """These rows, in this order."""
        return Messages(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def draw_messages(seed: int, catalogue: Catalogue, pages: Sequence[Page], captions: Captions, truth: Truth) -> Messages:
    """The whole history; each page draws from a seed of its own."""
    rates = daily_rates(catalogue, pages)
    shelf = stocked_shelf(np.random.default_rng(seed_from(seed, "fame")), catalogue, pages, captions, truth.caption)
    parts = []
    for index, page in enumerate(pages):
        if page.kind == "no_history":
            continue
        rng = np.random.default_rng(seed_from(seed, "messages", page.creator.page_name))
        joined = t.LATE_STARTS[index % len(t.LATE_STARTS)]
        calendar = draw_calendar(rng, catalogue, page.kind, rates[index], joined)
        parts.append(_send(rng, shelf, truth, index, calendar))
    together = Messages(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Messages)})
    return together.take(np.lexsort((together.page, together.sent_at)))


def _send(rng: np.random.Generator, shelf: Shelf, truth: Truth, index: int, calendar: Calendar) -> Messages:
    """The messages of one page's calendar; a follow-up goes to its parent's viewers who did not buy, at its price."""
    sent_at, day, minute = local_to_utc(shelf.pages[index].creator.zone, calendar.day + DAY_ZERO, calendar.minute)
    send_type, n = calendar.send_type, calendar.day.size
    order = np.lexsort((send_type, sent_at))
    caption, linked = np.full(n, -1), np.zeros(n, dtype=bool)
    choice = choose_captions(rng, shelf, index, calendar.day[order], send_type[order])
    caption[order], linked[order] = choice.caption, choice.linked
    weights = contact_weights(shelf.catalogue)[send_type]
    contacts = np.bincount(day - DAY_ZERO, weights)[day - DAY_ZERO].astype(np.float64)
    first = calendar.parent < 0
    parent = calendar.parent[~first]
    price = _prices(rng, truth, send_type)
    price[~first] = price[parent]
    sends = Sends(np.full(n, index, dtype=np.int64), send_type, caption, day - DAY_ZERO, minute // 60, price, contacts)
    sent = np.floor(truth.recipients(sends) * rng.uniform(*REACHED, n)).astype(np.int64)
    viewed, purchased = np.zeros((2, n), dtype=np.int64)
    viewed[first], purchased[first] = truth.draw(rng, _part(sends, first), sent[first])
    sent[~first] = viewed[parent] - purchased[parent]
    viewed[~first], purchased[~first] = truth.draw(rng, _part(sends, ~first), sent[~first])
    messages = Messages(
        page=sends.page,
        send_type=send_type,
        caption=caption,
        edit=np.where(linked, -1, rng.integers(len(t.EDITS), size=n)),
        day=day,
        minute=minute,
        sent_at=sent_at,
        price_cents=price,
        contacts=contacts,
        sent=sent,
        viewed=viewed,
        purchased=purchased,
        earnings_cents=purchased * price,
    )
    return messages.take(np.flatnonzero(sent > 0))


def _part(sends: Sends, mask: NDArray[np.bool_]) -> Sends:
    return replace(sends, **{f.name: getattr(sends, f.name)[mask] for f in fields(sends)})


def _prices(rng: np.random.Generator, truth: Truth, send_type: Ints) -> Ints:
    """A price for each send of a type that sells, from the type's ladder, whatever the caption and the hour."""
    price = np.zeros(send_type.size, dtype=np.int64)
    for key, ladder in t.PRICES.items():
        rows = np.flatnonzero(send_type == truth.send_types.index(key))
        price[rows] = rng.choice(ladder, size=rows.size, p=t.PRICE_SHARES)
    return price
