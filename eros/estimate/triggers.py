"""Volume triggers and rare winners (rules `triggers`, `low-frequency-winners`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import comb, prod
from typing import TYPE_CHECKING

import numpy as np

from eros.estimate.interval import student_quantile
from eros.estimate.settle import settled
from eros.estimate.trend import shrunk_trend
from eros.model.triggers import RareWinner, Trigger, Triggers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from eros.estimate.evidence import Evidence
    from eros.estimate.outcome import Outcomes
    from eros.model.estimates import Ranking
    from eros.model.problem import Problem
    from eros.model.triggers import SubjectKind
    from eros.params import Params
    from eros.params.triggers import TriggerParams

    Bools = NDArray[np.bool_]

__all__ = ["triggers_of"]

MONTH, WEEK = 30, 7


@dataclass(frozen=True)
class _Subject:
    """A content type or send type: its ranking, the messages of it (shape (n,) of the evidence), and the page around it.

    `ratio` is earnings per message over the page's median, pooled; `rate` its purchases per recipient; `uses` priced
    messages of the month.
    """

    kind: SubjectKind
    key: str
    ranking: Ranking
    mine: Bools
    ratio: float
    rate: float
    uses: int


@dataclass(frozen=True)
class _Page:
    """The page's messages: of sales and views only the latest, those a trend or a slope looks at."""

    evidence: Evidence
    sold: Outcomes
    seen: Outcomes
    params: Params

    @property
    def rules(self) -> TriggerParams:
        return self.params.triggers

    @cached_property
    def month(self) -> NDArray[np.int64]:
        """The month's priced messages, those that earned most first."""
        rows = np.flatnonzero(self.evidence.priced & (self.evidence.age < MONTH))
        return rows[np.argsort(-self.evidence.history.earnings_cents[rows], kind="stable")]


def triggers_of(
    problem: Problem,
    evidence: Evidence,
    outcomes: Outcomes,
    views: Outcomes,
    *,
    contents: Mapping[str, Ranking],
    send_types: Mapping[str, Ranking],
    restraint: float,
    params: Params,
) -> Triggers:
    """What history says to send more or less of; nothing once the evidence is older than it may be at the week's start.

    Of the rising reasons of a subject the first holds, falling ones hold besides. `restraint` is what page-wide
    saturation leaves of the volume (0-1): a falling reason takes away only what that has not taken (one signal counts
    once).
    """
    rules = params.triggers
    age = problem.week_start.toordinal() - evidence.today
    if age > rules.expires_days or not evidence.priced.any():
        return Triggers()
    sold, seen = (_latest(evidence, of, rules) for of in (outcomes.take(outcomes.sold), views))
    page = _Page(evidence, sold, seen, params)
    content_keys, type_keys = evidence.history.content_types, tuple(t.key for t in evidence.types)
    subjects = [
        *_subjects(page, "content type", evidence.history.content_type, content_keys, contents),
        *_subjects(page, "send type", evidence.kind, type_keys, send_types),
    ]
    often = {kind: _often([s.rate for s in subjects if s.kind == kind], rules) for kind in {s.kind for s in subjects}}
    found = [trigger for subject in subjects for trigger in _of(page, subject, often[subject.kind])]
    return Triggers(
        tuple(found),
        _net(found, "content type", restraint, rules),
        _net(found, "send type", restraint, rules),
        tuple(_rare_winners(problem, subjects, rules)),
    )


def _latest(evidence: Evidence, outcomes: Outcomes, rules: TriggerParams) -> Outcomes:
    return outcomes.take(evidence.age[outcomes.row] < max(2 * WEEK, rules.saturating_days))


def _often(rates: Sequence[float], rules: TriggerParams) -> float:
    """The purchases per recipient from which on a subject sells often."""
    return float(np.quantile(rates, 1.0 - rules.high_performer_share))


def _subjects(
    page: _Page, kind: SubjectKind, of: NDArray[np.int64], keys: Sequence[str], rankings: Mapping[str, Ranking]
) -> Iterator[_Subject]:
    evidence = page.evidence
    windows = {days: _window(evidence, days) for days in {ranking.window_days for ranking in rankings.values()}}
    for key in sorted(rankings):
        ranking = rankings[key]
        inside, median = windows[ranking.window_days]
        mine = evidence.priced & (of == keys.index(key))
        near = mine & inside
        yield _Subject(
            kind,
            key,
            ranking,
            mine,
            ratio=ranking.rps_cents / median if median > 0 else 0.0,
            rate=float(evidence.history.purchased[near].sum() / max(evidence.history.sent[near].sum(), 1)),
            uses=int((mine & (evidence.age < MONTH)).sum()),
        )


def _window(evidence: Evidence, days: int) -> tuple[Bools, float]:
    """The priced messages of the last days (0 = all) and the median of what they earned."""
    inside = evidence.priced & (evidence.age < days) if days else evidence.priced
    return inside, float(np.median(evidence.history.earnings_cents[inside]))


def _of(page: _Page, subject: _Subject, often: float) -> Iterator[Trigger]:
    """The first rising reason of a subject, and every falling one."""
    yield from islice(_rising(page, subject, often), 1)
    yield from _falling(page, subject)


