"""Messages whose text is nearly a caption's: linked where that is plain, else laid before a person, who decides once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from sqlalchemy import bindparam, delete, func, insert, select

from database.importing.attribution import BankCaption
from database.importing.relabelling import link_texts
from database.tables import caption_bank, mass_messages, text_matches
from eros.text.similar import Like, TextIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from sqlalchemy import Connection, Row

    from database.importing.known import Known
    from eros.params.importing import ImportParams

__all__ = ["Matched", "match_texts", "verdict"]

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
    status: Literal["linked", "open"]


def verdict(
    ranked: Sequence[Like], labels: Callable[[int], object], limits: ImportParams
) -> Literal["linked", "open"] | None:
    """Whether a text is linked to the first of the captions like it, open for review, or like none.

    It is linked when it is like enough and no caption with other `labels` (by place) comes near.
    """
    if not ranked or ranked[0].likeness < limits.likeness_review:
        return None
    first = ranked[0]
    rivals = [like.likeness for like in ranked[1:] if labels(like.place) != labels(first.place)]
    ahead = first.likeness - max(rivals, default=0.0)
    plain = first.likeness >= limits.likeness_accept and ahead >= limits.likeness_margin
    return "linked" if plain else "open"


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
    _keep(connection, decided, {text: found.get(text) for text in open_texts})
    plain = {
        text: (best.caption.caption_id, LINKED["linked"]) for text, best in found.items() if best.status == "linked"
    }
    links |= plain
    matched.messages, matched.touched = link_texts(connection, known, links, creator_ids)
    matched.waiting = _waiting(connection, creator_ids)
    return matched


class _Decided(NamedTuple):
    links: dict[Text, tuple[int, str]]
    rejected: dict[Text, dict[int, float]]
    open: dict[Text, Row[Any]]


def _decided(connection: Connection) -> _Decided:
    """What stands in the table: links, the likeness of rejected captions, and what is open."""
    decided = _Decided({}, defaultdict(dict), {})
    for row in connection.execute(select(text_matches).order_by(_t.match_id)):
        text = (row.creator_id, row.caption_key)
        if row.status in LINKED:
            decided.links[text] = (row.caption_id, row.status)
        elif row.status == "rejected":
            decided.rejected[text][row.caption_id] = row.likeness
        else:
            decided.open[text] = row
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

    def best(self, texts: dict[Text, str], rejected: Mapping[Text, Mapping[int, float]]) -> dict[Text, _Best]:
        """For each text the caption of its page or shared that is most like it, if it is like it enough."""
        found = {}
        usable: dict[str, NDArray[np.bool_]] = {}
        for (creator_id, key), said in texts.items():
            if creator_id not in usable:
                usable[creator_id] = (self._owners == "") | (self._owners == creator_id)
            refused = rejected.get((creator_id, key), {})
            likes = self._index.nearest(said, usable[creator_id])
            best = self._best([like for like in likes if self._captions[like.place].caption_id not in refused])
            if best is not None and best.likeness > max(refused.values(), default=0.0):
                found[creator_id, key] = best
        return found

    def _best(self, likes: Iterable[Like]) -> _Best | None:
        ranked = sorted(likes, key=lambda like: (-like.likeness, *_preference(self._captions[like.place])))
        status = verdict(ranked, lambda place: _labels(self._captions[place]), self._limits)
        return None if status is None else _Best(self._captions[ranked[0].place], ranked[0].likeness, status)


def _preference(caption: BankCaption) -> tuple[bool, bool, int]:
    return caption.creator_id is None, not caption.is_active, caption.caption_id


def _labels(caption: BankCaption) -> tuple[str, str]:
    return caption.caption_type, caption.content_type


def _keep(connection: Connection, decided: _Decided, found: Mapping[Text, _Best | None]) -> None:
    """One open or linked row for each text that has a caption like it; what a person decided stays."""
    rows, stale = [], []
    for text, best in found.items():
        before = decided.open.get(text)
        row = None if best is None else _row(text, best)
        if before is not None and (row is None or any(getattr(before, name) != row[name] for name in row)):
            stale.append(before.match_id)
        elif before is not None:
            continue
        if row is not None:
            rows.append(row)
    if stale:
        connection.execute(delete(text_matches).where(_t.match_id == bindparam("id_")), [{"id_": i} for i in stale])
    if rows:
        connection.execute(insert(text_matches), rows)


def _row(text: Text, best: _Best) -> dict[str, Any]:
    caption = {"caption_id": best.caption.caption_id, "likeness": best.likeness, "status": best.status}
    return {"creator_id": text[0], "caption_key": text[1]} | caption


def _waiting(connection: Connection, creator_ids: Collection[str] | None) -> int:
    query = select(func.count()).where(_t.status == "open")
    if creator_ids is not None:
        query = query.where(_t.creator_id.in_(sorted(creator_ids)))
    return connection.scalar(query) or 0
