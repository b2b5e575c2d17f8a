"""How far the world has followed a week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from eros.model.schedule import Schedule, Send

__all__ = ["Outcome", "Progress", "SendState", "Standing", "Unplanned"]

SendState = Literal["planned", "late", "missing", "sent", "cancelled", "failed", "stale"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the message of a send brought; `message_id` None where the message is gone, `viewed` None where unknown."""

    message_id: int | None
    sent: int
    viewed: int | None
    purchased: int
    earnings_cents: int


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A message of the week that belongs to no send of it."""

    message_id: int
    sent_at: datetime
    send_type: str | None
    text: str | None
    price_cents: int | None
    sent: int
    earnings_cents: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of a week's messages: outcomes by ref, the others, and the moment of the page's newest message."""

    outcomes: Mapping[str, Outcome]
    unplanned: tuple[Unplanned, ...]
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A week as of a moment: each send with its state, and the messages nobody planned.

    late: its time is past and nothing says it went out. stale: so it is for longer than the tolerance, and it is no longer
    to go out. missing: late or stale, and messages of later times are known, so its own should be among them; only
    channels that send messages can be missing.
    """

    schedule: Schedule
    as_of: datetime
    sends: tuple[tuple[Send, SendState, Outcome | None], ...]
    unplanned: tuple[Unplanned, ...]
    newest: datetime | None

    def count(self, state: SendState) -> int:
        """How many sends are in a state."""
        return sum(own == state for _, own, _ in self.sends)
