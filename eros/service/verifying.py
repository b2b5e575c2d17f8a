"""Verify a week's document: by itself, and against the database it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import eros
from eros.errors import ScheduleNotFoundError
from eros.plan.certificate import is_planned
from eros.plan.proved import planned_like
from eros.plan.solve.branch import solver_version
from eros.render.document import from_document, to_document
from eros.service.weeks import context_of
from eros.verify.clock import wrong_times
from eros.verify.contents import wrong_contents
from eros.verify.data import other_data, wrong_by_data
from eros.verify.difference import Difference
from eros.verify.sums import wrong_sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eros.model.catalogue import Catalogue
    from eros.model.schedule import Schedule
    from eros.params import Params
    from eros.ports import Store
    from eros.rules.base import Context

__all__ = ["Verdict", "verify_alone", "verify_with"]

_OF_ONE_RUN = ("timings_ms",)
_MOVES_ON = ("status", "schedule_id", "version")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A document's week, everything that is not as it says, and what could not be looked at."""

    schedule: Schedule
    differences: tuple[Difference, ...]
    unseen: tuple[str, ...] = ()


def verify_alone(document: Any, params: Params, catalogue: Catalogue) -> Verdict:
    """What a document shows by itself: its sums, its times and the rules visible in it.

    Raises ImportFileError when it is no schedule.
    """
    week = from_document(document)
    return Verdict(week, tuple(_alone(week, params, catalogue)), ("the data behind it: --db names the database",))


def verify_with(store: Store, document: Any, params: Params) -> Verdict:
    """The same, and everything else recomputed from the data the week was made from, the plan and its bound included.

    A week saved here is compared with what was saved, too. Raises ImportFileError when the document is no schedule,
    CreatorNotFoundError when the database does not know its page.
    """
    week = from_document(document)
    catalogue = store.catalogue()
    found = [*_alone(week, params, catalogue), *_as_saved(store, document, week, catalogue)]
    context = context_of(store, week, params)
    other = other_data(week, context)
    if other:
        return Verdict(week, (*found, *other), ("what other data or settings gave",))
    found += wrong_by_data(week, context)
    return Verdict(week, tuple(dict.fromkeys((*found, *_as_planned(document, week, context)))), _unseen(week))


def _alone(week: Schedule, params: Params, catalogue: Catalogue) -> Iterator[Difference]:
    unknown = [send for send in week.sends if send.send_type not in catalogue.send_types]
    for send in unknown:
        yield Difference(send.ref, "send_type", send.send_type, "no such send type")
    if (week.schedule_id is None) != (week.version == 0):
        yield Difference("", "version", str(week.version), f"0 without a schedule_id, here {week.schedule_id}")
    yield from wrong_sums(week)
    if not unknown:
        yield from wrong_times(week, catalogue, params.rules)
        yield from wrong_contents(week, catalogue, params.rules)


def _as_saved(store: Store, document: Mapping[str, Any], week: Schedule, catalogue: Catalogue) -> Iterator[Difference]:
    if week.schedule_id is None:
        return
    try:
        saved = store.schedule(week.schedule_id)
    except ScheduleNotFoundError:
        yield Difference("", "schedule_id", week.schedule_id, "no such week in this database")
        return
    yield from _differing(document, to_document(saved, catalogue), ("status",))


def _as_planned(document: Mapping[str, Any], week: Schedule, context: Context) -> Iterator[Difference]:
    """What planning again gives otherwise, for a week that says it was planned by this engine."""
    if not is_planned(week) or _unseen(week):
        return
    again = planned_like(week, context, week.seed)
    yield from _differing(document, to_document(again, context.problem.catalogue), _MOVES_ON)


def _unseen(week: Schedule) -> tuple[str, ...]:
    ours, theirs = (eros.__version__, solver_version()), (week.engine_version, week.solver_version)
    if is_planned(week) and ours != theirs:
        return (f"the plan itself: it is of {' with '.join(theirs)}, this is {' with '.join(ours)}",)
    return ()


def _differing(said: Any, holds: Any, ignored: tuple[str, ...], path: str = "") -> Iterator[Difference]:
    """Every value of a document that is another one in the document that should be its equal, by path."""
    if isinstance(said, dict) and isinstance(holds, dict):
        for key in sorted({*said, *holds} - {*ignored, *_OF_ONE_RUN}):
            yield from _differing(said.get(key), holds.get(key), ignored, f"{path}.{key}" if path else key)
    elif isinstance(said, list) and isinstance(holds, list) and len(said) == len(holds):
        for number, (one, other) in enumerate(zip(said, holds, strict=True)):
            yield from _differing(one, other, ignored, f"{path}.{number}")
    elif said != holds:
        yield Difference("", path, _short(said), _short(holds))


def _short(value: Any) -> str:
    text = f"{len(value)} entries" if isinstance(value, list) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
