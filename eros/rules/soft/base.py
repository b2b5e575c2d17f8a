"""What a SOFT rule is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from eros.model.schedule import Warning_
from eros.rules.soft.written import faults_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from eros.model.catalogue import SendType
    from eros.model.schedule import Send
    from eros.params import Params
    from eros.rules.base import Context
    from eros.rules.soft.written import Fault

__all__ = ["Judged", "SoftRule"]


@dataclass(frozen=True)
class Judged:
    """A finished week under judgement: its sends in time order and `unit`, the page's median send value in cents.

    Prices are given in send values, so that they mean the same on every page.
    """

    sends: Sequence[Send]
    context: Context
    unit: float

    @property
    def live(self) -> list[Send]:
        """The sends that reach somebody."""
        return [send for send in self.sends if send.stands]

    @cached_property
    def text_faults(self) -> tuple[Fault, ...]:
        """What the SOFT checks of texts would rather see otherwise."""
        return faults_in(self.live, self.context)

    def kind(self, send: Send) -> SendType:
        """The send type of a send."""
        return self.context.problem.catalogue.send_types[send.send_type]


@dataclass(frozen=True, slots=True)
class SoftRule:
    """One SOFT rule: `check` yields every break of it in a week with its price; the planner reads the same price.

    `limit` says in words what is preferred and what a break costs, for the reference page.
    """

    id: str
    gap: str | None
    title: str
    limit: Callable[[Params], str]
    check: Callable[[Judged], Iterator[Warning_]]

    def broken(self, sends: Iterable[Send], cents: float, detail: str) -> Warning_:
        """A break of this rule by these sends that costs so many cents."""
        return Warning_(self.id, tuple(send.ref for send in sends), round(cents, 2), detail)
