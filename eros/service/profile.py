"""Who a page is: how it sounds, how its rotation stands, how good its data is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from eros.rules.rotation import Turns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eros.model.caption import Caption
    from eros.model.caption_estimates import CaptionEstimate
    from eros.model.creator import Persona
    from eros.model.rotation import Rotation
    from eros.rules.base import Context

__all__ = ["Health", "Lengths", "health", "lengths", "rotation", "voice_examples"]


@dataclass(frozen=True, slots=True)
class Lengths:
    """Characters of `n` texts: quartiles."""

    n: int
    lower: int
    median: int
    upper: int


@dataclass(frozen=True, slots=True)
class Health:
    """How far a page's data carries; dates are local.

    `known`: shares (0-1) of its messages with known send type, caption and views; empty without any.
    """

    messages: int
    first: date | None
    last: date | None
    known: Mapping[str, float]
    own_captions: int
    vault: int
    remarks: tuple[str, ...]


def rotation(context: Context) -> Rotation:
    """Where the rotation of PPV styles stands at the start of the week."""
    return Turns(context).at(0)


def lengths(context: Context) -> Lengths | None:
    """How long the page's own captions are; None where it has none."""
    sizes = [len(caption.text.strip()) for caption in _own(context)]
    if not sizes:
        return None
    lower, median, upper = np.quantile(sizes, (0.25, 0.5, 0.75)).round().astype(int).tolist()
    return Lengths(len(sizes), lower, median, upper)


def voice_examples(context: Context, count: int) -> tuple[tuple[Caption, CaptionEstimate], ...]:
    """The page's best own captions: those it has sent before the others, and the best of every type before the second."""
    judged = [(caption, context.estimates.captions[caption.caption_id]) for caption in _own(context)]
    judged.sort(key=lambda pair: (pair[1].n == 0, -pair[1].multiplier, pair[0].caption_id))
    seen = Counter[str]()
    turns: list[tuple[bool, int, int]] = []
    for caption, estimate in judged:
        seen[caption.caption_type] += 1
        turns.append((estimate.n == 0, seen[caption.caption_type], len(turns)))
    return tuple(judged[place] for *_, place in sorted(turns)[:count])


def health(context: Context, persona: Persona | None) -> Health:
    """What is known of a page and, as sentences, what is missing."""
    history, own = context.problem.history, len(_own(context))
    first, last = (date.fromordinal(int(day)) for day in history.day[[0, -1]]) if len(history) else (None, None)
    known = {"send_type": history.send_type >= 0, "caption": history.caption_id > 0, "views": history.viewed >= 0}
    return Health(
        messages=len(history),
        first=first,
        last=last,
        known={name: round(float(mask.mean()), 4) for name, mask in known.items() if len(history)},
        own_captions=own,
        vault=len(context.problem.vault),
        remarks=tuple(_remarks(context, last, persona, own)),
    )


def _remarks(context: Context, last: date | None, persona: Persona | None, own: int) -> Iterator[str]:
    problem = context.problem
    today = problem.as_of.astimezone(problem.creator.zone).date()
    if not problem.creator.is_active:
        yield f"The page is inactive and not planned: eros page set {problem.creator.page_name} --active."
    if last is None:
        yield "No messages: shipped priors speak. Import statistics: eros import FILE --kind messages."
    elif (today - last).days >= context.params.volume.recent_days:
        yield f"The newest message is {(today - last).days} days old: how tired the fans are is unknown."
    if persona is None:
        yield "No persona: eros import FILE --kind personas."
    if not problem.vault:
        yield "The vault is empty, so sends that show media find no caption: eros import FILE --kind vault."
    if not own:
        yield "No captions of its own: its voice has no examples."


def _own(context: Context) -> list[Caption]:
    creator_id = context.problem.creator.creator_id
    return [caption for caption in context.problem.captions.values() if caption.creator_id == creator_id]
