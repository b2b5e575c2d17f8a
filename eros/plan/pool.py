"""The captions each send type may use, best first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from eros.estimate.length import length_factor
from eros.rules.captions import dated_faults, standing_faults

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from eros.model.caption import Caption
    from eros.model.catalogue import SendType
    from eros.model.schedule import Send
    from eros.rules.base import Context

__all__ = ["CaptionPool", "Option"]


@dataclass(frozen=True, slots=True)
class Option:
    """A caption a send type may use.

    `step` is its place in the type's list of caption types, `factor` its value over an average caption of the first.
    """

    caption: Caption
    step: int
    factor: float


@dataclass(frozen=True)
class CaptionPool:
    """Captions of the problem that no HARD rule forbids, by send type.

    Standing rules (owner, vault, content ...) are applied here once; rules that depend on the send's date by `free_on`.
    """

    context: Context

    @cached_property
    def options(self) -> Mapping[str, tuple[Option, ...]]:
        """By send type key, best factor first (ties by caption id)."""
        return {t.key: self._options(t) for t in self.context.problem.send_types}

    @cached_property
    def _allowed(self) -> Mapping[str, tuple[Caption, ...]]:
        """Captions by caption type that stand for sends with media; `_allowed_without_media` for the others."""
        return self._standing(needs_media=True)

    @cached_property
    def _allowed_without_media(self) -> Mapping[str, tuple[Caption, ...]]:
        return self._standing(needs_media=False)

    def free_on(self, caption: Caption, send_type: SendType, on: date) -> bool:
        """True when rest and locks allow the caption on that date."""
        return not dated_faults(caption, self.context, send_type, on)

    def rest_days(self, caption: Caption, on: date) -> int | None:
        """Days since this page last used the caption; None when it never did."""
        last = self.context.problem.last_used.get(caption.caption_id)
        return None if last is None else (on - last).days

    def factor_of(self, send: Send) -> float | None:
        """Value of a send's own text over an average caption: of the bank's caption or by length; None without text."""
        if send.caption_text is None:
            return None
        kind = self.context.problem.catalogue.send_types[send.send_type]
        caption = self.context.problem.captions.get(send.caption_id or 0)
        if caption is not None:
            listed = caption.caption_type in kind.caption_types
            return self._factor(caption, kind, kind.caption_types.index(caption.caption_type) if listed else 0)
        return length_factor(send.caption_text, self.context.params) if kind.requires_price else 1.0

    def _standing(self, *, needs_media: bool) -> dict[str, tuple[Caption, ...]]:
        found: dict[str, list[Caption]] = {}
        for _, caption in sorted(self.context.problem.captions.items()):
            if self._proven(caption) and not standing_faults(caption, self.context, needs_media=needs_media):
                found.setdefault(caption.caption_type, []).append(caption)
        return {caption_type: tuple(captions) for caption_type, captions in found.items()}

    def _proven(self, caption: Caption) -> bool:
        """Cautious modes use only captions that some page has used often enough."""
        cautious = self.context.problem.wishes.mode != "optimize"
        return not cautious or caption.fleet_uses >= self.context.params.plan.proven_uses

    def _options(self, send_type: SendType) -> tuple[Option, ...]:
        allowed = self._allowed if send_type.requires_media else self._allowed_without_media
        found = [
            Option(caption, step, self._factor(caption, send_type, step))
            for step, caption_type in enumerate(send_type.caption_types)
            for caption in allowed.get(caption_type, ())
        ]
        return tuple(sorted(found, key=lambda option: (-option.factor, option.caption.caption_id)))

    def _factor(self, caption: Caption, send_type: SendType, step: int) -> float:
        params = self.context.params
        length = length_factor(caption.text, params) if send_type.requires_price else 1.0
        multiplier = self.context.estimates.captions[caption.caption_id].multiplier
        return (1.0 - params.plan.fallback_penalty) ** step * multiplier * length
