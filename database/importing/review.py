"""Texts that resemble a caption: find them, list them, and let a person decide, once and for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import delete, func, select, update

from database.engine import reading, writing
from database.importing.known import Known
from database.importing.matching import match_texts
from database.importing.relabelling import relink, unlink
from database.refresh import refresh
from database.store.arrivals import match_sends
from database.store.pages import find_creator
from database.tables import caption_bank, creators, mass_messages, text_matches
from eros.errors import ConflictError, KeyNotFoundError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection, Engine, Row

    from database.importing.matching import Matched
    from database.store.marking import Step
    from eros.params import Params

__all__ = ["Candidate", "Decided", "candidates", "decide", "find_matches"]

_m, _t, _b = mass_messages.c, text_matches.c, caption_bank.c

MatchStatus = Literal["open", "linked", "accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text a page sent `uses` times and the caption it may be, by how alike they are (0-1)."""

    match_id: int
    page_name: str
    status: MatchStatus
    likeness: float
    uses: int
    text: str
    caption_id: int
    caption_text: str
    caption_type: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Decided:
    """Messages that got a caption, and messages that lost one."""

    linked: int
    unlinked: int


def candidates(engine: Engine, page: str | None = None, *, every: bool = False) -> tuple[Candidate, ...]:
    """What waits for a decision, the most used texts first; with `every` also what was linked or decided before.

    Raises CreatorNotFoundError.
    """
    with reading(engine) as connection:
        own = [] if page is None else [_t.creator_id == find_creator(connection, page).creator_id]
        which = [] if every else [_t.status == "open"]
        said = (
            select(_m.creator_id, _m.caption_key, func.count().label("uses"), func.min(_m.text).label("text"))
            .group_by(_m.creator_id, _m.caption_key)
            .subquery()
        )
        same = (said.c.creator_id == _t.creator_id) & (said.c.caption_key == _t.caption_key)
        query = (
            select(
                _t.match_id,
                creators.c.page_name,
                _t.status,
                _t.likeness,
                said.c.uses,
                said.c.text,
                _b.caption_id,
                _b.text.label("caption_text"),
                _b.caption_type,
                _b.content_type,
            )
            .join(said, same)
            .join(creators, creators.c.creator_id == _t.creator_id)
            .join(caption_bank, _b.caption_id == _t.caption_id)
            .where(*own, *which)
            .order_by(said.c.uses.desc(), _t.likeness.desc(), _t.match_id)
        )
        return tuple(Candidate(**row) for row in connection.execute(query).mappings())


def find_matches(engine: Engine, page: str | None, *, params: Params, step: Step) -> Matched:
    """Hold the texts without a caption of a page (None: all) against the bank, as an import does."""
    with writing(engine) as connection:
        known = Known(connection, params.importing, None, step)
        pages = None if page is None else {find_creator(connection, page).creator_id}
        matched = match_texts(connection, known, pages)
        _settle(connection, matched.touched, params, step)
        return matched


def decide(
    engine: Engine, *, accept: Collection[int] = (), reject: Collection[int] = (), params: Params, step: Step
) -> Decided:
    """Accept or reject candidates by their match id; messages follow, and every later import keeps to it.

    Raises KeyNotFoundError for an unknown id and ConflictError where one is both accepted and rejected; then nothing is
    decided.
    """
    if both := set(accept) & set(reject):
        raise ConflictError(f"{', '.join(map(str, sorted(both)))} cannot be accepted and rejected at once.")
    with writing(engine) as connection:
        known = Known(connection, params.importing, None, step)
        rows = _named(connection, {*accept, *reject})
        linked = unlinked = 0
        for row in rows:
            text = (row.creator_id, row.caption_key)
            if row.match_id in accept:
                linked += relink(connection, known, text, row.caption_id, "review")
                others = (_t.creator_id == text[0], _t.caption_key == text[1], _t.match_id != row.match_id)
                connection.execute(delete(text_matches).where(*others, _t.status != "rejected"))
            else:
                unlinked += unlink(connection, known, text, row.caption_id)
            status = "accepted" if row.match_id in accept else "rejected"
            decided = {"status": status, "decided_by": step.actor, "decided_at": step.now}
            connection.execute(update(text_matches).where(_t.match_id == row.match_id).values(decided))
        _settle(connection, {row.creator_id for row in rows}, params, step)
    return Decided(linked, unlinked)


def _named(connection: Connection, match_ids: Collection[int]) -> Sequence[Row[Any]]:
    query = select(text_matches).where(_t.match_id.in_(sorted(match_ids))).order_by(_t.match_id)
    rows = connection.execute(query).all()
    if unknown := sorted(set(match_ids) - {row.match_id for row in rows}):
        raise KeyNotFoundError(
            f"No candidate {', '.join(map(str, unknown))}. `eros captions review` lists them with their ids.",
            noun="candidate",
        )
    return rows


def _settle(connection: Connection, pages: set[str], params: Params, step: Step) -> None:
    if pages:
        match_sends(connection, pages, minutes=params.importing.plan_minutes, step=step)
        refresh(connection, pages, params=params.refresh, estimate=params.estimate)
