"""Personas: the columns, a row into how a page sounds, personas into the database."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from sqlalchemy import insert, select, update

from database.importing.report import Tally
from database.importing.table import Layout
from database.importing.values import BadCellError, choice, decimal, named, shown
from database.tables import creator_personas
from eros.model.creator import EmojiFrequency, SlangLevel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from database.importing.known import Known
    from database.importing.table import Row

__all__ = ["LAYOUTS", "Persona", "read_persona", "write_personas"]

Persona = dict[str, Any]
"""Columns of the table `creator_personas`; None where the file says nothing."""

_TITLES = {
    "page": ("page", "pagename", "creator", "model"),
    "primary_tone": ("primarytone", "tone"),
    "secondary_tone": ("secondarytone",),
    "emoji_frequency": ("emojifrequency", "emoji", "emojis"),
    "favourite_emojis": ("favouriteemojis", "favoriteemojis"),
    "slang_level": ("slanglevel", "slang"),
    "avg_sentiment": ("avgsentiment", "sentiment"),
    "avg_caption_length": ("avgcaptionlength", "captionlength"),
}
LAYOUTS = (
    Layout("canonical", {title: name for name, titles in _TITLES.items() for title in titles}, ("primary_tone",)),
)
_FREQUENCIES = named((name, name) for name in get_args(EmojiFrequency))
_LEVELS = named((name, name) for name in get_args(SlangLevel))


def read_persona(row: Row, known: Known) -> Persona | None:
    """The persona of a row; None when something is wrong with it (noted in the row)."""
    page = known.page_of(row)
    if page is None and row.sound("page"):
        row.wrong("page", "is empty; name the page in the file or with --page")
    persona = {
        "primary_tone": row.need("primary_tone", known.text),
        "secondary_tone": row.read("secondary_tone", known.text),
        "emoji_frequency": row.read("emoji_frequency", lambda raw: choice(raw, _FREQUENCIES, "emoji frequency")),
        "favourite_emojis": row.read("favourite_emojis", _emojis),
        "slang_level": row.read("slang_level", lambda raw: choice(raw, _LEVELS, "slang level")),
        "avg_sentiment": row.read("avg_sentiment", partial(decimal, low=-1, high=1)),
        "avg_caption_length": row.read("avg_caption_length", partial(decimal, low=0, high=known.limits.max_text_chars)),
    }
    if page is not None:
        earlier = known.seen.setdefault(page.creator_id, row.line)
        if earlier != row.line:
            row.wrong("page", f"is that of line {earlier} already; a page has one persona")
    return None if row.problems or page is None else {"creator_id": page.creator_id, **persona}


def _emojis(raw: str) -> list[str]:
    """`🌊 ✨`, `🌊, ✨` or `["🌊", "✨"]`."""
    if not raw.startswith("["):
        return raw.replace(",", " ").replace(";", " ").split()
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(emoji, str) for emoji in found):
        raise BadCellError(f"{shown(raw)} is no list of emojis; write them with spaces between them")
    return found


def write_personas(connection: Connection, personas: Iterable[Persona]) -> Tally:
    """Add new personas and change known ones by what the file says."""
    tally = Tally()
    old = {row["creator_id"]: row for row in connection.execute(select(creator_personas)).mappings()}
    for persona in personas:
        said = {name: value for name, value in persona.items() if value is not None}
        before = old.get(persona["creator_id"])
        if before is None:
            connection.execute(insert(creator_personas).values(said))
            tally.inserted += 1
        elif all(before[name] == value for name, value in said.items()):
            tally.unchanged += 1
        else:
            own = creator_personas.c.creator_id == persona["creator_id"]
            connection.execute(update(creator_personas).where(own).values(said))
            tally.updated += 1
    return tally
