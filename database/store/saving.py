"""Saving a week: all of it or nothing, never over something a person approved or a fan received."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from anyascii import anyascii
from sqlalchemy import insert, update

from database.store.arrivals import carry_outcomes
from database.store.events import record
from database.store.locks import lock_week, release
from database.store.pages import find_creator
from database.store.rotation import write_rotation
from database.store.weeks import item_row, newest_version, read_latest, read_schedule, schedule_row
from database.tables import predictions, schedule_items, schedules, volume_assignments
from eros.digest import content_digest, short_code
from eros.errors import ConflictError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from eros.model.schedule import Schedule
    from eros.params.rules import RuleParams
    from eros.ports import SaveRequest

__all__ = ["save_week"]


def save_week(connection: Connection, schedule: Schedule, request: SaveRequest, rules: RuleParams) -> Schedule:
    """Save a week in the caller's write transaction, as `eros.ports.Store.save` describes it."""
    find_creator(connection, schedule.creator_id)
    current = read_latest(connection, schedule.creator_id, schedule.week_start)
    if current is not None and current.status == request.status and _same_content(current, schedule):
        return current
    newest = newest_version(connection, schedule.creator_id, schedule.week_start)
    _refuse_stale(schedule, request, newest)
    if current is not None:
        _refuse_protected(current, request)
        _refuse_lost(current, schedule)
    saved = _named(replace(schedule, version=newest + 1, status=request.status))
    if current is not None:
        _supersede(connection, current, saved, request)
    _write(connection, saved, request)
    if current is not None:
        out = [send.ref for send in saved.sends if send.status == "sent"]
        carry_outcomes(connection, str(current.schedule_id), str(saved.schedule_id), out)
    lock_week(connection, saved, request.now, rules)
    record(
        connection,
        str(saved.schedule_id),
        request.action,
        actor=request.actor,
        now=request.now,
        before=None if current is None else _brief(current),
        after={**_brief(saved), **request.note},
        ref=request.ref,
    )
    return read_schedule(connection, str(saved.schedule_id))


def _same_content(current: Schedule, schedule: Schedule) -> bool:
    proven = schedule.bound_cents in (None, current.bound_cents)
    return proven and _content(current) == _content(schedule)


def _content(schedule: Schedule) -> tuple[Any, ...]:
    return schedule.sends, schedule.wishes, schedule.seed, schedule.params_hash


def _refuse_stale(schedule: Schedule, request: SaveRequest, newest: int) -> None:
    if request.expected_version not in (None, newest):
        raise ConflictError(
            f"The week of {schedule.page_name} from {schedule.week_start} stands at version {newest}, not "
            f"{request.expected_version}: somebody saved it meanwhile. Read version {newest} and save again."
        )


def _refuse_protected(current: Schedule, request: SaveRequest) -> None:
    if request.replace or current.protection is None:
        return
    raise ConflictError(
        f"{current.schedule_id} (version {current.version}) is protected: {current.protection}. Replace it knowingly "
        f"(--replace; save_schedule: replace and expected_version {current.version}); sends that are out stay."
    )


def _refuse_lost(current: Schedule, schedule: Schedule) -> None:
    for send in current.sends:
        if send.status != "sent":
            continue
        kept = schedule.by_ref(send.ref)
        if kept is None or (kept.utc, kept.caption_id, kept.status) != (send.utc, send.caption_id, "sent"):
            raise ConflictError(
                f"Send {send.ref} ({send.send_type}, {current.date_of(send)}, caption {send.caption_id}) went out; "
                "the new version must hold it unchanged. Plan the week again: what is out is kept."
            )


def _named(schedule: Schedule) -> Schedule:
    rows = [item_row(schedule, position, send) for position, send in enumerate(schedule.sends)]
    year, week, _ = schedule.week_start.isocalendar()
    page = re.sub(r"[^A-Z0-9_-]+", "-", anyascii(schedule.page_name).upper())
    content = content_digest([rows, schedule.wishes, schedule.seed, schedule.params_hash, schedule.status])
    code = short_code(schedule.creator_id, schedule.week_start, schedule.version, content)
    return replace(schedule, schedule_id=f"SCH_{year}W{week:02}_{page}_{code}")


def _supersede(connection: Connection, current: Schedule, saved: Schedule, request: SaveRequest) -> None:
    old = str(current.schedule_id)
    connection.execute(update(schedules).where(schedules.c.schedule_id == old).values(status="superseded"))
    release(connection, old)
    record(
        connection,
        old,
        "superseded",
        actor=request.actor,
        now=request.now,
        before={"status": current.status},
        after={"status": "superseded", "by": saved.schedule_id},
    )


def _write(connection: Connection, saved: Schedule, request: SaveRequest) -> None:
    row = {**schedule_row(saved), "created_by": request.actor, "created_at": request.now}
    connection.execute(insert(schedules), row)
    if saved.sends:
        connection.execute(
            insert(schedule_items), [item_row(saved, position, send) for position, send in enumerate(saved.sends)]
        )
    connection.execute(insert(volume_assignments), _volume_row(saved))
    write_rotation(connection, saved)
    if forecasts := _prediction_rows(saved, request.now):
        connection.execute(insert(predictions), forecasts)


def _volume_row(saved: Schedule) -> dict[str, Any]:
    days = saved.volume.get("days", ())
    return {
        "schedule_id": saved.schedule_id,
        "creator_id": saved.creator_id,
        "week_start": saved.week_start,
        "tier": str(saved.volume.get("tier", "UNKNOWN")),
        **{quota: sum(day.get(quota, 0) for day in days) for quota in ("revenue", "engagement", "retention")},
        "inputs": schedule_row(saved)["volume"],
    }


def _prediction_rows(saved: Schedule, now: datetime) -> list[dict[str, Any]]:
    """Only priced sends have a forecast; an interval is known for the week, not for one send."""
    return [
        {
            "schedule_id": saved.schedule_id,
            "ref": send.ref,
            "forecast_cents": send.forecast_cents,
            "predicted_at": now,
        }
        for send in saved.sends
        if send.price_cents is not None and send.stands
    ]


def _brief(schedule: Schedule) -> dict[str, Any]:
    return {
        "schedule_id": schedule.schedule_id,
        "version": schedule.version,
        "status": schedule.status,
        "sends": len(schedule.sends),
        "forecast_cents": schedule.forecast.cents,
    }
