"""How good each caption is on this page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eros.estimate.evidence import sum_by
from eros.estimate.length import length_factors
from eros.estimate.settle import settled_all
from eros.estimate.spread import group_variance
from eros.model.caption_estimates import CaptionEstimates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.estimate.evidence import Evidence
    from eros.estimate.outcome import Outcomes
    from eros.model.problem import Problem
    from eros.params import Params

    Floats = NDArray[np.float64]

__all__ = ["CaptionTable", "caption_estimates", "caption_table"]

_LEAST_INDEX = 0.05


@dataclass(frozen=True)
class CaptionTable:
    """The pool and every caption of the history, ascending by id; arrays (c,).

    `pooled` captions are the pool's, the others are known from messages only: their fleet index is 1. `caption_type`
    indexes `caption_types` (-1 unknown); `sells` marks those meant for sends that sell, `priced` those for sends that
    carry a price; `length_factor` is 1 where the text is unknown; `of_row` gives each message of the evidence its
    caption's place (-1 unknown).
    """

    ids: NDArray[np.int64]
    pooled: NDArray[np.bool_]
    caption_types: tuple[str, ...]
    caption_type: NDArray[np.int64]
    sells: NDArray[np.bool_]
    priced: NDArray[np.bool_]
    fleet_index: Floats
    fleet_uses: Floats
    length_factor: Floats
    of_row: NDArray[np.int64]


def caption_table(problem: Problem, evidence: Evidence, params: Params) -> CaptionTable:
    """The captions a page has used or may use."""
    history, pool = evidence.history, problem.drawn
    named = history.caption_id > 0
    ids = np.union1d(pool.ids, history.caption_id[named])
    place = np.searchsorted(ids, pool.ids)
    types = pool.labels("caption_type")
    keys = sorted({*types.numbers, *history.caption_types})
    index = {key: i for i, key in enumerate(keys)}
    of_row = np.where(named, np.searchsorted(ids, history.caption_id), -1)

    kind = np.full(ids.size, -1, dtype=np.int64)
    own, others = (np.array([*map(index.__getitem__, part), -1]) for part in (types.numbers, history.caption_types))
    kind[of_row[named]] = others[history.caption_type[named]]
    kind[place] = own[types.column]
    priced = {t.caption_types[0] for t in evidence.types if t.requires_price}
    selling = priced | {t.caption_types[0] for t in evidence.types if t.is_followup}
    return CaptionTable(
        ids=ids,
        pooled=_put(ids.size, place, 1.0, start=0.0) > 0,
        caption_types=tuple(keys),
        caption_type=kind,
        sells=np.array([*(key in selling for key in keys), True])[kind],
        priced=np.array([*(key in priced for key in keys), False])[kind],
        fleet_index=np.maximum(_put(ids.size, place, pool.fleet_index), _LEAST_INDEX),
        fleet_uses=_put(ids.size, place, pool.fleet_uses, start=0.0),
        length_factor=_put(ids.size, place, length_factors(pool.chars, params)),
        of_row=of_row,
    )


def caption_estimates(evidence: Evidence, outcomes: Outcomes, table: CaptionTable, params: Params) -> CaptionEstimates:
    """Posterior multiplier (its length aside) and score (its length included) of every caption of the pool.

    A caption's outcomes over expectations shrink to its fleet index times the level of its caption type on this page,
    by the caption's own precision; the spread between captions is estimated from the same outcomes. Old outcomes fade
    with the caption half-life and count for at most `pseudo_cap` messages.
    """
    size = table.ids.size
    used = outcomes.take(table.of_row[outcomes.row] >= 0)
    place = table.of_row[used.row]
    known = _known_elsewhere(table, params)
    prior = known * _type_levels(table, used, place, known, params)
    variance = _between(table, used, place, prior, params)

    fade = 0.5 ** (evidence.age[used.row] / params.estimate.half_life_days)
    fade *= np.minimum(1.0, params.estimate.pseudo_cap / np.maximum(sum_by(place, fade, size), 1e-12))[place]
    information = sum_by(place, fade * used.precision, size)
    won = sum_by(place, fade * used.precision * used.ratio, size)
    lent = 1.0 / (variance * _unsettled(table, params) * prior**2)
    mean = np.round((lent * prior + won) / (lent + information), 12)
    spread = np.sqrt(1.0 / (lent + information))
    n = np.bincount(place, minlength=size)
    worth = np.round(mean * np.where(table.priced, table.length_factor, 1.0), 12)
    score = _percentiles(table.caption_type, worth, n > 0, params.rules.performance_unknown)
    pooled = table.pooled
    mean, spread, score = (settled_all(column[pooled]) for column in (mean, spread, score))
    return CaptionEstimates(table.ids[pooled], mean, spread, score, n[pooled])


def _known_elsewhere(table: CaptionTable, params: Params) -> Floats:
    """What all pages say of each caption, its length aside (shape (c,)).

    The fleet index is earned with the length a text has. The more uses stand behind it, the more of the length's
    factor it already holds; that part is taken out, for the length multiplies a send on its own.
    """
    known = table.pooled & table.priced
    kind = table.caption_type[known]
    count = np.bincount(kind, minlength=1)
    usual = np.bincount(kind, weights=table.length_factor[known], minlength=1) / np.maximum(count, 1)
    relative = table.length_factor[known] / usual[kind]
    uses = table.fleet_uses[known]
    index = table.fleet_index.copy()
    index[known] *= relative ** -(uses / (uses + params.estimate.caption_fleet_uses))
    return index


def _type_levels(
    table: CaptionTable, used: Outcomes, place: NDArray[np.int64], known: Floats, params: Params
) -> Floats:
    """Level of each caption's caption type on this page (shape (c,)): its captions as draws around it, shrunk to 1."""
    p, size = params.estimate, table.ids.size
    information = sum_by(place, used.precision, size)
    tried = information > 0
    ratio = np.divide(sum_by(place, used.precision * used.ratio, size), information, out=np.ones(size), where=tried)
    usual = np.where(table.sells, p.caption_spread, p.caption_view_spread) ** 2
    weight = np.where(tried, 1.0 / (usual + 1.0 / np.where(tried, information, 1.0)), 0.0)
    groups = len(table.caption_types) + 1
    won = sum_by(table.caption_type + 1, weight * ratio / known, groups)
    lent = p.caption_type_spread**-2
    level = (lent + won) / (lent + sum_by(table.caption_type + 1, weight, groups))
    level[0] = 1.0
    return np.asarray(level[table.caption_type + 1])


