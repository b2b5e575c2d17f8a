"""The aggregates kept beside the messages: daily sums, caption usage, fleet figures, caption scores.

Each is computed from the messages, uses also from sends marked as sent; each message counts once, so refreshing twice
changes nothing. A message takes part when it reached somebody and its counts are possible (`_sound`); what breaks a
check of the table is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import (
    Integer,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    type_coerce,
    update,
)

from database.forgetting import keep_forgetting_sums
from database.settings import shipped_params
from database.tables import (
    caption_bank,
    caption_usage,
    creator_metrics_daily,
    fleet_figures,
    mass_messages,
    schedule_items,
    schedules,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray
    from sqlalchemy import ColumnElement, Connection, Select, Table

    from eros.params.estimate import EstimateParams
    from eros.params.refresh import RefreshParams

__all__ = ["daily_sums", "refresh", "usage_sums"]

_m = mass_messages.c
_priced = type_coerce(_m.is_priced, Integer) == 1
_sound = and_(
    _m.creator_id.is_not(None),
    _m.sent > 0,
    or_(_m.viewed.is_(None), _m.viewed.between(0, _m.sent)),
    _m.purchased.between(0, _m.sent),
    _m.earnings_cents >= 0,
)
_seen = case((_m.viewed.is_not(None), _m.sent), else_=0)
"""Recipients of a message whose views are known."""


def refresh(
    connection: Connection,
    creator_ids: Collection[str] | None = None,
    *,
    params: RefreshParams | None = None,
    estimate: EstimateParams | None = None,
) -> None:
    """Bring all aggregates up to the messages, in the caller's transaction.

    `creator_ids` limits the per-page tables to these pages (None: all); what spans pages is always computed over all.
    `params` and `estimate` None take the shipped values.
    """
    params = params or shipped_params().refresh
    estimate = estimate or shipped_params().estimate
    _daily(connection, creator_ids)
    _usage(connection, creator_ids)
    keep_forgetting_sums(connection, _sound, _of(_m.creator_id, creator_ids), estimate)
    value = _relative(connection)
    _caption_scores(connection, value, params.index_prior_messages)
    connection.execute(delete(fleet_figures))
    pages = connection.scalar(select(func.count(_m.creator_id.distinct())).where(_sound))
    if pages is not None and pages > 1:
        rows = [*_types(connection), *_curves(value), *_slumps(connection, params)]
        connection.execute(insert(fleet_figures), rows)


def _of(column: ColumnElement[str], creator_ids: Collection[str] | None) -> ColumnElement[bool]:
    return column.is_not(None) if creator_ids is None else column.in_(sorted(creator_ids))


def daily_sums(creator_ids: Collection[str] | None = None) -> Select[Any]:
    """What creator_metrics_daily holds of these pages when it is in step; columns named as there."""
    send_type = func.coalesce(_m.send_type, "")
    sums = select(
        _m.creator_id,
        _m.local_date,
        send_type.label("send_type"),
        func.count().label("sends"),
        func.sum(_m.sent).label("recipients"),
        func.sum(_seen).label("view_recipients"),
        func.coalesce(func.sum(_m.viewed), 0).label("views"),
        func.sum(_m.purchased).label("purchases"),
        func.sum(_m.earnings_cents).label("earnings_cents"),
    )
    sums = sums.where(_sound, _of(_m.creator_id, creator_ids))
    return sums.group_by(_m.creator_id, _m.local_date, send_type)


def usage_sums(creator_ids: Collection[str] | None = None) -> Select[Any]:
    """What caption_usage holds of these pages when it is in step; columns named as there.

    Counts come from messages; a send marked as sent, whose message is not imported yet, gives its date.
    """
    messages = (
        select(
            _m.creator_id,
            _m.caption_id,
            _m.local_date,
            literal(1).label("times"),
            _m.sent,
            func.coalesce(_m.viewed, 0).label("viewed"),
            _m.purchased,
            _m.earnings_cents,
        )
        .join(caption_bank, caption_bank.c.caption_id == _m.caption_id)
        .where(_sound, _of(_m.creator_id, creator_ids))
    )
    items, none = schedule_items.c, literal(0)
    marked = (
        select(schedules.c.creator_id, items.caption_id, items.local_date, none, none, none, none, none)
        .join(schedules, schedules.c.schedule_id == items.schedule_id)
        .join(caption_bank, caption_bank.c.caption_id == items.caption_id)
        .where(items.status == "sent", _of(schedules.c.creator_id, creator_ids))
    )
    uses = messages.union_all(marked).subquery().c
    counts = (uses.times, uses.sent, uses.viewed, uses.purchased, uses.earnings_cents)
    sums = (func.sum(column).label(column.name) for column in counts)
    return select(uses.creator_id, uses.caption_id, func.max(uses.local_date).label("last_used_on"), *sums).group_by(
        uses.creator_id, uses.caption_id
    )


def _daily(connection: Connection, creator_ids: Collection[str] | None) -> None:
    _replace(connection, creator_metrics_daily, daily_sums(creator_ids), creator_ids)


def _usage(connection: Connection, creator_ids: Collection[str] | None) -> None:
    _replace(connection, caption_usage, usage_sums(creator_ids), creator_ids)


def _replace(connection: Connection, table: Table, sums: Select[Any], creator_ids: Collection[str] | None) -> None:
    connection.execute(delete(table).where(_of(table.c.creator_id, creator_ids)))
    connection.execute(insert(table).from_select([column.name for column in sums.selected_columns], sums))


@dataclass(frozen=True, slots=True)
class _Relative:
    """Per message, shape (n,): what it brought (`got`) and what its page's mean of the type would have (`expected`).

    Cents for a priced message, views for a free one; messages without a known value or with a mean of 0 are absent.
    `caption` is 0 where unknown.
    """

    caption: NDArray[np.int64]
    hour: NDArray[np.int64]
    weekday: NDArray[np.int64]
    priced: NDArray[np.int64]
    got: NDArray[np.float64]
    expected: NDArray[np.float64]


def _relative(connection: Connection) -> _Relative:
    got = case((_priced, _m.earnings_cents), else_=_m.viewed)
    columns = (func.coalesce(_m.caption_id, 0), _m.local_hour, _m.local_weekday, _priced, _m.sent, got)
    cells: dict[tuple[str, str | None, bool], int] = {}
    rows = (
        (cells.setdefault((row[0], row[1], bool(row[5])), len(cells)), *row[2:])
        for row in connection.execute(select(_m.creator_id, _m.send_type, *columns).where(_sound, got.is_not(None)))
    )
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64)  # never all rows as objects
    cell, caption, hour, weekday, priced, sent, brought = flat.reshape(-1, 7).T
    expected = (np.bincount(cell, brought) / np.bincount(cell, sent))[cell] * sent
    kept = expected > 0
    counts = (caption[kept], hour[kept], weekday[kept], priced[kept])
    return _Relative(*counts, brought[kept].astype(np.float64), expected[kept])


def _caption_scores(connection: Connection, value: _Relative, prior: float) -> None:
    """fleet_index = (n x earned over expected + prior) / (n + prior); performance_score its percentile in the type."""
    size = int(value.caption.max(initial=0)) + 1
    n, weighted = np.zeros(size), np.zeros(size)
    for priced in (0, 1):
        at = value.priced == priced
        count, got, expected = (
            np.bincount(value.caption[at], weights, size) for weights in (None, value.got[at], value.expected[at])
        )
        n += count
        weighted += np.divide(count * got, expected, out=np.zeros(size), where=expected > 0)
    index = np.round((weighted + prior) / (n + prior), 6)
    bank = caption_bank.c
    now = (bank.fleet_uses, bank.fleet_index, bank.performance_score)
    rows = connection.execute(select(bank.caption_id, bank.caption_type, *now).order_by(bank.caption_type)).all()
    changed = []
    for _, group in groupby(rows, key=lambda row: row[1]):
        members = list(group)
        ids = np.array([row[0] for row in members])
        at = np.where(ids < size, ids, 0)
        uses = np.where(ids < size, n[at], 0).astype(np.int64)
        indices = np.where(uses > 0, index[at], 1.0)
        after = zip(uses.tolist(), indices.tolist(), _percentiles(indices, uses > 0).tolist(), strict=True)
        changed += [
            {"id_": row[0], "fleet_uses": new[0], "fleet_index": new[1], "performance_score": new[2]}
            for row, new in zip(members, after, strict=True)
            if new != tuple(row[2:])
        ]
    if changed:
        connection.execute(update(caption_bank).where(bank.caption_id == bindparam("id_")), changed)


def _percentiles(index: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Mid-rank percentile (0-100) of each known value among the known ones; 50 elsewhere."""
    ranked = np.sort(index[known])
    below = np.searchsorted(ranked, index, "left")
    upto = np.searchsorted(ranked, index, "right")
    middle = 50.0 * (below + upto) / max(ranked.size, 1)
    return np.where(known, np.round(middle, 4), 50.0)


