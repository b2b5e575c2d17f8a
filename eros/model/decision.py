"""What a person's decision on a week came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from eros.errors import ErosError
    from eros.model.schedule import Schedule

__all__ = ["Decision"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one page's week; `error` says why it was refused."""

    week: Schedule
    outcome: Literal["approved", "unchanged", "skipped", "refused"]
    reason: str | None = None
    error: ErosError | None = None
