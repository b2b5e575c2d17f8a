"""What was sent: one page's history as columns, and the sums over all pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Text, case, select, type_coerce

from database.tables import caption_bank, creator_metrics_daily, fleet_figures, mass_messages
from eros.model.daily import DailySums
from eros.model.history import FleetFigures, History, TypeFigures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray
    from sqlalchemy import Connection, Row

__all__ = ["HISTORY_DAYS", "read_daily", "read_fleet", "read_history"]

HISTORY_DAYS = 730
"""How far back messages are loaded; no window of the estimates reaches further."""

_COLUMNS = (
    type_coerce(mass_messages.c.local_date, Text).label("local_date"),
    mass_messages.c.local_hour,
    mass_messages.c.local_weekday,
    mass_messages.c.send_type,
    caption_bank.c.caption_type,
    mass_messages.c.content_type,
    mass_messages.c.caption_id,
    case((mass_messages.c.is_priced == 1, mass_messages.c.price_cents), else_=0),
    mass_messages.c.sent,
    mass_messages.c.viewed,
    mass_messages.c.purchased,
    mass_messages.c.earnings_cents,
)


def read_history(connection: Connection, creator_id: str, as_of: datetime) -> History:
    """The page's messages of the HISTORY_DAYS up to `as_of`, oldest first; rows that reached nobody are left out."""
    query = (
        select(*_COLUMNS)
        .select_from(mass_messages.outerjoin(caption_bank, caption_bank.c.caption_id == mass_messages.c.caption_id))
        .where(
            mass_messages.c.creator_id == creator_id,
            mass_messages.c.sent_at > as_of - timedelta(days=HISTORY_DAYS),
            mass_messages.c.sent_at <= as_of,
            mass_messages.c.sent > 0,
        )
        .order_by(mass_messages.c.sent_at, mass_messages.c.message_id)
    )
    rows = connection.execute(query).all()
    if not rows:
        return History.empty()
    days, hours, weekdays, send_types, caption_types, contents, captions, prices, sent, viewed, bought, cents = zip(
        *rows, strict=True
    )
    ordinals = {day: date.fromisoformat(day).toordinal() for day in set(days)}
    send_keys, send_column = _coded(send_types)
    caption_keys, caption_column = _coded(caption_types)
    content_keys, content_column = _coded(contents)
    return History(
        send_types=send_keys,
        caption_types=caption_keys,
        content_types=content_keys,
        day=_whole([ordinals[day] for day in days]),
        hour=_whole(hours),
        weekday=_whole(weekdays),
        send_type=send_column,
        caption_type=caption_column,
        content_type=content_column,
        caption_id=_whole([caption_id or 0 for caption_id in captions]),
        price_cents=_whole(prices),
        sent=_whole(sent),
        viewed=_whole([-1 if count is None else count for count in viewed]),
        purchased=_whole(bought),
        earnings_cents=_whole(cents),
    )


def read_daily(connection: Connection, creator_id: str, first: date, last: date) -> tuple[DailySums, ...]:
    """The page's daily sums from `first` to `last`, by day and send type."""
    daily = creator_metrics_daily.c
    query = (
        select(
            daily.local_date,
            daily.send_type,
            daily.sends,
            daily.recipients,
            daily.view_recipients,
            daily.views,
            daily.purchases,
            daily.earnings_cents,
        )
        .where(daily.creator_id == creator_id, daily.local_date.between(first, last))
        .order_by(daily.local_date, daily.send_type)
    )
    return tuple(DailySums(*row) for row in connection.execute(query))


def _whole(values: Sequence[int]) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


def _coded(values: Sequence[str | None]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The distinct keys in order, and each value's place among them (-1 for None)."""
    keys = tuple(sorted({value for value in values if value is not None}))
    places: dict[str | None, int] = {None: -1} | {key: place for place, key in enumerate(keys)}
    return keys, _whole([places[value] for value in values])


def read_fleet(connection: Connection) -> FleetFigures:
    """The sums over all pages; neutral where the table says nothing."""
    by_kind: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(select(fleet_figures).order_by(fleet_figures.c.kind, fleet_figures.c.key)):
        by_kind.setdefault(row.kind, []).append(row)
    hours, hour_counts = _curve(by_kind.get("hour", []), 24)
    weekdays, weekday_counts = _curve(by_kind.get("weekday", []), 7)
    return FleetFigures(
        types={
            row.key: TypeFigures(
                row.n, row.sent, row.viewed, row.purchased, row.earnings_cents, row.median_price_cents or 0
            )
            for row in by_kind.get("type", [])
        },
        hours=hours,
        hour_counts=hour_counts,
        weekdays=weekdays,
        weekday_counts=weekday_counts,
        slump_days=frozenset(date.fromisoformat(row.key) for row in by_kind.get("slump_day", [])),
    )


def _curve(rows: Sequence[Row[Any]], size: int) -> tuple[tuple[float, ...], tuple[int, ...]]:
    values, counts = [1.0] * size, [0] * size
    for row in rows:
        place = int(row.key)
        values[place], counts[place] = (1.0 if row.value is None else row.value), row.n
    return tuple(values), tuple(counts)