def _types(connection: Connection) -> list[dict[str, Any]]:
    """Sums per send type. Unknown views are taken at the type's known view rate."""
    prices: dict[str, list[int]] = {}
    priced = select(_m.send_type, _m.price_cents, func.count()).where(_sound, _priced, _m.send_type.is_not(None))
    for key, price, n in connection.execute(priced.group_by(_m.send_type, _m.price_cents)):
        prices.setdefault(key, []).extend([price] * n)
    sums = select(
        _m.send_type,
        func.count(),
        func.sum(_m.sent),
        func.sum(_seen),
        func.coalesce(func.sum(_m.viewed), 0),
        func.sum(_m.purchased),
        func.sum(_m.earnings_cents),
    ).where(_sound, _m.send_type.is_not(None))
    return [
        _figure(
            "type",
            key,
            n,
            sent=sent,
            viewed=round(views * sent / seen) if seen else 0,
            purchased=purchased,
            earnings_cents=earnings,
            median_price_cents=round(float(np.median(prices[key]))) if key in prices else 0,
        )
        for key, n, sent, seen, views, purchased, earnings in connection.execute(
            sums.group_by(_m.send_type).order_by(_m.send_type)
        )
    ]


def _curves(value: _Relative) -> list[dict[str, Any]]:
    """The mean of got over expected by local hour and by weekday, each message counting the same."""
    figures = []
    for kind, column in (("hour", value.hour), ("weekday", value.weekday)):
        n = np.bincount(column)
        mean = np.bincount(column, value.got / value.expected) / np.maximum(n, 1)
        figures += [_figure(kind, str(at), int(n[at]), value=round(float(mean[at]), 6)) for at in np.flatnonzero(n)]
    return figures


