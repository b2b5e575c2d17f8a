"""Pages: who they are, what they hold, what they may not say; and the catalogue all of them share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process
from sqlalchemy import Select, and_, func, null, select

from database.catalogue import catalogue_from_rows
from database.tables import (
    audience_targets,
    caption_restrictions,
    channels,
    content_types,
    creator_personas,
    creators,
    database_info,
    mass_messages,
    schedules,
    send_type_captions,
    send_types,
    shoots,
    vault,
)
from eros.errors import CreatorNotFoundError
from eros.model.caption import Restrictions
from eros.model.creator import Creator, Persona, VaultItem
from eros.model.drip import Shoot
from eros.ports import CreatorSummary
from eros.text.patterns import compile_patterns

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Row, Table

    from eros.model.catalogue import Catalogue

__all__ = [
    "clock",
    "find_creator",
    "find_named",
    "list_creators",
    "read_catalogue",
    "read_persona",
    "read_restrictions",
    "read_shoots",
    "read_vault",
    "read_vault_items",
    "read_vaults",
]

SHOWN_NAMES = 3
LEAST_LIKENESS = 65

_CREATOR: Select[Any] = select(
    creators.c.creator_id,
    creators.c.page_name,
    creators.c.display_name,
    creators.c.page_type,
    creators.c.sub_type,
    creators.c.timezone,
    creators.c.active_fans,
    creators.c.subscription_price_cents,
    creators.c.performance_tier,
    creators.c.use_shared_captions,
    creators.c.country,
    creators.c.view_value_cents,
    creators.c.is_active,
)


def read_catalogue(connection: Connection) -> Catalogue:
    """What can be sent, in the order of the seed files."""
    lists: dict[str, list[str]] = {}
    ordered = select(send_type_captions).order_by(send_type_captions.c.send_type_key, send_type_captions.c.position)
    for row in connection.execute(ordered):
        lists.setdefault(row.send_type_key, []).append(row.caption_type)
    types = [
        {**row, "caption_types": ">".join(lists[row["send_type_key"]])} for row in _seed_rows(connection, send_types)
    ]
    others = (_seed_rows(connection, table) for table in (channels, audience_targets, content_types))
    return catalogue_from_rows(types, *others)


def _seed_rows(connection: Connection, table: Table) -> list[dict[str, str]]:
    rows = connection.execute(select(table).order_by(table.c.position)).mappings()
    return [{str(name): _seed_text(value) for name, value in row.items()} for row in rows]


def _seed_text(value: Any) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)


def list_creators(connection: Connection, *, count_messages: bool) -> tuple[CreatorSummary, ...]:
    """Active pages by name, each with the newest week that is not superseded, and its message count if that is asked."""
    counted = (
        select(func.count())
        .select_from(mass_messages)
        .where(mass_messages.c.creator_id == creators.c.creator_id)
        .scalar_subquery()
    )
    messages = (counted if count_messages else null()).label("messages")
    last = (
        select(schedules.c.creator_id, func.max(schedules.c.week_start).label("week_start"))
        .where(schedules.c.status != "superseded")
        .group_by(schedules.c.creator_id)
        .subquery()
    )
    week = and_(
        schedules.c.creator_id == last.c.creator_id,
        schedules.c.week_start == last.c.week_start,
        schedules.c.status != "superseded",
    )
    query = (
        _CREATOR.add_columns(messages, schedules.c.week_start, schedules.c.status, schedules.c.zone)
        .select_from(creators.outerjoin(last, last.c.creator_id == creators.c.creator_id).outerjoin(schedules, week))
        .where(creators.c.is_active == 1)
        .order_by(creators.c.page_name)
    )
    return tuple(CreatorSummary(Creator(*row[:-4]), *row[-4:]) for row in connection.execute(query))


def find_creator(connection: Connection, page: str) -> Creator:
    """The page of this id, this name, or this name in other case; raises CreatorNotFoundError."""
    for condition in (creators.c.creator_id == page, creators.c.page_name == page):
        if row := connection.execute(_CREATOR.where(condition)).first():
            return Creator(*row)
    rows = connection.execute(_CREATOR.order_by(creators.c.page_name)).all()
    for row in rows:
        if row.page_name.casefold() == page.casefold():
            return Creator(*row)
    raise _no_page(page, rows)


def find_named(connection: Connection, name: str) -> Creator:
    """The page of this id or name, else the only one called so in other punctuation or by its display name.

    Raises CreatorNotFoundError.
    """
    try:
        return find_creator(connection, name)
    except CreatorNotFoundError:
        wanted = _plain(name)
        rows = connection.execute(_CREATOR).all()
        called = [row for row in rows if wanted and wanted in (_plain(row.page_name), _plain(row.display_name))]
        if len(called) != 1:
            raise
        return Creator(*called[0])


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _no_page(page: str, rows: Iterable[Row[Any]]) -> CreatorNotFoundError:
    names = [row.page_name for row in rows if row.is_active]
    if not names:
        return CreatorNotFoundError(f"No page {page!r}; the database holds none yet. `eros page add` makes one.")
    likest = process.extract(
        page, names, scorer=fuzz.ratio, processor=str.casefold, limit=SHOWN_NAMES, score_cutoff=LEAST_LIKENESS
    )
    closest = [name for name, _, _ in likest]
    said = f" Closest: {', '.join(closest)}." if closest else ""
    return CreatorNotFoundError(f"No page {page!r}.{said} `eros creators` lists all.", page=page, closest=closest)


def clock(connection: Connection, now: datetime) -> datetime:
    """`now` to the second, as moments are stored; in a demo database the instant of its newest message.

    So the demo's weeks lie beside its history, and a problem loaded again at a saved week's clock is the same problem.
    """
    if connection.scalar(select(database_info.c.value).where(database_info.c.key == "is_demo")) != "1":
        return now.replace(microsecond=0)
    newest = (
        select(func.max(mass_messages.c.sent_at))
        .where(mass_messages.c.creator_id == creators.c.creator_id)
        .scalar_subquery()
    )
    return connection.scalar(select(func.max(newest)).select_from(creators)) or now.replace(microsecond=0)


def read_vault(connection: Connection, creator_id: str) -> frozenset[str]:
    """Inventory content types this page holds."""
    return frozenset(row.content_type for row in connection.execute(_HELD.where(vault.c.creator_id == creator_id)))


def read_vaults(connection: Connection) -> dict[str, frozenset[str]]:
    """Inventory content types held, of every page; an empty set where there are none."""
    held: dict[str, set[str]] = {creator_id: set() for creator_id in connection.scalars(select(creators.c.creator_id))}
    for row in connection.execute(_HELD):
        held[row.creator_id].add(row.content_type)
    return {creator_id: frozenset(keys) for creator_id, keys in sorted(held.items())}


_HELD: Select[Any] = (
    select(vault.c.creator_id, vault.c.content_type)
    .join(content_types, content_types.c.key == vault.c.content_type)
    .where(vault.c.has_content == 1, content_types.c.is_inventory == 1)
)


def read_vault_items(connection: Connection, creator_id: str) -> tuple[VaultItem, ...]:
    """Inventory content this page holds, in the order of the catalogue."""
    query = _HELD.add_columns(vault.c.quantity, vault.c.quality, vault.c.notes)
    rows = connection.execute(query.where(vault.c.creator_id == creator_id).order_by(content_types.c.position))
    return tuple(VaultItem(row.content_type, row.quantity, row.quality, row.notes) for row in rows)


def read_persona(connection: Connection, creator_id: str) -> Persona | None:
    """How this page sounds; None where nobody said."""
    row = connection.execute(select(creator_personas).where(creator_personas.c.creator_id == creator_id)).first()
    if row is None:
        return None
    emojis = row.favourite_emojis
    return Persona(
        primary_tone=row.primary_tone,
        secondary_tone=row.secondary_tone,
        emoji_frequency=row.emoji_frequency,
        favourite_emojis=tuple(emojis.split() if isinstance(emojis, str) else emojis or ()),
        slang_level=row.slang_level,
        average_length=row.avg_caption_length,
    )


def read_shoots(connection: Connection, creator_id: str) -> tuple[Shoot, ...]:
    """What the page shot, by id."""
    columns = (shoots.c.shoot_id, shoots.c.outfit, shoots.c.content_type, shoots.c.shot_on)
    query = select(*columns).where(shoots.c.creator_id == creator_id).order_by(shoots.c.shoot_id)
    return tuple(Shoot(*row) for row in connection.execute(query))


def read_restrictions(connection: Connection, creator_id: str) -> Restrictions:
    """The newest version of the page's own limits; none where it has none.

    Raises ConfigurationError naming a pattern that cannot be matched in linear time.
    """
    table = caption_restrictions
    query = select(table).where(table.c.creator_id == creator_id).order_by(table.c.version.desc()).limit(1)
    row = connection.execute(query).first()
    if row is None:
        return Restrictions()
    compile_patterns((*row.hard_patterns, *row.soft_patterns))
    return Restrictions(
        hard_patterns=tuple(row.hard_patterns),
        soft_patterns=tuple(row.soft_patterns),
        blocked_categories=frozenset(row.blocked_categories),
        blocked_tiers=frozenset(row.blocked_tiers),
        allowed_categories=frozenset(row.allowed_categories),
        allowed_tiers=frozenset(row.allowed_tiers),
    )
