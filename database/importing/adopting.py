"""Texts a page has sent and no caption has: into the page's bank."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import insert, select

from database.engine import writing
from database.importing.known import Known
from database.importing.relabelling import link_messages
from database.refresh import refresh
from database.store.pages import find_creator
from database.tables import caption_bank, mass_messages, text_matches
from eros.errors import KeyNotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine, Row

    from database.store.marking import Step
    from eros.params import Params

__all__ = ["Adopted", "adopt_texts"]

_m, _t = mass_messages.c, text_matches.c

Outcome = Literal["added", "content type unknown", "send type unknown", "waits for review"]


@dataclass(frozen=True, slots=True)
class Adopted:
    """A text without a caption that a page sent `uses` times, and what became of it.

    `caption_type` and `content_type` are the new caption's, None where nothing says what it is.
    """

    text: str
    uses: int
    caption_type: str | None
    content_type: str | None
    outcome: Outcome


def adopt_texts(
    engine: Engine,
    page: str,
    *,
    min_uses: int,
    content_type: str | None = None,
    params: Params,
    step: Step,
    dry_run: bool = False,
) -> tuple[Adopted, ...]:
    """Add the texts a page sent at least `min_uses` times to its own captions; the most used first.

    The caption type is the first one of the send type most of the text's messages had, the content type the one its
    messages name, else `content_type`; a text whose types nobody knows is not added but told, and so is one that waits for
    review. Doing it again adds nothing. Raises CreatorNotFoundError, KeyNotFoundError.
    """
    with writing(engine) as connection:
        creator_id = find_creator(connection, page).creator_id
        known = Known(connection, params.importing, None, step)
        if content_type is not None and content_type not in known.catalogue.content_types:
            keys = ", ".join(sorted(known.catalogue.content_types))
            raise KeyNotFoundError(f"No content type {content_type!r}. Known: {keys}.", noun="content type")
        found = {}
        for key, rows in _texts(connection, creator_id, min_uses).items():
            found[key] = _judged(rows, known, content_type, waits=_waits(connection, creator_id, key))
        added = {key: text for key, text in found.items() if text.outcome == "added"}
        if added and not dry_run:
            bank = [
                {
                    "creator_id": creator_id,
                    "text": text.text,
                    "caption_key": key,
                    "caption_type": text.caption_type,
                    "content_type": text.content_type,
                }
                for key, text in added.items()
            ]
            connection.execute(insert(caption_bank), bank)
            refresh(connection, link_messages(connection, known), params=params.refresh, estimate=params.estimate)
    return tuple(sorted(found.values(), key=lambda text: (-text.uses, text.text)))


def _texts(connection: Connection, creator_id: str, min_uses: int) -> dict[str, Sequence[Row[Any]]]:
    """The messages of each distinct text without a caption, newest last, by key in order."""
    query = (
        select(_m.caption_key, _m.text, _m.send_type, _m.content_type)
        .where(_m.creator_id == creator_id, _m.caption_id.is_(None), _m.caption_key.is_not(None))
        .order_by(_m.caption_key, _m.sent_at, _m.message_id)
    )
    by_key: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        by_key[row.caption_key].append(row)
    return {key: rows for key, rows in by_key.items() if len(rows) >= min_uses}


def _waits(connection: Connection, creator_id: str, key: str) -> bool:
    own = (_t.creator_id == creator_id, _t.caption_key == key, _t.status == "open")
    return connection.scalar(select(_t.match_id).where(*own).limit(1)) is not None


def _judged(rows: Sequence[Row[Any]], known: Known, content_type: str | None, *, waits: bool) -> Adopted:
    send_type = _most_common([row.send_type for row in rows])
    content = _most_common([row.content_type for row in rows]) or content_type
    caption_type = known.catalogue.send_types[send_type].caption_types[0] if send_type else None
    outcome: Outcome = "added"
    if waits:
        outcome = "waits for review"
    elif caption_type is None:
        outcome = "send type unknown"
    elif content is None:
        outcome = "content type unknown"
    return Adopted(rows[-1].text, len(rows), caption_type, content, outcome)


def _most_common(values: Sequence[str | None]) -> str | None:
    """The most frequent value, of equally frequent ones the first by name; None where there is none."""
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda value: (-counts[value], value), default=None)
