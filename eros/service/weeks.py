"""What is done with a week once it is there: find it, judge it; and look at a page's history."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eros.errors import ScheduleNotFoundError
from eros.model.schedule import Violation
from eros.plan.known import known
from eros.render.document import from_document
from eros.rules import violations
from eros.service.study import page_week, study

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from eros.model.creator import Creator
    from eros.model.estimates import Estimates
    from eros.model.schedule import Schedule
    from eros.params import Params
    from eros.ports import Store
    from eros.rules.base import Context

__all__ = ["Analysis", "analyze", "context_of", "find_week", "validate_document", "validate_schedule"]

_SCHEDULE_ID = re.compile(r"SCH_\d{4}W\d{2}_.+", re.ASCII)
_FACTS = ("page_name", "page_type", "sub_type", "timezone")


@dataclass(frozen=True, slots=True)
class Analysis:
    """A page, how many messages of it are known, and what they say."""

    creator: Creator
    messages: int
    estimates: Estimates


def find_week(store: Store, reference: str, *, week: date | None = None) -> Schedule:
    """The saved week of a schedule id, or of a page: the one from `week`, else its newest.

    Raises ScheduleNotFoundError, CreatorNotFoundError.
    """
    if _SCHEDULE_ID.fullmatch(reference):
        return store.schedule(reference)
    creator = store.creator(reference)
    newest = {summary.creator.creator_id: summary.last_week for summary in store.creators()}
    monday = week or newest.get(creator.creator_id)
    found = None if monday is None else store.latest(creator.creator_id, monday)
    if found is None:
        missing = "" if monday is None else f" from {monday}"
        option = "" if week is None else f" --week {week}"
        raise ScheduleNotFoundError(
            f"{creator.page_name} has no saved week{missing}. Plan it: eros generate {creator.page_name}{option}"
        )
    return found


def validate_schedule(store: Store, schedule: Schedule, params: Params) -> tuple[Violation, ...]:
    """Every HARD rule a week breaks, judged by the store's data at the week's own clock.

    A page fact in the week that is not the store's counts as one. Raises CreatorNotFoundError when the page is unknown,
    ConfigurationError when the week starts on another day than Monday.
    """
    context = context_of(store, schedule, params)
    return (*_foreign_facts(schedule, context.problem.creator), *violations(schedule, context))


def context_of(store: Store, schedule: Schedule, params: Params, captions: Iterable[int] = ()) -> Context:
    """What a week is judged by: the store's data at the week's own clock, with the captions it names and these.

    Of shared PPV captions a week planned together with other pages knows those dealt to its page.

    Raises CreatorNotFoundError, ConfigurationError when the week starts on another day than Monday.
    """
    named = [send.caption_id for send in schedule.sends if send.caption_id is not None]
    problem = store.load_problem(
        store.creator(schedule.creator_id).creator_id,
        schedule.week_start,
        schedule.wishes,
        as_of=schedule.as_of,
        pool=params.plan.caption_pool,
        ppv_allotment=schedule.ppv_allotment,
        captions=[*named, *captions],
    )
    return known(problem, params)


def _foreign_facts(schedule: Schedule, creator: Creator) -> Iterator[Violation]:
    for name in _FACTS:
        theirs, ours = getattr(schedule, name), getattr(creator, name)
        if theirs != ours:
            yield Violation(
                "known-keys",
                (),
                f"the week says {name} {theirs}, the page has {ours}",
                "plan the week for this page again",
            )


def validate_document(store: Store, document: Any, params: Params) -> tuple[Schedule, tuple[Violation, ...]]:
    """The week of a document and every HARD rule it breaks; raises ImportFileError when it is no schedule."""
    schedule = from_document(document)
    return schedule, validate_schedule(store, schedule, params)


def analyze(store: Store, page: str, params: Params, *, now: datetime, week: date | None = None) -> Analysis:
    """What history says about a page for a week (default: the one planned next)."""
    found = study(store, page_week(store, page, now=now, week=week), params)
    return Analysis(found.problem.creator, len(found.problem.history), found.estimates)
