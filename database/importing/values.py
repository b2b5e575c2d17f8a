"""Cells into values. Each reader takes a stripped text that is not empty and raises BadCellError where it says nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "BadCellError",
    "bounded_text",
    "choice",
    "count",
    "decimal",
    "money_cents",
    "named",
    "plain_name",
    "plain_text",
    "share_or_count",
    "shown",
    "yes_no",
]

_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0"})
_WHOLE = re.compile(r"(?P<whole>\d+|\d{1,3}(,\d{3})+|\d{1,3}([ \u00a0\u202f]\d{3})+)(\.0)?", re.ASCII)
_MONEY = re.compile(r"(USD|US\$|\$)?\s*(?P<amount>[\d.,]+)\s*(USD|\$)?", re.ASCII | re.IGNORECASE)
_DECIMAL_POINT = re.compile(r"(?P<whole>\d+|\d{1,3}(,\d{3})+)?(\.(?P<rest>\d+))?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"(?P<whole>\d+|\d{1,3}(\.\d{3})+)?,(?P<rest>\d{1,2})", re.ASCII)
_LINE_END = re.compile(r"<br ?/?>|</(?:p|div)>")
_PLAIN_TAG = re.compile(r"<(?:p|div|span|b|i|u|em|strong)>|</(?:span|b|i|u|em|strong)>")
_HALF = re.compile("[\ud800-\udfff]")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)
_PERCENT = re.compile(r"(?P<value>\d{1,3}([.,]\d+)?)\s*%", re.ASCII)


class BadCellError(ValueError):
    """What a cell holds and what it should hold; becomes the reason of a RowProblem."""


def count(raw: str, largest: int) -> int:
    """A whole number 0..largest; `1,490`, `1490` and `1490.0` are the same."""
    if not (match := _WHOLE.fullmatch(raw)):
        raise BadCellError(f"{shown(raw)} is not a whole number of 0 or more")
    return _bounded(raw, _digits(match["whole"]), largest)


def share_or_count(raw: str, largest: int, whole: int) -> int:
    """A count, or a percentage of `whole` (`2.48%` of 1,490 is 37)."""
    if not (match := _PERCENT.fullmatch(raw)):
        return count(raw, largest)
    share = Decimal(match["value"].replace(",", "."))
    if share > 100:
        raise BadCellError(f"{shown(raw)} is more than 100 %")
    return int((share * whole / 100).to_integral_value())


def money_cents(raw: str, largest: int) -> int:
    """Dollars into cents, 0..largest: `5`, `5.00`, `$5.00`, `1,490.50`, `1.490,50`; two decimals at most."""
    match = _MONEY.fullmatch(raw)
    amount = match and (_DECIMAL_COMMA.fullmatch(match["amount"]) or _DECIMAL_POINT.fullmatch(match["amount"]))
    if not amount or not (amount["whole"] or amount["rest"]):
        raise BadCellError(f"{shown(raw)} is not an amount of dollars of 0 or more, such as 5.00")
    rest = amount["rest"] or ""
    if len(rest) > 2:
        raise BadCellError(f"{shown(raw)} has more than two decimals")
    return _bounded(raw, _digits(amount["whole"] or "0") * 100 + int(rest.ljust(2, "0")), largest)


def decimal(raw: str, low: float, high: float) -> float:
    """A number low..high, such as 0.5."""
    if not _NUMBER.fullmatch(raw) or not low <= float(raw) <= high:
        raise BadCellError(f"{shown(raw)} is not a number from {low:g} to {high:g}, such as 0.5")
    return float(raw)


def yes_no(raw: str) -> bool:
    """`yes`, `true`, `1`, `x` or `no`, `false`, `0` in any case."""
    word = raw.casefold()
    if word not in _YES | _NO:
        raise BadCellError(f"{shown(raw)} is neither yes nor no")
    return word in _YES


def choice(raw: str, names: dict[str, str], what: str) -> str:
    """The key of a name; `names` maps `plain_name` forms to keys."""
    if (key := names.get(plain_name(raw))) is None:
        known = ", ".join(sorted(set(names.values())))
        raise BadCellError(f"no {what} {shown(raw)}; known: {known}")
    return key


def plain_name(name: str) -> str:
    """A header or key without case and punctuation: `Sent At` and `sent_at` are the same."""
    return "".join(filter(str.isalnum, name.casefold()))


def named(keys: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A table for `choice` from pairs of key and display name."""
    return {plain_name(name): key for key, title in keys for name in (title, key)}


def bounded_text(raw: str, longest: int) -> str:
    """The text itself, when it is not too long and holds no NUL and no half of a character."""
    if len(raw) > longest:
        raise BadCellError(f"the text has {len(raw)} characters; at most {longest} are taken")
    if "\0" in raw:
        raise BadCellError("the text holds a NUL character")
    if not raw.isascii() and _HALF.search(raw):
        raise BadCellError("the text holds half a character (a lone surrogate)")
    return raw


def plain_text(html: str) -> str:
    """The words of a piece of HTML; <br> and the end of a block make a new line."""
    if "<" not in html and "&" not in html:
        return html
    return _simple(html) or _parsed(html)


def _simple(html: str) -> str | None:
    """The words where nothing but plain tags is in the way, much sooner than a parser finds them; None elsewhere."""
    bare = _PLAIN_TAG.sub("", _LINE_END.sub("\n", html))
    return None if "<" in bare or "&" in bare else _lines(bare)


def _parsed(html: str) -> str:
    reader = _Words()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError as error:  # how html.parser refuses a broken <![ section
        raise BadCellError(f"the HTML {shown(html)} cannot be read ({error})") from error
    return _lines("".join(reader.parts))


def _lines(words: str) -> str:
    return "\n".join([" ".join(line.split()) for line in words.split("\n")]).strip()


class _Words(HTMLParser):
    """Collects what a reader of the page would see."""

    BLOCKS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
    HIDDEN = frozenset({"script", "style"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's signature
        if tag == "br":
            self.parts.append("\n")
        self._hidden += tag in self.HIDDEN

    def handle_endtag(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self.parts.append("\n")
        self._hidden -= tag in self.HIDDEN and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _digits(raw: str) -> int:
    return int("".join(filter(str.isdigit, raw)))


def _bounded(raw: str, value: int, largest: int) -> int:
    if value > largest:
        raise BadCellError(f"{shown(raw)} is larger than {largest}")
    return value


def shown(raw: str) -> str:
    """A cell as a message quotes it."""
    return repr(raw if len(raw) <= 40 else f"{raw[:40]}…")
