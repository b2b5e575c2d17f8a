"""Planting the effects: one draw of the world's truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eros.simulate import truth as t
from eros.simulate.response import DAY_ZERO, DAYS, Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eros.model.catalogue import Catalogue, SendType
    from eros.simulate.captions import Captions
    from eros.simulate.pages import Page

    Floats = NDArray[np.float64]

__all__ = ["contact_weights", "daily_rates", "plant"]

DAYS_TO_LAST = t.LAST_DAY.toordinal() - DAY_ZERO


def plant(
    rng: np.random.Generator, seed: int, catalogue: Catalogue, pages: Sequence[Page], captions: Captions
) -> Truth:
    """The truth of a world with these pages and captions."""
    types = list(catalogue.send_types.values())
    rates = daily_rates(catalogue, pages)
    view, buy = _bases(rng, pages, types)
    content = _contents(rng, catalogue, pages)
    return Truth(
        seed=seed,
        pages=tuple(page.creator.page_name for page in pages),
        send_types=tuple(catalogue.send_types),
        base_price_cents=np.array([_base_price(send_type) for send_type in types]),
        reach=np.array([_reach(send_type, catalogue) for send_type in types]),
        view_base=view,
        buy_base=buy,
        elasticity=_bounded(rng, t.ELASTICITY, len(pages)),
        fatigue=_bounded(rng, t.FATIGUE, len(pages)),
        usual_contacts=np.round(rates @ contact_weights(catalogue), 3),
        fans=_fans(pages),
        hours=_hours(rng, len(pages)),
        weekdays=np.array(t.FLEET_WEEKDAYS) + rng.normal(0, t.WEEKDAY_SD, (len(pages), 7)),
        drift=_drift(rng, len(pages)),
        tired=_tired(pages),
        slump=_slump(),
        caption=_captions(rng, catalogue, captions),
        caption_content=captions.content,
        content=content,
        page_caption_sd=t.PAGE_CAPTION_SD,
    )


def daily_rates(catalogue: Catalogue, pages: Sequence[Page]) -> Floats:
    """Sends a day by page and type at the end of the two years, shape (P, T), follow-ups by what their parents give."""
    rates = np.zeros((len(pages), len(catalogue.send_types)))
    for i, page in enumerate(pages):
        free = t.FREE_PACE if page.creator.page_type == "free" else 1.0
        for j, send_type in enumerate(catalogue.send_types.values()):
            if page.creator.page_type in send_type.page_types:
                rates[i, j] = t.SENDS_A_DAY.get(send_type.key, 0.0) * page.pace * free
        parents = [j for j, send_type in enumerate(catalogue.send_types.values()) if send_type.followup_parent]
        followup = list(catalogue.send_types).index(catalogue.followup.key)
        rates[i, followup] = t.FOLLOWUP_SHARE * rates[i, parents].sum()
    return rates


def contact_weights(catalogue: Catalogue) -> Floats:
    """What a send of each type counts as, in contacts."""
    return np.array(
        [1.0 if catalogue.channels[s.channel].is_message else t.WALL_CONTACT for s in catalogue.send_types.values()]
    )


def _base_price(send_type: SendType) -> int:
    # a follow-up sells what its parent sells; its rate stands at the price of the commonest parent
    return t.PRICES["ppv_video"][2] if send_type.is_followup else send_type.base_price_cents or 0


def _reach(send_type: SendType, catalogue: Catalogue) -> float:
    if send_type.is_followup:
        return t.FOLLOWUP_REACH
    share = catalogue.targets[send_type.default_target].reach_share
    return t.RETIRED_FANS_SHARE if share is None else share


def _bases(rng: np.random.Generator, pages: Sequence[Page], types: Sequence[SendType]) -> tuple[Floats, Floats]:
    shape = (len(pages), len(types))
    view = np.array([t.VIEW_RATE[s.channel] for s in types])
    buy = np.array([t.PURCHASE_RATE.get(s.key, 0.0) for s in types])
    free = np.array([[t.FREE_BUY if page.creator.page_type == "free" else 0.0] for page in pages])
    view_log = rng.normal(0, t.PAGE_VIEW_SD, (len(pages), 1)) + rng.normal(0, t.PAGE_TYPE_SD / 2, shape)
    buy_log = free + rng.normal(0, t.PAGE_BUY_SD, (len(pages), 1)) + rng.normal(0, t.PAGE_TYPE_SD, shape)
    return view * np.exp(view_log), buy * np.exp(buy_log)


def _bounded(rng: np.random.Generator, law: tuple[float, float, float, float], n: int) -> Floats:
    mean, sd, low, high = law
    return np.clip(rng.normal(mean, sd, n), low, high)


def _fans(pages: Sequence[Page]) -> Floats:
    """Fans grow evenly in proportion up to today's number and stay there."""
    age = np.minimum(np.arange(DAYS) / DAYS_TO_LAST, 1.0)
    growth = t.FANS_AT_START ** (1 - age)
    return np.array([[float(page.creator.active_fans)] for page in pages]) * growth


