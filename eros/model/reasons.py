"""Why a send or a week is as it is: what it would cost to do otherwise, and which rules stand in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from eros.model.schedule import Schedule, Send

__all__ = ["Held", "OtherCaption", "OtherMinute", "RuleCost", "RuleCosts", "SendReasons"]


@dataclass(frozen=True, slots=True)
class OtherCaption:
    """The week with the best captions when a send may not have its own: that send, and how many others say something else.

    `loss_cents` is what the week's objective loses; below zero the present caption is not the best.
    """

    send: Send
    loss_cents: float
    others: int


@dataclass(frozen=True, slots=True)
class OtherMinute:
    """The day timed best when a send may not start in its hour: that send, and how many others start at another minute.

    `loss_cents` is what the week's objective loses; below zero the present hour is not the best.
    """

    send: Send
    loss_cents: float
    others: int


@dataclass(frozen=True, slots=True)
class Held:
    """A HARD rule that keeps a send from a better minute or caption, or the day from one more of its type.

    `cents` is what the best one that no other rule forbids would add, less what it breaks of SOFT rules; None for one more.
    """

    rule: str
    what: Literal["minute", "caption", "one more"]
    detail: str
    cents: float | None = None


@dataclass(frozen=True, slots=True)
class SendReasons:
    """A send of a week, what is second best for it (None: there is nothing else), and the rules that bind it."""

    week: Schedule
    send: Send
    caption: OtherCaption | None
    minute: OtherMinute | None
    held: tuple[Held, ...]

    @property
    def binding_rules(self) -> tuple[str, ...]:
        """Each binding rule once."""
        return tuple(dict.fromkeys(held.rule for held in self.held))


@dataclass(frozen=True, slots=True)
class RuleCost:
    """Cents a stage of the plan would gain if these rules or wishes did not hold, all others standing.

    `change` says what was lifted or raised.
    """

    rules: tuple[str, ...]
    change: str
    cents: float
    stage: str = "allocation"


@dataclass(frozen=True, slots=True)
class RuleCosts:
    """Dearest first. `open_cents` is the solver's own gap: what costs no more is left out, for it tells nothing."""

    costs: tuple[RuleCost, ...]
    open_cents: float

    @property
    def solved(self) -> str:
        """What was solved, in a sentence or two."""
        return (
            "Each cost is a stage solved again without the rule, the others standing. Allocation: its linear relaxation, "
            "where the plan's own gap to the bound is "
            f"${self.open_cents / 100:,.2f}; smaller costs are not told. Captions: the assignment to the sends as they "
            "stand, solved to the optimum. `--what-if` plans the whole week again."
        )
