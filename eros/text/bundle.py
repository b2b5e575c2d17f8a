"""What a bundle's text says of money, held against the money itself (rule `bundle-value`)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import re2

from eros.text.check import advice, joined, passed, review
from eros.text.cues import cue_words, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eros.text.check import Check, Fault

__all__ = ["Stated", "bundle_faults", "check_bundle", "stated_amounts"]

_DIGITS = frozenset("0123456789.")


@dataclass(frozen=True, slots=True)
class Stated:
    """Amounts a text states, in cents and in their order: of worth, of saving, and the others, which are prices."""

    anchors: tuple[int, ...]
    savings: tuple[int, ...]
    prices: tuple[int, ...]

    def claimed(self, price_cents: int | None) -> int | None:
        """The greatest worth a text claims: an anchor, or the price and what is saved; None without either."""
        saved = () if price_cents is None else tuple(price_cents + saving for saving in self.savings)
        return max((*self.anchors, *saved), default=None)


@lru_cache(maxsize=1 << 12)
def stated_amounts(text: str) -> Stated:
    """Every amount of money of a text by what it is said to be."""
    words = plain(text)
    claims = {kind: [(m.start(), m.end()) for m in _patterns()[kind].finditer(words)] for kind in ("anchor", "saving")}
    found: dict[str, list[int]] = {"anchor": [], "saving": [], "price": []}
    for match in _patterns()["amount"].finditer(words):
        kind = next((kind for kind, spans in claims.items() if _lies_in(match.start(), spans)), "price")
        found[kind].append(_cents(match.group()))
    return Stated(tuple(found["anchor"]), tuple(found["saving"]), tuple(found["price"]))


def bundle_faults(text: str, price_cents: int | None, singles_cents: Sequence[int] = ()) -> Iterator[Fault]:
    """What a bundle's text says that is not true, and what it leaves unsaid."""
    stated, total = stated_amounts(text), sum(singles_cents)
    yield from _wrong(stated, price_cents, total)
    yield from _unsaid(stated, price_cents, total)


def check_bundle(text: str, price_cents: int | None, singles_cents: Sequence[int] = ()) -> Check:
    """Rule `bundle-value`: the text states its price, and no more worth than the real single prices add up to.

    `price_cents` is the send's price, None where it is not settled; without single prices a worth cannot be held
    against anything. What is said must be true; what is not said is advice, a worth only where single prices prove it.
    """
    stated, total = stated_amounts(text), sum(singles_cents)
    if wrong := tuple(_wrong(stated, price_cents, total)):
        return review("bundle-value", *joined(wrong))
    if unsaid := tuple(_unsaid(stated, price_cents, total)):
        return advice("bundle-value", *joined(unsaid))
    claimed = stated.claimed(price_cents)
    worth = "no worth" if claimed is None else f"a worth of {_money(claimed)}"
    return passed("bundle-value", f"states {', '.join(map(_money, stated.prices))} and {worth}")


def _wrong(stated: Stated, price: int | None, total: int) -> Iterator[Fault]:
    if stated.prices and price is not None and price not in stated.prices:
        said = " and ".join(map(_money, stated.prices))
        yield f"says {said}, the price is {_money(price)}", f"write {_money(price)}"
    claimed = stated.claimed(price)
    if (stated.anchors or stated.savings) and (claimed is None or not total):
        yield "claims a worth that nothing proves", "give the single prices and the price, or leave the claim out"
    elif claimed is not None and claimed > total:
        yield f"claims {_money(claimed)}, the parts cost {_money(total)}", f"claim {_money(total)} at most"


def _unsaid(stated: Stated, price: int | None, total: int) -> Iterator[Fault]:
    if not stated.prices:
        yield "states no price", "say the price" if price is None else f"say the price, {_money(price)}"
    if price is not None and total > price and stated.claimed(price) is None:
        yield "states no worth", f"say what the parts cost singly, {_money(total)}"


def _lies_in(place: int, spans: list[tuple[int, int]]) -> bool:
    """Spans rise and do not overlap."""
    before = bisect_right(spans, place, key=itemgetter(0)) - 1
    return before >= 0 and place < spans[before][1]


def _cents(amount: str) -> int:
    digits = "".join(sign for sign in amount if sign in _DIGITS)
    whole, _, part = digits.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def _money(cents: int) -> str:
    return f"${cents / 100:,.2f}"


@cache
def _patterns() -> Mapping[str, Any]:
    data = cue_words("bundle.yaml")
    amount = f"(?:{'|'.join(data['amount'])})"
    return {kind: re2.compile("|".join(data[kind]).replace("{amount}", amount)) for kind in data}