def _hours(rng: np.random.Generator, n: int) -> Floats:
    """One smooth peak a day, at an hour of the page's own, mean 1 over the hours pages use; some pages are flat."""
    peak = rng.normal(*t.HOUR_PEAK, (n, 1))
    swing = rng.uniform(*t.HOUR_SWING, (n, 1))
    # page 0 keeps its curve: it is the one every example looks at
    swing[1 + rng.choice(n - 1, size=t.FLAT_PAGES, replace=False)] = 0.0
    curve = swing * np.cos(2 * np.pi * (np.arange(24) - peak) / 24)
    used = np.array(t.HOURS) / sum(t.HOURS)
    return np.asarray(curve - np.log(np.exp(curve) @ used)[:, None], dtype=np.float64)


def _drift(rng: np.random.Generator, n: int) -> Floats:
    swing, period = rng.uniform(0.3, 1, (n, 1)) * t.DRIFT_SWING, rng.uniform(*t.DRIFT_DAYS, (n, 1))
    phase = rng.uniform(0, 1, (n, 1))
    return np.asarray(swing * np.sin(2 * np.pi * (np.arange(DAYS) / period + phase)), dtype=np.float64)


def _tired(pages: Sequence[Page]) -> Floats:
    late = np.arange(DAYS) > DAYS_TO_LAST - t.TIRED_DAYS
    return np.array([late * (t.TIRED_EFFECT if page.kind == "tired" else 0.0) for page in pages])


def _slump() -> Floats:
    slump = np.zeros(DAYS)
    slump[[day.toordinal() - DAY_ZERO for day in t.SLUMPS]] = t.SLUMP_EFFECT
    return slump


def _captions(rng: np.random.Generator, catalogue: Catalogue, captions: Captions) -> Floats:
    """Each caption's own log effect; that of its length only where it sells something."""
    sells = np.array([s.requires_price for s in catalogue.send_types.values()])[captions.caption_type]
    length = np.where(sells, np.array(t.LENGTH_EFFECT)[captions.band], 0.0)
    return np.asarray(rng.normal(-(t.CAPTION_SD**2) / 2, t.CAPTION_SD, len(captions)) + length, dtype=np.float64)


def _contents(rng: np.random.Generator, catalogue: Catalogue, pages: Sequence[Page]) -> Floats:
    """Each content type's log effect by page; a regular page holds some that its fans do not want."""
    keys = list(catalogue.content_types)
    fleet = rng.normal(0, t.CONTENT_SD, len(keys))
    effect = fleet + rng.normal(0, t.PAGE_CONTENT_SD, (len(pages), len(keys)))
    for i, page in enumerate(pages):
        held = sorted(keys.index(key) for key in page.vault)
        duds = rng.choice(held, size=min(t.DUD_CONTENTS, len(held)), replace=False)
        if page.kind != "minimal":
            effect[i, duds] += t.DUD_EFFECT
    return np.asarray(effect, dtype=np.float64)