def _between(table: CaptionTable, used: Outcomes, place: NDArray[np.int64], prior: Floats, params: Params) -> Floats:
    """Relative variance between captions of one type nobody has used yet (shape (c,)), for sends that sell and others."""
    p, size, unsettled = params.estimate, prior.size, _unsettled(table, params)
    information = sum_by(place, used.precision, size)
    won = sum_by(place, used.precision * used.ratio, size)
    variance = np.where(table.sells, p.caption_spread, p.caption_view_spread) ** 2
    for sells in (True, False):
        tried = (information > 0) & (table.sells == sells)
        if tried.any():
            share = float(unsettled[tried].mean())
            usual = float(variance[tried][0] * share) ** 0.5
            ratio, known = won[tried] / information[tried] / prior[tried], information[tried] * prior[tried] ** 2
            variance[table.sells == sells] = group_variance(ratio, known, usual=usual, strength=p.spread_groups) / share
    return variance


def _unsettled(table: CaptionTable, params: Params) -> Floats:
    """Part of a caption's variance its uses on all pages leave open (shape (c,), 0-1)."""
    p = params.estimate
    return p.caption_page_share + (1 - p.caption_page_share) * p.caption_fleet_uses / (
        p.caption_fleet_uses + table.fleet_uses
    )


def _percentiles(kind: NDArray[np.int64], mean: Floats, used: NDArray[np.bool_], unknown: float) -> Floats:
    """100 x mid-rank of each used caption among the used captions of its type, `unknown` for the others."""
    score = np.full(kind.size, unknown)
    for group in np.unique(kind[used]):
        members = np.flatnonzero(used & (kind == group))
        ranked = np.sort(mean[members])
        below, upto = (np.searchsorted(ranked, mean[members], side=side) for side in ("left", "right"))
        score[members] = 50.0 * (below + upto) / members.size
    return score


def _put(size: int, place: NDArray[np.int64], values: object, start: float = 1.0) -> Floats:
    column = np.full(size, start)
    column[place] = values
    return column
