"""What saved weeks before a week hold that its rules count on: campaigns, games and tip amounts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from database.tables import mass_messages, predictions, schedule_items, schedules
from eros.model.campaign import FIRST_TO_TIP, GameFigures, Memory, PastCampaign

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

__all__ = ["MEMORY_DAYS", "TIPS_KEPT", "read_memory"]

MEMORY_DAYS = 90
"""How far back campaigns are read; `mix.campaign_window_days` reaches no further."""
TIPS_KEPT = 6
"""How many amounts are read; `mix.tip_rest` asks for no more."""

_items = schedule_items.c
_OUT = ("cancelled", "failed")


def read_memory(connection: Connection, creator_id: str, week_start: date, as_of: datetime) -> Memory:
    """What the page's saved weeks before a week hold; sends that reached nobody count for nothing."""
    since = week_start - timedelta(days=MEMORY_DAYS)
    before = (
        schedules.c.creator_id == creator_id,
        schedules.c.week_start < week_start,
        schedules.c.status != "superseded",
    )
    recent = (*before, schedules.c.week_start > since - timedelta(days=7))
    weeks = select(schedules.c.week_start).where(*recent).order_by(schedules.c.week_start)
    campaigns = (
        select(_items.local_date, _items.campaign)
        .join(schedules, schedules.c.schedule_id == _items.schedule_id)
        .where(*recent, _items.campaign.is_not(None), _items.status.not_in(_OUT))
        .order_by(_items.local_date, _items.position)
    )
    return Memory(
        weeks=tuple(connection.scalars(weeks)),
        campaigns=tuple(PastCampaign(*row) for row in connection.execute(campaigns)),
        tips=_tips(connection, creator_id, before, as_of),
        games=_games(connection, before),
    )


def _tips(
    connection: Connection, creator_id: str, before: Sequence[ColumnElement[bool]], as_of: datetime
) -> tuple[int, ...]:
    """The newest amounts by date, planned ones first; where saved weeks know too few, messages sent before them do."""
    planned = (
        select(_items.local_date, _items.price_cents)
        .join(schedules, schedules.c.schedule_id == _items.schedule_id)
        .where(*before, _items.send_type == FIRST_TO_TIP, _items.price_cents.is_not(None), _items.status.not_in(_OUT))
        .order_by(_items.starts_at.desc())
        .limit(TIPS_KEPT)
    )
    found: list[Any] = list(connection.execute(planned))
    m = mass_messages.c
    sent = select(m.local_date, m.price_cents).where(
        m.creator_id == creator_id, m.send_type == FIRST_TO_TIP, m.price_cents > 0, m.sent_at <= as_of
    )
    if found:
        sent = sent.where(m.local_date < found[-1].local_date)
    if len(found) < TIPS_KEPT:
        found += connection.execute(sent.order_by(m.sent_at.desc()).limit(TIPS_KEPT - len(found)))
    return tuple(row.price_cents for row in reversed(found))


def _games(connection: Connection, before: Sequence[ColumnElement[bool]]) -> dict[str, GameFigures]:
    """Outcomes of the games of saved weeks whose messages came in, by kind."""
    query = (
        select(_items.game_kind, func.count(), func.sum(predictions.c.actual_cents))
        .join(schedules, schedules.c.schedule_id == _items.schedule_id)
        .join(predictions, (predictions.c.schedule_id == _items.schedule_id) & (predictions.c.ref == _items.ref))
        .where(*before, _items.game_kind.is_not(None), predictions.c.actual_cents.is_not(None))
        .group_by(_items.game_kind)
        .order_by(_items.game_kind)
    )
    return {kind: GameFigures(n, cents) for kind, n, cents in connection.execute(query)}
