"""The defects real data has, each once: `eros db check` counts these rows, `eros db repair` mends or archives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, Text, and_, cast, func, or_, select, tuple_

from database.tables import (
    caption_bank,
    caption_locks,
    caption_usage,
    content_rankings,
    creator_metrics_daily,
    creators,
    mass_messages,
    schedule_items,
)

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

__all__ = [
    "CLEARED",
    "DEFECTS",
    "MESSAGE_DEFECTS",
    "NAMED_CHECKS",
    "REMOVED",
    "REPAIR",
    "Defect",
    "broken_links",
    "conflicting_captions",
    "orphan_locks",
    "orphan_usage",
    "unlinked_messages",
]

REPAIR = "eros db repair"

_m, _c, _u, _l = mass_messages.c, caption_bank.c, caption_usage.c, caption_locks.c
_pages = select(creators.c.creator_id)

MESSAGE_DEFECTS: dict[str, ColumnElement[bool]] = {
    "message-page": or_(_m.creator_id.is_(None), _m.creator_id.not_in(_pages)),
    "message-page-nan": func.lower(_m.page_name) == "nan",
    "viewed-over-sent": _m.viewed > _m.sent,
    "purchased-over-sent": _m.purchased > _m.sent,
    "negative-counts": or_(_m.sent < 0, _m.viewed < 0, _m.purchased < 0, _m.earnings_cents < 0),
    "price-missing": and_(_m.is_priced == 1, func.coalesce(_m.price_cents, 0) <= 0),
}
"""Defects of single messages: name and which rows have it. One message can have several."""

_WORDS = {
    "message-page": ("messages have no page", "Gives them the page of their page name; archives what stays unknown."),
    "message-page-nan": (
        "messages have the page name 'nan', which is no name but a missing cell",
        "Clears the name; archives what then has no page.",
    ),
    "viewed-over-sent": (
        "messages were viewed by more people than received them",
        "Clears the views: they are unknown.",
    ),
    "purchased-over-sent": (
        "messages were bought by more people than received them",
        "Takes earnings over price where that is proven; archives the others.",
    ),
    "negative-counts": (
        "messages have a negative count or negative earnings",
        "Clears views, takes proven purchases; archives the others.",
    ),
    "price-missing": (
        "messages are priced but have no price",
        "Takes the price of the planned send, or a proven earnings over purchases; archives the others.",
    ),
}

NAMED_CHECKS = frozenset(
    f"ck_mass_messages_{rule}"
    for rule in (
        "creator_given",
        "page_name_real",
        "viewed_within_sent",
        "purchased_within_sent",
        "sent_not_negative",
        "viewed_not_negative",
        "purchased_not_negative",
        "earnings_cents_not_negative",
        "priced_has_price",
    )
) | {"ck_creators_page_name_given"}
"""CHECKs whose breach is one of the named defects."""

REMOVED = frozenset({table.name for table in (caption_usage, creator_metrics_daily, content_rankings, caption_locks)})
"""Tables whose rows can be computed again or bind nobody: a row that points at nothing is removed."""

CLEARED = {
    ("mass_messages", "send_types"): ("send_type", "type_source"),
    ("mass_messages", "content_types"): ("content_type",),
    ("predictions", "mass_messages"): ("message_id",),
}
"""Of a row that points at nothing (table, parent): the columns that may be unknown and are cleared."""


@dataclass(frozen=True, slots=True)
class Defect:
    """A kind of wrong rows: `query` gives one label per row, `what` says what they are, `fix` what `command` does.

    `command` is '' where only a person can know.
    """

    name: str
    query: Select[Any]
    what: str
    fix: str
    command: str = REPAIR


def _usable() -> ColumnElement[bool]:
    """The caption has the message's text and the page may use it."""
    return and_(_c.caption_key == _m.caption_key, or_(_c.creator_id.is_(None), _c.creator_id == _m.creator_id))


