"""Messages whose text is nearly a caption's: linked where that is plain, else laid before a person, who decides once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sqlalchemy import and_, delete, func, insert, or_, select, update

from database.importing.attribution import BankCaption
from database.importing.relabelling import link_texts
from database.tables import caption_bank, mass_messages, text_matches
from eros.text.similar import Like, TextIndex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from database.importing.known import Known
    from eros.params.importing import ImportParams

__all__ = ["Matched", "match_texts"]

_m, _t = mass_messages.c, text_matches.c
LINKED = {"linked": "similar", "accepted": "review"}
"""Decisions that link, and what a message then says of its caption."""

Text = tuple[str, str]
"""A page and the key of a text it sent."""


@dataclass(slots=True)
class Matched:
    """How many messages a near text linked to a caption, the pages they are of, and how many texts wait for a person."""

    messages: int = 0
    waiting: int = 0
    touched: set[str] = field(default_factory=set)


class _Best(NamedTuple):
    caption: BankCaption
    likeness: float
    plain: bool


def match_texts(connection: Connection, known: Known, creator_ids: Collection[str] | None = None) -> Matched:
    """Match the texts of these pages (None: all) that no caption has word for word.

    What was decided before is applied; a text rejected for a caption is offered again only with one that is more alike.
    """
    matched = Matched()
    decided = _decided(connection)
    links = {text: (caption_id, LINKED[status]) for text, (caption_id, status) in decided.links.items()}
    texts = _unmatched(connection, creator_ids, known.limits.likeness_min_chars)
    open_texts = {text: said for text, said in texts.items() if text not in links}
    found = _Bank(connection, known.limits).best(open_texts, decided.rejected) if open_texts else {}
    for text, best in found.items():
        status = "linked" if best.plain else "open"
        _write(connection, text, best, status)
        if best.plain:
            links[text] = (best.caption.caption_id, LINKED["linked"])
    stale = [text for text in open_texts if text not in found and text in decided.open]
    for creator_id, key in stale:
        connection.execute(delete(text_matches).where(_is((creator_id, key)), _t.status == "open"))
    matched.messages, matched.touched = link_texts(connection, known, links, creator_ids)
    matched.waiting = _waiting(connection, creator_ids)
    return matched


class _Decided(NamedTuple):
    links: dict[Text, tuple[int, str]]
    rejected: dict[Text, float]
    open: set[Text]


def _decided(connection: Connection) -> _Decided:
    """What stands in the table: links, the likeness of the best rejected caption, and open texts."""
    decided = _Decided({}, defaultdict(float), set())
    for row in connection.execute(select(text_matches).order_by(_t.match_id)):
        text = (row.creator_id, row.caption_key)
        if row.status in LINKED:
            decided.links[text] = (row.caption_id, row.status)
        elif row.status == "rejected":
            decided.rejected[text] = max(decided.rejected[text], row.likeness)
        else:
            decided.open.add(text)
    return decided


def _unmatched(connection: Connection, creator_ids: Collection[str] | None, least: int) -> dict[Text, str]:
    """Each distinct text without a caption, in order of page and key."""
    query = (
        select(_m.creator_id, _m.caption_key, func.min(_m.text))
        .where(_m.caption_id.is_(None), _m.caption_key.is_not(None), func.length(_m.text) >= least)
        .where(_m.creator_id.is_not(None) if creator_ids is None else _m.creator_id.in_(sorted(creator_ids)))
        .group_by(_m.creator_id, _m.caption_key)
        .order_by(_m.creator_id, _m.caption_key)
    )
    return {(creator_id, key): text for creator_id, key, text in connection.execute(query)}


class _Bank:
    """Every caption, found by likeness."""

    def __init__(self, connection: Connection, limits: ImportParams) -> None:
        bank = caption_bank.c
        columns = (bank.caption_id, bank.creator_id, bank.caption_type, bank.content_type, bank.is_active)
        rows = connection.execute(select(bank.text, *columns).order_by(bank.caption_id)).all()
        self._limits = limits
        self._captions = [BankCaption(*row[1:]) for row in rows]
        self._index = TextIndex(row[0] for row in rows)
        self._owners = np.array([caption.creator_id or "" for caption in self._captions])

    def best(self, texts: dict[Text, str], rejected: dict[Text, float]) -> dict[Text, _Best]:
        """For each text the caption of its page or shared that is most like it, if it is like it enough."""
        found = {}
        usable: dict[str, NDArray[np.bool_]] = {}
        for (creator_id, key), said in texts.items():
            if creator_id not in usable:
                usable[creator_id] = (self._owners == "") | (self._owners == creator_id)
            best = self._best(self._index.nearest(said, usable[creator_id]))
            if best is not None and best.likeness > rejected.get((creator_id, key), 0.0):
                found[creator_id, key] = best
        return found

    def _best(self, likes: Iterable[Like]) -> _Best | None:
        limits = self._limits
        ranked = sorted(likes, key=lambda like: (-like.likeness, *_preference(self._captions[like.place])))
        if not ranked or ranked[0].likeness < limits.likeness_review:
            return None
        first = self._captions[ranked[0].place]
        rivals = [like.likeness for like in ranked[1:] if _labels(self._captions[like.place]) != _labels(first)]
        ahead = ranked[0].likeness - max(rivals, default=0.0)
        plain = ranked[0].likeness >= limits.likeness_accept and ahead >= limits.likeness_margin
        return _Best(first, ranked[0].likeness, plain)


def _preference(caption: BankCaption) -> tuple[bool, bool, int]:
    return caption.creator_id is None, not caption.is_active, caption.caption_id


def _labels(caption: BankCaption) -> tuple[str, str]:
    return caption.caption_type, caption.content_type


def _is(text: Text) -> Any:
    return and_(_t.creator_id == text[0], _t.caption_key == text[1])


def _write(connection: Connection, text: Text, best: _Best, status: str) -> None:
    """One open or linked row per text; what a person decided stays."""
    caption_id = best.caption.caption_id
    other = delete(text_matches).where(_is(text), _t.status == "open")
    connection.execute(other.where(or_(_t.caption_id != caption_id, _t.status != status)))
    values = {"likeness": best.likeness, "status": status}
    same = update(text_matches).where(_is(text), _t.caption_id == caption_id).values(values)
    if not connection.execute(same).rowcount:
        row = {"creator_id": text[0], "caption_key": text[1], "caption_id": caption_id}
        connection.execute(insert(text_matches), row | values)


def _waiting(connection: Connection, creator_ids: Collection[str] | None) -> int:
    query = select(func.count()).where(_t.status == "open")
    if creator_ids is not None:
        query = query.where(_t.creator_id.in_(sorted(creator_ids)))
    return connection.scalar(query) or 0
