"""Which caption a page of the simulated fleet used for each of its sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.simulate import truth as t
from eros.simulate.response import DAY_ZERO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eros.model.catalogue import Catalogue
    from eros.simulate.captions import Captions
    from eros.simulate.pages import Page

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Choice", "Shelf", "choose_captions", "stocked_shelf"]

LAST = t.LAST_DAY.toordinal() - DAY_ZERO
RECENT_DAYS = 60


@dataclass(frozen=True)
class Shelf:
    """What pages choose from; `fame` (C,) is the log weight with which the fleet takes each caption."""

    catalogue: Catalogue
    pages: Sequence[Page]
    captions: Captions
    fame: Floats


def stocked_shelf(
    rng: np.random.Generator, catalogue: Catalogue, pages: Sequence[Page], captions: Captions, effect: Floats
) -> Shelf:
    """A shelf with a Zipf-like fame within each caption type, to which a good effect helps."""
    fame = t.POPULARITY_SKILL * effect
    for kind in range(len(captions.caption_types)):
        rows = np.flatnonzero(captions.caption_type == kind)
        fame[rows] -= t.POPULARITY_POWER * np.log(rng.permutation(rows.size) + 8)
    return Shelf(catalogue, pages, captions, fame)


@dataclass(frozen=True)
class Choice:
    """By send: the caption (-1 = none fits) and whether it was used word for word."""

    caption: Ints
    linked: Bools


def choose_captions(rng: np.random.Generator, shelf: Shelf, index: int, day: Ints, send_type: Ints) -> Choice:
    """Captions for sends in time order; each caption rests before it comes again.

    The page that refuses shared captions uses its own word for word, and shared ones only as a model to edit; its own
    rest before the end of the history, so that they can be planned again.
    """
    captions, page = shelf.captions, shelf.pages[index]
    wanted = _caption_types(rng, shelf, send_type)
    fits = _fits(shelf, page)
    own, shared = captions.owner == index, captions.owner < 0
    loner = not page.creator.use_shared_captions
    linked = rng.random(day.size) < (t.OWN_ONLY_LINKED if loner else t.LINKED_SHARE)
    groups: tuple[tuple[Bools, Bools], ...] = ((np.ones(day.size, dtype=bool), (own | shared) & fits),)
    if loner:
        linked &= (day <= LAST - t.OWN_ONLY_REST_DAYS) & np.isin(wanted, captions.caption_type[own])
        groups = ((linked, own & fits), (~linked, shared & fits))
    caption = np.full(day.size, -1)
    for sends, pool in groups:
        for kind in np.unique(wanted[sends]).tolist():
            rows = np.flatnonzero(sends & (wanted == kind))
            members = np.flatnonzero(pool & (captions.caption_type == kind))
            if members.size:
                caption[rows] = _in_turn(rng, members, shelf.fame[members], day[rows])
    return Choice(caption, linked & (caption >= 0))


def _caption_types(rng: np.random.Generator, shelf: Shelf, send_type: Ints) -> Ints:
    """The caption type of each send: the first of its type's list, now and then the second."""
    lists = [s.caption_types for s in shelf.catalogue.send_types.values()]
    keys = shelf.captions.caption_types
    first, second = (np.array([keys.index(names[min(i, len(names) - 1)]) for names in lists]) for i in (0, 1))
    other = rng.random(send_type.size) < t.SECOND_CHOICE_SHARE
    return np.where(other, second[send_type], first[send_type])


def _fits(shelf: Shelf, page: Page) -> Bools:
    """Captions the page may use: paid-only on paid pages, and nothing the vault lacks."""
    usable = np.array([not c.is_inventory or c.key in page.vault for c in shelf.catalogue.content_types.values()])
    return usable[shelf.captions.content] & (~shelf.captions.paid_only | (page.creator.page_type == "paid"))


def _in_turn(rng: np.random.Generator, members: Ints, fame: Floats, day: Ints) -> Ints:
    """A working set of the pool, used in turn: big enough that each caption rests REST_DAYS at the final volume."""
    recent = int((day > LAST - RECENT_DAYS).sum())
    size = max(-(-day.size // t.USES_PER_CAPTION), -(-recent * t.REST_DAYS // RECENT_DAYS), 1)
    keys = fame + rng.gumbel(size=members.size)
    working = members[np.argsort(-keys)[: min(size, members.size)]]
    return rng.permutation(working)[np.arange(day.size) % working.size]