def broken_links() -> Select[Any]:
    """Ids of messages whose caption does not exist, or was found by the text and has another one."""
    by_text = func.coalesce(_m.caption_source, "text") == "text"
    broken = or_(_c.caption_id.is_(None), and_(by_text, _m.caption_key != _c.caption_key))
    linked = select(_m.message_id).outerjoin(caption_bank, _c.caption_id == _m.caption_id)
    return linked.where(_m.caption_id.is_not(None), broken).order_by(_m.message_id)


def unlinked_messages() -> Select[Any]:
    """Ids of messages without a caption although the bank holds their text for the page."""
    held = select(_c.caption_id).where(_usable()).correlate(mass_messages).exists()
    return select(_m.message_id).where(_m.caption_id.is_(None), held).order_by(_m.message_id)


def conflicting_captions() -> Select[Any]:
    """First id, key and owner ('' shared) of texts that are active more than once with different types."""
    first, owner = func.min(_c.caption_id), func.coalesce(_c.creator_id, "")
    differs = (func.min(label) < func.max(label) for label in (_c.caption_type, _c.content_type))
    groups = select(first, _c.caption_key, owner).where(_c.is_active == 1).group_by(_c.caption_key, owner)
    return groups.having(or_(*differs)).order_by(first)


def orphan_usage() -> Select[Any]:
    """Page and caption of usage rows that have lost one of them."""
    known = select(_c.caption_id)
    lost = or_(_u.creator_id.not_in(_pages), _u.caption_id.not_in(known))
    return select(_u.creator_id, _u.caption_id).where(lost).order_by(_u.creator_id, _u.caption_id)


def orphan_locks() -> Select[Any]:
    """Schedule, ref and caption of locks whose send, page or caption is gone."""
    items = select(schedule_items.c.schedule_id, schedule_items.c.ref)
    lost = or_(
        tuple_(_l.schedule_id, _l.ref).not_in(items),
        _l.creator_id.not_in(_pages),
        _l.caption_id.not_in(select(_c.caption_id)),
    )
    return select(_l.schedule_id, _l.ref, _l.caption_id).where(lost).order_by(_l.schedule_id, _l.ref)


def _labelled(query: Select[Any], *columns: ColumnElement[Any]) -> Select[Any]:
    label: ColumnElement[str] = cast(columns[0], Text)
    for column in columns[1:]:
        label = label + " / " + cast(column, Text)
    return query.with_only_columns(label)


def _message_defects() -> list[Defect]:
    return [
        Defect(name, select(_m.message_id).where(rows).order_by(_m.message_id), f"{what}, message ids", fix)
        for name, rows in MESSAGE_DEFECTS.items()
        for what, fix in (_WORDS[name],)
    ]


DEFECTS: tuple[Defect, ...] = (
    Defect(
        "page-name",
        select(creators.c.creator_id)
        .where(or_(func.lower(creators.c.page_name) == "nan", creators.c.page_name == ""))
        .order_by(creators.c.creator_id),
        "pages have no name or the name 'nan', creator ids",
        "Only you know the name: put it into creators.page_name with any SQLite tool, after 'eros db backup'.",
        command="",
    ),
    *_message_defects(),
    Defect(
        "orphan-usage",
        _labelled(orphan_usage(), _u.creator_id, _u.caption_id),
        "usage rows have lost their page or caption, page / caption",
        "Writes their numbers into the report and removes them.",
    ),
    Defect(
        "orphan-locks",
        _labelled(orphan_locks(), _l.schedule_id, _l.ref),
        "caption locks have lost their send, page or caption, schedule / send",
        "Removes them: they hold a caption for nobody.",
    ),
    Defect(
        "caption-labels",
        conflicting_captions(),
        "texts stand in the bank more than once with different types, first caption ids",
        "Keeps the copy most messages used, moves what points at the others to it and deactivates them.",
    ),
    Defect(
        "caption-links",
        broken_links(),
        "messages point at a missing or another caption, message ids",
        "Links them again by their text; clears the link where no caption has it.",
    ),
    Defect(
        "caption-unlinked",
        unlinked_messages(),
        "messages are not linked though the bank holds their text, message ids",
        "Links them by their text.",
    ),
)
