"""What the SOFT checks of texts say in the places of a week."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from eros.text.faults import Draft, asked_of_labels, asked_of_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eros.model.caption import Caption
    from eros.model.catalogue import PpvStyle
    from eros.model.schedule import Send
    from eros.rules.base import Context
    from eros.text.check import Check
    from eros.text.faults import Asked

__all__ = ["Fault", "Place", "draft_of", "faults_in", "label_price", "place_of", "words_price"]


@dataclass(frozen=True, slots=True)
class Place:
    """What of a send a text is held against; `price_cents` only where the text may say it, `parent_style` of follow-ups."""

    send_type: str
    channel: str
    price_cents: int | None
    parent_style: PpvStyle | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A check by which another text would be better in the place of a send, with its price in send values."""

    send: Send
    check: Check
    price: float


def place_of(send: Send, sends: Sequence[Send], context: Context) -> Place:
    """The place of a send among the sends of its week."""
    kind = context.problem.catalogue.send_types[send.send_type]
    parents = (other.ppv_style for other in sends if other.ref == send.parent_ref)
    price = send.price_cents if kind.style_group == "bundle" else None
    return Place(send.send_type, send.channel, price, next(parents, None) if kind.is_followup else None)


def draft_of(text: str, caption: Caption | None, place: Place, context: Context) -> Draft:
    """A text in a place; `caption` is the bank's entry of it."""
    problem = context.problem
    return Draft(
        text,
        problem.catalogue.send_types[place.send_type],
        on_wall=not problem.catalogue.channels[place.channel].is_message,
        price_cents=place.price_cents,
        tone=None if caption is None else caption.tone,
        family=None if caption is None else caption.family,
        parent_style=place.parent_style,
    )


def label_price(draft: Draft, context: Context) -> float:
    """What a text costs in send values by its labels: the prices of the rules that would rather see another."""
    return _price(asked_of_labels(draft, context.params.text), context)


def words_price(draft: Draft, context: Context) -> float:
    """What it costs beyond that by its words."""
    return _price(_of_words(draft, context), context)


def _price(asked: Iterable[Asked], context: Context) -> float:
    prices = context.params.text.prices
    return sum(prices[rule.id] for rule, _ in _broken(asked, context))


def _broken(asked: Iterable[Asked], context: Context) -> list[Asked]:
    """Those that would rather see another text; what costs nothing is not asked."""
    prices = context.params.text.prices
    return [(rule, given) for rule, given in asked if prices[rule.id] and rule.is_broken(*given)]


def _of_words(draft: Draft, context: Context) -> Iterator[Asked]:
    return asked_of_words(draft, context.params.text, context.problem.persona)


def faults_in(sends: Sequence[Send], context: Context) -> tuple[Fault, ...]:
    """Every fault of the texts of a week, in the order of its sends; what went out is left alone."""
    found, prices = [], context.params.text.prices
    for send in sends:
        if send.caption_text is not None and send.status != "sent":
            caption = context.problem.captions.get(send.caption_id or 0)
            draft = draft_of(send.caption_text, caption, place_of(send, sends, context), context)
            asked = chain(asked_of_labels(draft, context.params.text), _of_words(draft, context))
            found += [Fault(send, rule.check(*given), prices[rule.id]) for rule, given in _broken(asked, context)]
    return tuple(found)
