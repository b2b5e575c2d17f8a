"""A person's change to one send of a saved week."""

from __future__ import annotations

from dataclasses import dataclass

from eros.errors import ConfigurationError

__all__ = ["Edit"]


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be different about the send `ref`; None leaves a thing as it is, `drop` takes the send out.

    `week_minute` counts from Monday 00:00 local and may lie outside the week, then it is refused by its rule. Raises
    ConfigurationError for a change of nothing, two texts at once, or a drop with anything else.
    """

    ref: str
    caption_id: int | None = None
    text: str | None = None
    week_minute: int | None = None
    price_cents: int | None = None
    drop: bool = False

    def __post_init__(self) -> None:
        changes = [self.caption_id, self.text, self.week_minute, self.price_cents]
        given = sum(change is not None for change in changes)
        if not given and not self.drop:
            raise ConfigurationError(
                f"Nothing is to change about {self.ref}. Name --caption, --text, --time, --date, --price or --drop."
            )
        if given and self.drop:
            raise ConfigurationError(f"{self.ref} is to be dropped and changed at once. Do one of them.")
        if self.caption_id is not None and self.text is not None:
            raise ConfigurationError(f"{self.ref} is to take a caption and a text of its own. Name one of them.")
        if self.text is not None and not self.text.strip():
            raise ConfigurationError(f"The text for {self.ref} is empty. Write one, or name a caption.")
