"""The defects real databases have, planted into the dirty demo in known numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, insert, select, update

from database.engine import file_engine, writing
from database.tables import caption_bank, caption_usage, creators, mass_messages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import Connection

__all__ = ["DEFECTS", "spoil"]

DEFECTS = {
    "null_creator": 40,
    "unknown_page": 12,
    "nan_page": 15,
    "viewed_above_sent": 25,
    "negative_count": 10,
    "broken_caption_link": 35,
    "priced_without_price": 18,
    "orphan_usage": 30,
    "conflicting_caption": 20,
}
"""How many rows have each defect.

Messages: `null_creator` (no creator, but the name of a page), `unknown_page` (no creator, a name nobody has), `nan_page`
(no creator, the text 'nan' for a name), `viewed_above_sent`, `negative_count` (purchases), `broken_caption_link` (a caption
that does not exist, while the text's key still names the right one), `priced_without_price`. No message has two of them.
`orphan_usage`: usage of a caption that does not exist. `conflicting_caption`: a second caption of the same text under
another type and content type.
"""

STRIDE = 61
MISSING_CAPTION = 9_000_000
"""Ids from here on are captions nobody has."""

_m = mass_messages.c
_CHANGES: dict[str, dict[str, Any]] = {
    "null_creator": {"creator_id": None},
    "unknown_page": {"creator_id": None, "page_name": "nobody"},
    "nan_page": {"creator_id": None, "page_name": "nan"},
    "viewed_above_sent": {"viewed": _m.sent + 7},
    "negative_count": {"purchased": -1},
    "broken_caption_link": {"caption_id": MISSING_CAPTION + _m.message_id},
    "priced_without_price": {"price_cents": None},
}


def spoil(path: Path) -> None:
    """Plant all of DEFECTS into a demo database, as a file would hold them that met them elsewhere.

    Checks and foreign keys are set aside for this one connection. Aggregates stay as they are.
    """
    engine = file_engine(path, mode="rw", foreign_keys=False)
    try:
        with writing(engine) as connection:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
            _plant(connection)
    finally:
        engine.dispose()


def _plant(connection: Connection) -> None:
    candidates = _candidates(connection)
    start = 0
    for defect, changes in _CHANGES.items():
        ids = candidates[start : start + DEFECTS[defect]]
        connection.execute(update(mass_messages).where(_m.message_id.in_(ids)).values(changes))
        start += DEFECTS[defect]
    _plant_orphans(connection)
    _plant_conflicts(connection)


def _candidates(connection: Connection) -> Sequence[int]:
    """Ids of priced messages with a caption, spread over the history."""
    query = select(_m.message_id).where(_m.caption_id.is_not(None), _m.price_cents > 0, _m.message_id % STRIDE == 0)
    return connection.scalars(query.order_by(_m.message_id).limit(sum(DEFECTS.values()))).all()


def _plant_orphans(connection: Connection) -> None:
    page = connection.scalar(select(func.min(creators.c.creator_id)))
    last = connection.scalar(select(func.max(_m.local_date)))
    rows = [
        {
            "creator_id": page,
            "caption_id": MISSING_CAPTION + i,
            "last_used_on": last,
            "times": 1,
            "sent": 100,
            "viewed": 30,
        }
        for i in range(DEFECTS["orphan_usage"])
    ]
    connection.execute(insert(caption_usage), rows)


def _plant_conflicts(connection: Connection) -> None:
    """The first shared captions once more, under a new id and with other labels."""
    c = caption_bank.c
    copied = ("creator_id", "text", "caption_key", "tone", "is_paid_only")
    newest = select(func.max(c.caption_id)).scalar_subquery()
    twins = (
        select(
            newest + func.row_number().over(order_by=c.caption_id),
            *(c[name] for name in copied),
            case((c.caption_type == "bump_normal", "dm_farm"), else_="bump_normal"),
            case((c.content_type == "behind_scenes", "exclusive_content"), else_="behind_scenes"),
        )
        .where(c.creator_id.is_(None))
        .order_by(c.caption_id)
        .limit(DEFECTS["conflicting_caption"])
    )
    names = ["caption_id", *copied, "caption_type", "content_type"]
    connection.execute(insert(caption_bank).from_select(names, twins))
