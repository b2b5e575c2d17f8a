"""What another version of a week does differently, as a person would say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eros.model.schedule import Schedule, Send

__all__ = ["ForecastChange", "SendChange", "WeekChanges"]


@dataclass(frozen=True, slots=True)
class SendChange:
    """One send in two versions that differ; its ref may differ, too."""

    before: Send
    after: Send

    @property
    def moved(self) -> bool:
        """True where it goes out at another time."""
        return self.before.week_minute != self.after.week_minute

    @property
    def repriced(self) -> bool:
        """True where it costs something else."""
        return self.before.price_cents != self.after.price_cents

    @property
    def reworded(self) -> bool:
        """True where it says something else."""
        return self.before.caption_text != self.after.caption_text

    @property
    def redirected(self) -> bool:
        """True where it goes elsewhere or to others."""
        return (self.before.channel, self.before.target) != (self.after.channel, self.after.target)

    @property
    def annotated(self) -> bool:
        """True where its notes say something else."""
        return self.before.notes != self.after.notes

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is different, in a word each; () where only the ref or numbers are."""
        kinds = {
            "moved": self.moved,
            "repriced": self.repriced,
            "reworded": self.reworded,
            "redirected": self.redirected,
            "annotated": self.annotated,
        }
        return tuple(kind for kind, differs in kinds.items() if differs)


@dataclass(frozen=True, slots=True)
class WeekChanges:
    """The difference of two versions in time order; what is `alike` differs at most in its ref and in numbers.

    Dropped, changed and alike are all that stood, added, changed and alike all that stands.
    """

    before: Schedule
    added: tuple[Send, ...]
    dropped: tuple[Send, ...]
    changed: tuple[SendChange, ...]
    alike: tuple[SendChange, ...]
    forecast_cents: int

    @property
    def kept(self) -> int:
        """How many sends stand as they stood."""
        return len(self.alike)


@dataclass(frozen=True, slots=True)
class ForecastChange:
    """Cents by which a week is expected to earn more than another, with a normal interval at `level` (0-1)."""

    cents: float
    low_cents: float
    high_cents: float
    level: float
