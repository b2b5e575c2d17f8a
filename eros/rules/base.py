"""What a HARD rule is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar

from eros.digest import content_digest
from eros.model.schedule import Violation
from eros.text.content_match import lacking_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from eros.model.estimates import Estimates
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Send
    from eros.params import Params

__all__ = ["Context", "Rule", "asked_once"]

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Context:
    """What a rule may look at: the problem, the tunables and what history says."""

    problem: Problem
    params: Params
    estimates: Estimates

    @cached_property
    def answers(self) -> dict[Any, Any]:
        """What was asked of it by functions that are `asked_once`."""
        return {}

    @cached_property
    def data_hash(self) -> str:
        """The digest of everything the problem says, by which a week can be checked against its data."""
        return content_digest(self.problem)

    @cached_property
    def lacking(self) -> frozenset[str]:
        """Vocabulary keys of which the vault holds nothing (rule `content-match`)."""
        return lacking_keys(self.problem.catalogue.content_types, self.problem.vault)

    @cached_property
    def locked(self) -> Mapping[date, frozenset[int]]:
        """Captions other pages use in a PPV send, by its date (rule `lock`)."""
        found: dict[date, set[int]] = {}
        for lock in self.problem.locks:
            if lock.creator_id != self.problem.creator.creator_id:
                found.setdefault(lock.send_date, set()).add(lock.caption_id)
        return {day: frozenset(captions) for day, captions in found.items()}


def asked_once(question: Callable[[Context], Answer]) -> Callable[[Context], Answer]:
    """The same function, its answer kept with the context: what a context says never changes."""

    @wraps(question)
    def answer(context: Context) -> Answer:
        known = context.answers
        if question not in known:
            known[question] = question(context)
        return known[question]  # type: ignore[no-any-return]

    return answer


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
