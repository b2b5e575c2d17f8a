"""What was loosened where the bank is thin: later caption types, shorter rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.model.schedule import Relaxation
from eros.rules.captions import days_of_rest
from eros.rules.soft.captions import is_tired

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eros.model.schedule import Send
    from eros.rules.base import Context

__all__ = ["caption_relaxations"]


def caption_relaxations(context: Context, said: Sequence[Send]) -> tuple[Relaxation, ...]:
    """Captions of these sends that are not of their send type's first caption type, or rested less than they should."""
    return tuple(_relaxed(context, said))


def _relaxed(context: Context, said: Sequence[Send]) -> Iterator[Relaxation]:
    problem = context.problem
    for send in said:
        first = problem.catalogue.send_types[send.send_type].caption_types[0]
        if send.caption_type is not None and send.caption_type != first:
            yield Relaxation("caption-type", first, send.caption_type, (send.ref,))
        if send.caption_id is not None and is_tired(send, context):
            rest = days_of_rest(send.caption_id, context, problem.clock.date_of(send.week_minute))
            yield Relaxation("reuse", context.estimates.reuse_days, rest or 0, (send.ref,))
