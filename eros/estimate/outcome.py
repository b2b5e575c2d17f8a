"""What each message did, relative to what its type does."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.estimate.evidence import Evidence, Trials
    from eros.estimate.rates import TypeRates
    from eros.estimate.response import Responses

    Floats = NDArray[np.float64]

__all__ = ["Outcomes", "outcomes_of", "views_of"]


@dataclass(frozen=True)
class Outcomes:
    """One outcome per message that has one, oldest first: a purchase where it was to be sold, else a view.

    Arrays (m,): `row` into the evidence, `ratio` of outcome to expectation (mean near 1), `noise` the binomial variance
    of that ratio, `spread` the variance between messages beyond it, `sold` whether the outcome is a purchase.
    """

    row: NDArray[np.int64]
    ratio: Floats
    noise: Floats
    spread: Floats
    sold: NDArray[np.bool_]

    def __len__(self) -> int:
        return int(self.row.size)

    @property
    def precision(self) -> Floats:
        """1 / variance of each ratio."""
        return 1.0 / (self.noise + self.spread)

    def take(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Outcomes:
        """Some of the messages, by mask or by position."""
        return Outcomes(self.row[which], self.ratio[which], self.noise[which], self.spread[which], self.sold[which])


def outcomes_of(evidence: Evidence, responses: Responses) -> Outcomes:
    """Outcomes of all messages; what the responses' exposures account for is no part of the ratio."""
    bought = _relative(responses.sales, responses.sale, sold=True)
    looked = views_of(responses)
    looked = looked.take(~evidence.selling[looked.row])
    both = Outcomes(*(np.concatenate([getattr(bought, f.name), getattr(looked, f.name)]) for f in fields(bought)))
    return both.take(np.argsort(both.row, kind="stable"))


def views_of(responses: Responses) -> Outcomes:
    """The views of every message that counted them, sold or not."""
    return _relative(responses.views, responses.view, sold=False)


def _relative(trials: Trials, rates: TypeRates, *, sold: bool) -> Outcomes:
    known = rates.mean[trials.kind] > 0
    mean, exposure = rates.mean[trials.kind[known]], trials.exposure[known]
    return Outcomes(
        row=trials.row[known],
        ratio=trials.successes[known] / (exposure * mean),
        noise=(1 - mean) / (exposure * mean),
        spread=np.full(mean.size, rates.message_variance),
        sold=np.full(mean.size, sold),
    )
