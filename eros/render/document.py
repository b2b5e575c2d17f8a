"""A week as the JSON document of docs/reference/schedule.schema.json, and back."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError as ShapeError

from eros.errors import ConfigurationError, ImportFileError
from eros.model.clock import DAY
from eros.model.rotation import Rotation
from eros.model.schedule import Forecast, Relaxation, Schedule, Send, Shortfall, Stage, Warning_
from eros.model.wishes import PinnedSend, Wishes
from eros.render.plain import jsonable
from eros.render.shape import FORMAT, ItemShape, RotationShape, ScheduleShape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eros.model.catalogue import Catalogue

__all__ = ["from_document", "to_document"]


def to_document(
    schedule: Schedule, catalogue: Catalogue, *, timings_ms: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """The document of a week, JSON-ready and valid against the schema; equal weeks give equal documents.

    `timings_ms` (stage -> milliseconds) belongs to one run, not to the week; it is written when given.
    """
    document: dict[str, Any] = {
        "format": FORMAT,
        **{name: getattr(schedule, name) for name in _PLAIN},
        "week_start": schedule.week_start.isoformat(),
        "as_of": _moment(schedule.as_of),
        "forecast": asdict(schedule.forecast),
        "items": [_item(schedule, send, catalogue) for send in schedule.sends],
        "shortfalls": [_shortfall(schedule, s) for s in schedule.shortfalls],
        "warnings": [jsonable(asdict(w)) for w in schedule.warnings],
        "relaxations": [
            {"rule": r.rule, "from": r.before, "to": r.after, "refs": list(r.refs)} for r in schedule.relaxations
        ],
        "stages": [asdict(stage) for stage in schedule.stages],
        "wishes": _wishes(schedule.wishes),
        "volume": jsonable(schedule.volume),
        "rotation": _rotation(schedule.rotation),
        **({} if schedule.ppv_allotment is None else {"ppv_allotment": list(schedule.ppv_allotment)}),
    }
    if timings_ms is not None:
        document["timings_ms"] = {name: round(value, 3) for name, value in timings_ms.items()}
    return document


_PLAIN = (
    "schedule_id",
    "version",
    "creator_id",
    "page_name",
    "page_type",
    "sub_type",
    "timezone",
    "status",
    "mode",
    "seed",
    "params_hash",
    "data_hash",
    "engine_version",
    "solver_version",
    "zone",
    "objective_cents",
    "bound_cents",
    "gap_percent",
)


def _item(schedule: Schedule, send: Send, catalogue: Catalogue) -> dict[str, Any]:
    day = schedule.date_of(send)
    return {
        "ref": send.ref,
        "parent_ref": send.parent_ref,
        "send_type_key": send.send_type,
        "category": catalogue.send_types[send.send_type].category,
        "date": day.isoformat(),
        "weekday": day.weekday(),
        "minute": send.minute,
        "utc": _moment(send.utc),
        "channel_key": send.channel,
        "target_key": send.target,
        **{name: getattr(send, name) for name in _PLAIN_ITEM},
        "expires_at": None if send.expires_at is None else _moment(send.expires_at),
        "reasons": {"terms": dict(send.terms), "binding_rules": list(send.binding_rules)},
    }


_OWN_ITEM = frozenset(
    [
        "ref",
        "parent_ref",
        "send_type",
        "channel",
        "target",
        "week_minute",
        "utc",
        "expires_at",
        "terms",
        "binding_rules",
    ]
)
_PLAIN_ITEM = tuple(field.name for field in fields(Send) if field.name not in _OWN_ITEM)


def _shortfall(schedule: Schedule, shortfall: Shortfall) -> dict[str, Any]:
    day = None if shortfall.day is None else (schedule.week_start + timedelta(days=shortfall.day)).isoformat()
    return {**asdict(shortfall), "day": day}


def _wishes(wishes: Wishes) -> dict[str, Any]:
    return {
        "closed_days": sorted(wishes.closed_days),
        "closed_hours": sorted(wishes.closed_hours),
        "emphasis": dict(wishes.emphasis),
        "blocked_types": sorted(wishes.blocked_types),
        "pinned": [asdict(pin) for pin in wishes.pinned],
        **({} if wishes.drip_day is None else {"drip_day": wishes.drip_day}),
        **({} if wishes.not_before is None else {"not_before": _moment(wishes.not_before)}),
    }


def _rotation(rotation: Rotation | None) -> dict[str, Any] | None:
    if rotation is None:
        return None
    return {**asdict(rotation), "order": list(rotation.order), "started_on": rotation.started_on.isoformat()}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def from_document(document: Any) -> Schedule:
    """The week of a document.

    Raises ImportFileError naming the path of every field that is missing, of the wrong type or out of range, of a ref
    that stands twice and of a weekday that is not its date's.
    """
    try:
        shape = ScheduleShape.model_validate(document)
    except ShapeError as error:
        raise _refused([f"{_path(e['loc'])}: {e['msg']}" for e in error.errors(include_url=False)]) from error
    problems = [*_repeated_refs(shape.items), *_wrong_weekdays(shape.items)]
    if problems:
        raise _refused(problems)
    try:
        wishes = _read_wishes(shape)
    except ConfigurationError as error:
        raise _refused([f"wishes: {error}"]) from error
    try:
        rotation = _read_rotation(shape.rotation)
    except ConfigurationError as error:
        raise _refused([f"rotation: {error}"]) from error
    values = {name: getattr(shape, name) for name in _PLAIN}
    values["data_hash"] = shape.data_hash or ""
    return Schedule(
        **values,
        week_start=shape.week_start,
        as_of=shape.as_of,
        forecast=Forecast(**dict(shape.forecast)),
        sends=tuple(_send(shape.week_start, item) for item in shape.items),
        shortfalls=tuple(
            Shortfall(s.what, s.rule, s.count, s.detail, None if s.day is None else (s.day - shape.week_start).days)
            for s in shape.shortfalls
        ),
        warnings=tuple(Warning_(w.rule, tuple(w.refs), w.price_cents, w.detail) for w in shape.warnings),
        relaxations=tuple(Relaxation(r.rule, r.before, r.after, tuple(r.refs)) for r in shape.relaxations),
        stages=tuple(Stage(**dict(stage)) for stage in shape.stages),
        wishes=wishes,
        volume=shape.volume,
        rotation=rotation,
        ppv_allotment=None if shape.ppv_allotment is None else tuple(shape.ppv_allotment),
    )


def _read_wishes(shape: ScheduleShape) -> Wishes:
    return Wishes(
        closed_days=frozenset(shape.wishes.closed_days),
        closed_hours=frozenset(shape.wishes.closed_hours),
        emphasis=tuple(shape.wishes.emphasis.items()),
        blocked_types=frozenset(shape.wishes.blocked_types),
        pinned=tuple(PinnedSend(**dict(pin)) for pin in shape.wishes.pinned),
        mode=shape.mode,
        not_before=shape.wishes.not_before,
        drip_day=shape.wishes.drip_day,
    )


def _read_rotation(shape: RotationShape | None) -> Rotation | None:
    return None if shape is None else Rotation(tuple(shape.order), shape.position, shape.started_on)


def _send(week_start: date, item: ItemShape) -> Send:
    return Send(
        ref=item.ref,
        send_type=item.send_type_key,
        week_minute=(item.date - week_start).days * DAY + item.minute,
        utc=item.utc,
        channel=item.channel_key,
        target=item.target_key,
        parent_ref=item.parent_ref,
        expires_at=item.expires_at,
        terms=item.reasons.terms,
        binding_rules=tuple(item.reasons.binding_rules),
        **{name: getattr(item, name) for name in _PLAIN_ITEM},
    )


def _repeated_refs(items: list[ItemShape]) -> list[str]:
    first: dict[str, int] = {}
    return [
        f"items.{index}.ref: {item.ref!r} stands at items.{first[item.ref]} already"
        for index, item in enumerate(items)
        if first.setdefault(item.ref, index) != index
    ]


def _wrong_weekdays(items: list[ItemShape]) -> list[str]:
    return [
        f"items.{index}.weekday: {item.date} is a {item.date:%A} ({item.date.weekday()}), not {item.weekday}"
        for index, item in enumerate(items)
        if item.date.weekday() != item.weekday
    ]


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "the document"


def _refused(problems: list[str]) -> ImportFileError:
    more = f" ({len(problems) - 1} more.)" if len(problems) > 1 else ""
    return ImportFileError(
        f"This is no EROS schedule: {problems[0]}.{more} A schedule file is what `eros export --format json` writes.",
        problems,
    )