def _slumps(connection: Connection, params: RefreshParams) -> list[dict[str, Any]]:
    """Days on which most active pages fell below their own view rate of the days before; `n` pages, `value` the share."""
    daily = creator_metrics_daily.c
    rows = connection.execute(
        select(daily.creator_id, daily.local_date, func.sum(daily.view_recipients), func.sum(daily.views))
        .where(daily.view_recipients > 0)
        .group_by(daily.creator_id, daily.local_date)
    ).all()
    if not rows:
        return []
    pages = {key: at for at, key in enumerate(sorted({row[0] for row in rows}))}
    first = min(row[1] for row in rows)
    days = (max(row[1] for row in rows) - first).days + 1
    seen, views = np.zeros((2, len(pages), days))
    for key, day, recipients, viewed in rows:
        seen[pages[key], (day - first).days] = recipients
        views[pages[key], (day - first).days] = viewed
    before_seen, before_views = (_trailing(sums, params.slump_window_days) for sums in (seen, views))
    active = (seen > 0) & (before_views > 0)
    low = active & (views * before_seen < params.slump_ratio * before_views * seen)
    n = active.sum(axis=0)
    share = low.sum(axis=0) / np.maximum(n, 1)
    slumped = np.flatnonzero((n >= params.slump_min_pages) & (share > params.slump_share)).tolist()
    return [
        _figure("slump_day", (first + timedelta(days=at)).isoformat(), int(n[at]), value=round(float(share[at]), 6))
        for at in slumped
    ]


def _trailing(sums: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Per row the sum over the `window` columns before each column, that one left out."""
    total = np.pad(np.cumsum(sums, axis=1), ((0, 0), (1, 0)))
    at = np.arange(sums.shape[1])
    return total[:, at] - total[:, np.maximum(at - window, 0)]


def _figure(kind: str, key: str, n: int, **values: Any) -> dict[str, Any]:
    none = {"sent": 0, "viewed": 0, "purchased": 0, "earnings_cents": 0, "value": None, "median_price_cents": None}
    return {"kind": kind, "key": key, "n": n} | none | values
