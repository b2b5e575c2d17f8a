"""What a HARD rule is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eros.model.schedule import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from eros.model.estimates import Estimates
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Send
    from eros.params import Params

__all__ = ["Context", "Rule"]


@dataclass(frozen=True)
class Context:
    """What a rule may look at: the problem, the tunables and what history says."""

    problem: Problem
    params: Params
    estimates: Estimates


@dataclass(frozen=True, slots=True)
class Rule:
    """One HARD rule: the planner reads the same limit its `check` reads.

    `limit` says the limit in words for the reference page; `check` yields every break of the rule in a schedule.
    """

    id: str
    gap: str | None
    title: str
    limit: Callable[[Params], str]
    check: Callable[[Schedule, Context], Iterator[Violation]]

    def broken(self, sends: Iterable[Send], detail: str, fix: str) -> Violation:
        """A violation of this rule by these sends."""
        return Violation(self.id, tuple(send.ref for send in sends), detail, fix)
