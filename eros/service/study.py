"""A page-week and what history says about it: what every look at a page begins with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eros.model.wishes import Wishes
from eros.plan.known import known
from eros.service.planning import default_week

if TYPE_CHECKING:
    from datetime import date, datetime

    from eros.model.creator import Creator
    from eros.params import Params
    from eros.ports import Store
    from eros.rules.base import Context

__all__ = ["PageWeek", "page_week", "study"]


@dataclass(frozen=True, slots=True)
class PageWeek:
    """Which page-week is meant, and the clock it is looked at by."""

    creator: Creator
    week_start: date
    as_of: datetime
    wishes: Wishes = field(default_factory=Wishes)


def page_week(
    store: Store, page: str, *, now: datetime, week: date | None = None, wishes: Wishes | None = None
) -> PageWeek:
    """The page of this id or name in the week from Monday `week` (default: the one planned next).

    Raises CreatorNotFoundError with the closest names.
    """
    creator = store.creator(page)
    as_of = store.as_of(now)
    return PageWeek(creator, week or default_week(creator, as_of), as_of, wishes or Wishes())


def study(store: Store, meant: PageWeek, params: Params) -> Context:
    """The problem the planner would be given and the estimates it would work with.

    Raises CreatorNotFoundError, and ConfigurationError for a wish that names an unknown send type.
    """
    problem = store.load_problem(
        meant.creator.creator_id,
        meant.week_start,
        meant.wishes,
        as_of=meant.as_of,
        pool=params.plan.caption_pool,
    )
    return known(problem, params)
