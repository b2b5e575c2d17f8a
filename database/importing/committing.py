"""Commitments into the database, and what the HARD rules say of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from database.importing.plan import monday_of
from database.importing.report import Tally
from database.importing.table import RowProblem
from database.store.problem import load_problem
from database.store.weeks import read_latest
from database.tables import commitments
from eros.model.wishes import Wishes
from eros.plan.pins import judge_pins

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import RowMapping

    from database.importing.known import Known
    from database.importing.plan import Commitment
    from eros.params import Params

__all__ = ["write_commitments"]

_c = commitments.c
_SAID = ("send_type", "channel", "target", "caption_id", "text", "price_cents", "status")

PageWeek = tuple[str, "date"]


def write_commitments(known: Known, rows: Iterable[Commitment], file: str, params: Params) -> Tally:
    """Take the file's rows for the page-weeks it names; what an earlier file of this name said of these weeks goes.

    Problems are the HARD rules the commitments of those weeks break, alone or with what stands beside them, and weeks
    saved without them.
    """
    tally = Tally()
    weeks: dict[PageWeek, list[Commitment]] = {}
    for row in rows:
        weeks.setdefault((row["creator_id"], monday_of(row["local_date"])), []).append(row)
    for (creator_id, monday), own in sorted(weeks.items()):
        before = _standing(known, creator_id, monday)
        for row in own:
            _put(known, row | {"source_file": file}, before.pop(row["starts_at"], None), tally)
        tally.problems += _drop(known, [old for old in before.values() if old["source_file"] == file], file)
    for (creator_id, monday), own in sorted(weeks.items()):
        tally.problems += _contradictions(known, creator_id, monday, {row["ref"]: row for row in own}, (file, params))
    tally.problems.sort(key=lambda problem: problem.line)
    return tally


def _standing(known: Known, creator_id: str, monday: date) -> dict[datetime, RowMapping]:
    query = select(commitments).where(
        _c.creator_id == creator_id, _c.local_date >= monday, _c.local_date < monday + timedelta(days=7)
    )
    return {row["starts_at"]: row for row in known.connection.execute(query).mappings()}


def _put(known: Known, row: Mapping[str, Any], before: RowMapping | None, tally: Tally) -> None:
    if before is None:
        known.connection.execute(insert(commitments).values(row))
        tally.inserted += 1
        return
    own = update(commitments).where(_c.creator_id == row["creator_id"], _c.starts_at == row["starts_at"])
    known.connection.execute(own.values(row))
    if all(before[name] == row[name] for name in _SAID):
        tally.unchanged += 1
    else:
        tally.updated += 1


def _drop(known: Known, rows: Sequence[RowMapping], file: str) -> Iterator[RowProblem]:
    for row in rows:
        known.connection.execute(
            delete(commitments).where(_c.creator_id == row["creator_id"], _c.starts_at == row["starts_at"])
        )
        yield RowProblem(
            file,
            1,
            "row",
            f"{row['ref']} on {row['local_date']} ({row['send_type']}) is no longer in the file and is dropped",
        )


def _contradictions(
    known: Known, creator_id: str, monday: date, own: Mapping[str, Commitment], given: tuple[str, Params]
) -> Iterator[RowProblem]:
    file, params = given
    problem = load_problem(
        known.connection,
        creator_id,
        monday,
        Wishes(),
        as_of=known.as_of,
        pool=params.plan.caption_pool,
        lock_days=params.rules.lock_days,
        running=params.running,
    )
    for fault in judge_pins(problem, params):
        lines = [own[ref]["source_line"] for ref in fault.refs if ref in own]
        if lines:
            yield RowProblem(file, max(lines), f"[{fault.rule}]", f"{fault.detail}; {fault.fix}")
    saved = read_latest(known.connection, creator_id, monday)
    missing = [row for ref, row in own.items() if saved is not None and saved.by_ref(ref) is None]
    if saved is not None and missing:
        yield RowProblem(
            file,
            min(row["source_line"] for row in missing),
            "row",
            f"the week from {monday} is saved without it; plan it again: "
            f"eros generate {saved.page_name} --week {monday}",
        )
