"""Reasons to send more or less of something than it is expected to bring."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RareWinner", "SubjectKind", "Trigger", "TriggerName", "Triggers"]

TriggerName = Literal["HIGH_PERFORMER", "TRENDING_UP", "EMERGING_WINNER", "TRAIT", "SATURATING", "AUDIENCE_FATIGUE"]
SubjectKind = Literal["content type", "send type"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """One reason: `factor` on the worth of a content type or send type, with the messages behind it and what they show."""

    name: TriggerName
    kind: SubjectKind
    subject: str
    factor: float
    n: int
    evidence: str


@dataclass(frozen=True, slots=True)
class RareWinner:
    """A content type of the vault that earns well and is rarely sent: `ratio` to the page's median message.

    `uses` in the last 30 days, `n` messages ever; `weekly_target` uses a week are advised (rule `low-frequency-winners`).
    """

    content_type: str
    ratio: float
    uses: int
    n: int
    weekly_target: int


@dataclass(frozen=True)
class Triggers:
    """All of them; `contents` and `send_types` map a key to the weight its triggers make together, none where 1."""

    found: tuple[Trigger, ...] = ()
    contents: Mapping[str, float] = field(default_factory=dict)
    send_types: Mapping[str, float] = field(default_factory=dict)
    rare_winners: tuple[RareWinner, ...] = ()

    def weight(self, send_type: str, content_type: str | None) -> float:
        """How many times its expected worth a send of this type and content counts."""
        return self.send_types.get(send_type, 1.0) * self.contents.get(content_type or "", 1.0)
