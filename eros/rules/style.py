"""The rule on neighbouring PPV styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.rules.base import Rule
from eros.rules.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.schedule import Schedule, Send, Violation
    from eros.rules.base import Context

__all__ = ["LONELY_STYLES", "STYLE_ADJACENT"]

LONELY_STYLES = ("winner", "bundle")


def _equal_neighbours(schedule: Schedule, context: Context) -> Iterator[Violation]:
    ppvs = [item for item in timeline(schedule, context) if item.send_type.is_ppv and item.send.day >= 0]
    style: str | None = context.problem.last_style
    before: tuple[Send, ...] = ()
    for item in ppvs:
        if item.send.ppv_style == style and style in LONELY_STYLES and (item.own or before):
            yield STYLE_ADJACENT.broken(
                (*before, *item.refs),
                f"two {style} sends follow one another" + ("" if before else " (the first one before this week)"),
                "give one of them another style, or put a PPV of another style between them",
            )
        style, before = item.send.ppv_style, item.refs


STYLE_ADJACENT = Rule(
    "style-adjacent",
    "1.2",
    "Two PPV sends in a row never share a lonely style",
    lambda _: f"{' and '.join(LONELY_STYLES)}; across midnight and from the week before; other sends do not count",
    _equal_neighbours,
)
