"""SOFT rule on how many priced texts have the length that earns most."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import compress
from typing import TYPE_CHECKING

from eros.rules.soft.base import SoftRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eros.model.schedule import Send, Warning_
    from eros.params import Params
    from eros.rules.base import Context
    from eros.rules.soft.base import Judged

__all__ = ["LENGTH", "best_lengths", "has_best_length", "length_room", "other_lengths"]

ROUNDING = 1e-9


def best_lengths(params: Params) -> range:
    """The lengths of trimmed texts, in characters, of the class with the best multiplier."""
    table = params.estimate
    best = table.length_multipliers.index(max(table.length_multipliers))
    bounds = (0, *table.length_bounds, sys.maxsize)
    return range(bounds[best], bounds[best + 1])


def has_best_length(text: str, params: Params) -> bool:
    """Whether a text has one of them."""
    return len(text.strip()) in best_lengths(params)


def length_room(priced_sends: int, params: Params) -> int:
    """How many of so many priced sends may have texts of other lengths."""
    return int((1.0 - params.plan.length_share) * priced_sends + ROUNDING)


def other_lengths(sends: Sequence[Send], context: Context) -> tuple[list[Send], int]:
    """The priced sends whose texts have other lengths, and how many priced sends there are."""
    types = context.problem.catalogue.send_types
    priced = [send for send in sends if types[send.send_type].requires_price]
    texts = [send for send in priced if send.caption_text is not None]
    return [send for send in texts if not has_best_length(send.caption_text or "", context.params)], len(priced)


def _too_many(judged: Judged) -> Iterator[Warning_]:
    params = judged.context.params
    other, priced = other_lengths(judged.live, judged.context)
    excess = len(other) - length_room(priced, params)
    if excess > 0 and params.plan.length_price:
        best = best_lengths(params)
        said = (
            f"{len(other)} of {priced} priced texts have less than {best.start} or more than {best.stop - 1} characters"
        )
        price = excess * params.plan.length_price * judged.unit
        yield LENGTH.broken(other, price, f"{said}: {_why(judged)}")


def _why(judged: Judged) -> str:
    """The send types for which the page's captions of that length are too few, else that others earn more."""
    context, drawn, best = judged.context, judged.context.problem.drawn, best_lengths(judged.context.params)
    fit = (drawn.chars >= best.start) & (drawn.chars < best.stop)
    held = Counter(compress(drawn.values_of("caption_type"), fit))
    asked = Counter(send.send_type for send in judged.live if judged.kind(send).requires_price)
    types = context.problem.catalogue.send_types
    found = {key: sum(held[name] for name in types[key].caption_types) for key in sorted(asked)}
    thin = [f"{key} ({count} for {asked[key]})" for key, count in found.items() if count < asked[key]]
    if thin:
        return f"the bank holds too few others for {', '.join(thin)}"
    return "what else may stand there is worth less than the price of this"


LENGTH = SoftRule(
    "length",
    "2.1",
    "Most priced texts have the length that earns most",
    lambda p: (
        f"{p.plan.length_share:.0%} of them {best_lengths(p).start}-{best_lengths(p).stop - 1} characters; the length is "
        f"also a factor on what a text is expected to bring; {p.plan.length_price:g} send values per text too many"
    ),
    _too_many,
)