def _rising(page: _Page, subject: _Subject, often: float) -> Iterator[Trigger]:
    rules, n = page.rules, subject.ranking.n
    said = f"{subject.ratio:.1f} times the page's median message"
    much = subject.ratio > rules.high_performer_ratio and subject.rate >= often
    if subject.ranking.tier != "UNKNOWN" and much:
        yield _trigger(subject, "HIGH_PERFORMER", rules.high_performer, n, f"{said}, sells often")
    change = _change(page, page.sold, subject)
    if change > rules.trending_change:
        weeks = int((subject.mine & (page.evidence.age < 2 * WEEK)).sum())
        yield _trigger(subject, "TRENDING_UP", rules.trending, weeks, f"{change:+.0%} on the week before, shrunk")
    if subject.ratio > rules.emerging_ratio and 0 < subject.uses < rules.rare_uses:
        yield _trigger(subject, "EMERGING_WINNER", rules.emerging, n, f"{said}, {subject.uses} uses in {MONTH} days")
    if subject.kind == "content type":
        yield from _trait(page, subject)


def _falling(page: _Page, subject: _Subject) -> Iterator[Trigger]:
    rules = page.rules
    slope, n = _slope(page, subject)
    if slope is not None and slope <= -rules.saturating_slope:
        yield _trigger(
            subject, "SATURATING", rules.saturating, n, f"{slope:+.0%} a day over {rules.saturating_days} days"
        )
    change = _change(page, page.seen, subject)
    if change < -rules.tired_change:
        weeks = int((subject.mine & page.evidence.seen & (page.evidence.age < 2 * WEEK)).sum())
        yield _trigger(
            subject, "AUDIENCE_FATIGUE", rules.tired, weeks, f"{change:+.0%} views on the week before, shrunk"
        )


def _trigger(subject: _Subject, name: str, factor: float, n: int, evidence: str) -> Trigger:
    return Trigger(name, subject.kind, subject.key, factor, n, evidence)  # type: ignore[arg-type]


def _change(page: _Page, outcomes: Outcomes, subject: _Subject) -> float:
    """The change of a subject's outcomes from the week before to the last week, shrunk."""
    return shrunk_trend(page.evidence, outcomes.take(subject.mine[outcomes.row]), WEEK, page.params.volume)


def _slope(page: _Page, subject: _Subject) -> tuple[float | None, int]:
    """Relative change a day of what a subject's messages bring, and their number; None unless it is surely a fall.

    Least squares weighted by precision over the last days; a fall is sure when the interval of the slope ends below zero.
    """
    mine = page.sold.take(subject.mine[page.sold.row])
    mine = mine.take(page.evidence.age[mine.row] < page.rules.saturating_days)
    days = -page.evidence.age[mine.row].astype(np.float64)
    if np.unique(days).size <= 3:
        return None, len(mine)
    weight = mine.precision
    centre, level = (float((weight * values).sum() / weight.sum()) for values in (days, mine.ratio))
    spread = float((weight * (days - centre) ** 2).sum())
    slope = float((weight * (days - centre) * mine.ratio).sum()) / spread
    half = student_quantile(page.params.estimate.interval_level, len(mine) - 2) * spread**-0.5
    if level <= 0 or slope + half >= 0:
        return None, len(mine)
    return slope / level, len(mine)


def _trait(page: _Page, subject: _Subject) -> Iterator[Trigger]:
    """A content type that most of the month's top messages share, and the rest do not (Fisher's exact test, one side)."""
    rules, size = page.rules, page.month.size
    if size < max(rules.trait_messages, rules.trait_top + 1):
        return
    has = subject.mine[page.month]
    top, all_of = int(has[: rules.trait_top].sum()), int(has.sum())
    share = top / rules.trait_top
    if share >= rules.trait_share and chance_of(top, rules.trait_top, all_of, size) < rules.trait_p:
        least, most = rules.trait
        factor = least + (most - least) * (share - rules.trait_share) / (1.0 - rules.trait_share)
        said = f"{top} of the {rules.trait_top} best messages, {all_of} of all {size}"
        yield _trigger(subject, "TRAIT", settled(factor), size, said)


def chance_of(top: int, drawn: int, having: int, size: int) -> float:
    """The chance that `drawn` of `size` messages, `having` of which have a trait, hold `top` or more of these.

    Hypergeometric tail (R. A. Fisher, The logic of inductive inference, JRSS 98, 1935).
    """
    ways = sum(comb(having, k) * comb(size - having, drawn - k) for k in range(top, min(drawn, having) + 1))
    return ways / comb(size, drawn)


def _net(found: Sequence[Trigger], kind: SubjectKind, restraint: float, rules: TriggerParams) -> dict[str, float]:
    """The weight by subject within the bounds; of page-wide restraint and a falling reason the stronger one counts."""
    low, high = rules.bounds
    net = {}
    for key in sorted({trigger.subject for trigger in found if trigger.kind == kind}):
        mine = [trigger.factor for trigger in found if trigger.kind == kind and trigger.subject == key]
        fall = min(prod(factor for factor in mine if factor < 1.0), restraint) / restraint
        weight = min(max(prod(factor for factor in mine if factor >= 1.0) * fall, low), high)
        if weight != 1.0:
            net[key] = settled(weight)
    return net


def _rare_winners(problem: Problem, subjects: Sequence[_Subject], rules: TriggerParams) -> Iterator[RareWinner]:
    """Content types of the vault that earn well and are rarely sent, best first."""
    held = [s for s in subjects if s.kind == "content type" and s.key in problem.vault]
    for subject in sorted(held, key=lambda s: (-s.ratio, s.key)):
        ever = int(subject.mine.sum())
        target = next((uses for least, uses in rules.winner_targets if subject.ratio > least), 0)
        if target and subject.uses < rules.rare_uses and ever >= rules.winner_uses:
            yield RareWinner(subject.key, round(subject.ratio, 2), subject.uses, ever, target)
