"""The captions each send type may use, best first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, count
from typing import TYPE_CHECKING, Any

import numpy as np

from eros.estimate.length import length_factor, length_factors
from eros.rules.captions import KIND, freshness, kind_faults, locked_on, texts_fit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from eros.model.caption import Caption
    from eros.model.catalogue import SendType
    from eros.model.schedule import Send
    from eros.rules.base import Context

    Numbers = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

__all__ = ["CaptionPool", "Option", "Options"]


@dataclass(frozen=True, slots=True)
class Option:
    """A caption a send type may use.

    `step` is its place in the type's list of caption types, `factor` its value over an average caption of the first.
    """

    caption: Caption
    step: int
    factor: float


@dataclass(frozen=True, eq=False)
class Bank:
    """The captions of a problem ascending by id, as columns (c,).

    `kinds` numbers the caption types, `contents` the content types; `style` is "" for none; `last_used` is the ordinal of
    the page's last use, -inf for none; `chars` are those of the trimmed text.
    """

    captions: Sequence[Caption]
    ids: Numbers
    kinds: Mapping[str, int]
    kind: Numbers
    contents: Mapping[str, int]
    content: Numbers
    style: NDArray[np.str_]
    last_used: Floats
    multiplier: Floats
    score: Floats
    chars: Numbers
    length: Floats


@dataclass(frozen=True, eq=False)
class Options:
    """Captions a send type may use, best factor first (ties by caption id); arrays (n,), `rows` are places in the bank."""

    bank: Bank
    rows: Numbers
    step: Numbers
    factor: Floats

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Option]:
        return (self.at(place) for place in range(len(self)))

    def at(self, place: int) -> Option:
        """One of them."""
        return Option(self.bank.captions[self.rows[place]], int(self.step[place]), float(self.factor[place]))

    def where(self, chosen: Mask) -> Options:
        """Some of them."""
        return Options(self.bank, self.rows[chosen], self.step[chosen], self.factor[chosen])

    def rest_days(self, on: date) -> Floats:
        """Days since this page last used each; inf where it never did."""
        return np.asarray(on.toordinal() - self.bank.last_used[self.rows])


@dataclass(frozen=True)
class CaptionPool:
    """Captions of the problem that no HARD rule forbids, by send type.

    Standing rules (owner, vault, content ...) are applied here once; rules that depend on the send's date by `free`.
    """

    context: Context

    @cached_property
    def bank(self) -> Bank:
        """Every caption of the problem."""
        problem, estimates = self.context.problem, self.context.estimates.captions
        drawn = problem.drawn
        kinds, contents, styles = (drawn.labels(name) for name in ("caption_type", "content_type", "ppv_style"))
        places = estimates.places(drawn.ids)
        used = {caption_id: day for caption_id, day in problem.last_used.items() if caption_id in problem.captions}
        last_used = np.full(drawn.ids.size, -np.inf)
        last_used[np.searchsorted(drawn.ids, [*used])] = [day.toordinal() for day in used.values()]
        return Bank(
            captions=drawn.rows,
            ids=drawn.ids,
            kinds=kinds.numbers,
            kind=kinds.column,
            contents=contents.numbers,
            content=contents.column,
            style=np.array([*styles.numbers, ""], dtype=np.str_)[styles.column],
            last_used=last_used,
            multiplier=estimates.multiplier[places],
            score=estimates.score[places],
            chars=drawn.chars,
            length=length_factors(drawn.chars, self.context.params),
        )

    @cached_property
    def options(self) -> Mapping[str, Options]:
        """By send type key."""
        return {t.key: self._options(t) for t in self.context.problem.send_types}

    @cached_property
    def content_weight(self) -> Floats:
        """By row of the bank: how many times its worth a caption's content counts."""
        weights = self.context.estimates.triggers.contents
        return np.array([weights.get(content, 1.0) for content in self.bank.contents])[self.bank.content]

    @cached_property
    def classes(self) -> tuple[tuple[str, ...], Numbers]:
        """Value classes of captions: their names and the class of every caption of the bank, -1 for one of no use.

        A class is a range of ranks within a caption type; each is twice as large as the one before.
        """
        first = self.context.params.plan.caption_class_size
        found = np.full(len(self.bank.captions), -1, dtype=np.int64)
        names: dict[str, int] = {}
        seen: dict[str, int] = {}
        for send_type in (t for t in self.context.problem.send_types if not t.is_followup):
            new = self.options[send_type.key].rows
            new = new[found[new] < 0]
            for caption_type in send_type.caption_types:
                rows = new[self.bank.kind[new] == self.bank.kinds.get(caption_type, -1)]
                levels = np.log2((seen.get(caption_type, 0) + np.arange(rows.size)) / first + 1.0).astype(np.int64)
                for level in np.unique(levels).tolist():
                    found[rows[levels == level]] = names.setdefault(f"{caption_type}/{level}", len(names))
                seen[caption_type] = seen.get(caption_type, 0) + rows.size
        return tuple(names), found

    def free(self, send_type: SendType, on: date) -> Options:
        """The options whose rest and locks allow them on that date."""
        options = self.options[send_type.key]
        rules = self.context.params.rules
        allowed = freshness(options.rest_days(on), rules) >= rules.freshness_min
        if send_type.is_ppv and (locked := locked_on(self.context, on)):
            allowed &= ~np.isin(self.bank.ids[options.rows], sorted(locked))
        return options.where(allowed)

    def factor_of(self, send: Send) -> float | None:
        """Value of a send's own text over an average caption: of the bank's caption or by length; None without text."""
        if send.caption_text is None:
            return None
        kind = self.context.problem.catalogue.send_types[send.send_type]
        caption = self.context.problem.captions.get(send.caption_id or 0)
        length = length_factor(send.caption_text if caption is None else caption.text, self.context.params)
        own = length if kind.requires_price else 1.0
        if caption is None:
            return own
        listed = caption.caption_type in kind.caption_types
        step = kind.caption_types.index(caption.caption_type) if listed else 0
        multiplier = self.context.estimates.captions[caption.caption_id].multiplier
        return self._kept(step) * multiplier * own

    @cached_property
    def _allowed(self) -> tuple[Mask, Mask]:
        """Captions of the bank that may stand in sends without media and in sends with media.

        What a caption's kind decides is asked once for each kind.
        """
        fit = self._proven.copy()
        drawn = self.context.problem.drawn
        fit[fit] = texts_fit(compress(drawn.values_of("text"), fit), self.context)
        number = defaultdict[tuple[Any, ...], int](count().__next__)
        kind = np.array([*map(number.__getitem__, zip(*map(drawn.values_of, KIND), strict=True))], dtype=np.int64)
        examples = [drawn.rows[row] for row in np.unique(kind, return_index=True)[1].tolist()]

        def of_kinds(*, needs_media: bool) -> Mask:
            allowed = [not kind_faults(caption, self.context, needs_media=needs_media) for caption in examples]
            return fit & np.array(allowed, dtype=np.bool_)[kind]

        return of_kinds(needs_media=False), of_kinds(needs_media=True)

    @cached_property
    def _proven(self) -> Mask:
        """Captions clear of the limit of rule `performance`; in cautious modes also used often enough on some page.

        A score is a percentile among what is drawn: judged again beside other captions it may be a little lower.
        """
        plan, least = self.context.params.plan, self.context.params.rules.performance_min
        clear = np.asarray(self.bank.score >= least + plan.performance_margin)
        if self.context.problem.wishes.mode == "optimize":
            return clear
        return clear & (self.context.problem.drawn.fleet_uses >= plan.proven_uses)

    def _options(self, send_type: SendType) -> Options:
        allowed = self._allowed[send_type.requires_media]
        kinds = [self.bank.kinds.get(caption_type, -1) for caption_type in send_type.caption_types]
        by_step = [np.flatnonzero(allowed & (self.bank.kind == kind)) for kind in kinds]
        rows = np.concatenate([np.zeros(0, dtype=np.int64), *by_step])
        step = np.repeat(np.arange(len(by_step)), [len(part) for part in by_step])
        factor = np.array([self._kept(s) for s in range(len(by_step))])[step] * self.bank.multiplier[rows]
        factor = factor * self.bank.length[rows] if send_type.requires_price else factor
        order = np.lexsort((self.bank.ids[rows], -factor))
        return Options(self.bank, rows[order], step[order], factor[order])

    def _kept(self, step: int) -> float:
        """The share of its value a caption keeps so many steps down a type's list."""
        return float((1.0 - self.context.params.plan.fallback_penalty) ** step)
