"""Types whose captions all show one content: how often a week may show it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eros.model.catalogue import SendType
    from eros.plan.allocation_model import AllocationModel

__all__ = ["contents_repeat"]


def contents_repeat(m: AllocationModel) -> None:
    """What a day and the week show of a content beyond its limits has a price (rule `content-repeat`).

    Of types that could show another content the captions are chosen for that.
    """
    plan, types = m.given.context.params.plan, _by_only_content(m)
    shown = Counter[tuple[int, str]]()
    kinds = m.given.context.problem.catalogue.send_types
    shown.update((send.day, send.content_type or "") for send in m.given.fixed if kinds[send.send_type].requires_media)
    for content, alike in types.items():
        for day in range(7):
            _few(m, alike, [day], plan.content_per_day - shown[day, content])
        _few(m, alike, range(7), plan.content_per_week - sum(shown[day, content] for day in range(7)))


def _by_only_content(m: AllocationModel) -> dict[str, list[SendType]]:
    """The types with media that show one content alone, by content."""
    bank = m.given.pool.bank
    found: dict[str, list[SendType]] = {}
    names = {number: name for name, number in bank.contents.items()}
    for kind in m.given.types:
        contents = bank.content[m.given.pool.options[kind.key].rows]
        if kind.requires_media and contents.size and contents.min() == contents.max():
            found.setdefault(names[int(contents[0])], []).append(kind)
    return found


def _few(m: AllocationModel, types: Sequence[SendType], days: Iterable[int], room: int) -> None:
    plan = m.given.context.params.plan
    copies = [c for day in days for kind in types for c in m.copies.get((day, kind.key), ())]
    if len(copies) > max(0, room):
        beyond = m.model.column(-plan.content_repeat_price * m.given.worth.unit, len(copies))
        m.model.at_most([*copies, beyond], max(0, room), [1.0] * len(copies) + [-1.0])
