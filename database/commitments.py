"""Looking at the commitments of a page and taking them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from database.engine import reading, writing
from database.store.commitments import settled_refs
from database.store.pages import find_creator
from database.tables import caption_bank, commitments
from eros.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Engine

__all__ = ["Commitment", "clear_commitments", "list_commitments"]

_c = commitments.c


@dataclass(frozen=True, slots=True)
class Commitment:
    """A send a plan fixed: its week and place in it, what the plan said, and its status.

    `local_minute` 0-1439 of the page's wall clock; `text` is the caption's where the plan named one; what is None the
    planner chooses. `status` is planned or draft as the plan said, or sent, cancelled or failed as a saved week says.
    """

    week_start: date
    local_date: date
    local_minute: int
    ref: str
    send_type: str
    channel: str | None
    target: str | None
    caption_id: int | None
    text: str | None
    price_cents: int | None
    status: str
    source_file: str
    source_line: int


def list_commitments(engine: Engine, page: str, *, week: date | None = None) -> tuple[Commitment, ...]:
    """The commitments of a page in the order of time, all of them or those of the week from `week`.

    Raises CreatorNotFoundError.
    """
    with reading(engine) as connection:
        creator_id = find_creator(connection, page).creator_id
        text = select(caption_bank.c.text).where(caption_bank.c.caption_id == _c.caption_id).scalar_subquery()
        query = select(commitments, text.label("caption")).where(*_of(creator_id, week)).order_by(_c.starts_at)
        rows = connection.execute(query).mappings().all()
        mondays = [row["local_date"] - timedelta(days=row["local_date"].weekday()) for row in rows]
        settled = {monday: settled_refs(connection, creator_id, monday) for monday in set(mondays)}
    return tuple(
        Commitment(
            week_start=monday,
            status=settled[monday].get(row["ref"], row["status"]),
            text=row["text"] or row["caption"],
            **{name: row[name] for name in _PLAIN},
        )
        for row, monday in zip(rows, mondays, strict=True)
    )


def clear_commitments(engine: Engine, page: str, *, week: date | None, refs: Sequence[str] = ()) -> int:
    """Take back commitments of a page, of one week or of all, and only those of `refs` if any are named; how many.

    Saved weeks keep their sends until they are planned again. Raises CreatorNotFoundError, and ConflictError for a ref
    the page does not have there.
    """
    with writing(engine) as connection:
        creator_id = find_creator(connection, page).creator_id
        where = _of(creator_id, week)
        held = set(connection.scalars(select(_c.ref).where(*where)))
        if missing := sorted(set(refs) - held):
            listed = ", ".join(sorted(held)) or "none"
            raise ConflictError(
                f"No commitment {missing[0]!r} there. There are: {listed}. `eros plan list` shows them."
            )
        if refs:
            where.append(_c.ref.in_(refs))
        return connection.execute(delete(commitments).where(*where)).rowcount


def _of(creator_id: str, week: date | None) -> list[ColumnElement[bool]]:
    where = [_c.creator_id == creator_id]
    if week is not None:
        where += [_c.local_date >= week, _c.local_date < week + timedelta(days=7)]
    return where


_PLAIN = (
    "local_date",
    "local_minute",
    "ref",
    "send_type",
    "channel",
    "target",
    "caption_id",
    "price_cents",
    "source_file",
    "source_line",
)
