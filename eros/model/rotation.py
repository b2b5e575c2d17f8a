"""Where a page's rotation of PPV styles stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from eros.errors import ConfigurationError
from eros.model.catalogue import PpvStyle

if TYPE_CHECKING:
    from datetime import date

__all__ = ["STYLES", "Rotation"]

STYLES: tuple[PpvStyle, ...] = get_args(PpvStyle)


@dataclass(frozen=True, slots=True)
class Rotation:
    """The order of styles in use since the local date `started_on`; `position` (0-3) is the place whose turn is next.

    Raises ConfigurationError where the order is not the four styles or the position none of its places.
    """

    order: tuple[PpvStyle, ...]
    position: int
    started_on: date

    def __post_init__(self) -> None:
        if sorted(self.order) != sorted(STYLES):
            raise ConfigurationError(
                f"The style order {', '.join(self.order)} is none; an order names {', '.join(STYLES)} once each."
            )
        if not 0 <= self.position < len(self.order):
            raise ConfigurationError(f"The rotation has no position {self.position}; it is 0 to {len(self.order) - 1}.")

    @property
    def turns(self) -> tuple[PpvStyle, ...]:
        """The styles from the one whose turn it is, once round."""
        return (*self.order[self.position :], *self.order[: self.position])

    def turn(self, before: str | None) -> PpvStyle:
        """The style whose turn it is, passing over one that the PPV before has."""
        return next(style for style in self.turns if style != before)

    def after(self, style: PpvStyle | None) -> Rotation:
        """The rotation once a send took a style; one without a style takes no turn."""
        if style is None:
            return self
        return replace(self, position=(self.order.index(style) + 1) % len(self.order))
