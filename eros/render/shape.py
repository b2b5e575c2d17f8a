"""The shape of a schedule file: what `from_document` accepts, field by field as docs/reference/schedule.schema.json."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from eros.model.campaign import Campaign
from eros.model.catalogue import Category, PageType, PpvStyle
from eros.model.creator import SubType
from eros.model.schedule import SendStatus, Status, Zone
from eros.model.wishes import Mode

__all__ = ["FORMAT", "ItemShape", "ScheduleShape", "WishesShape"]

FORMAT: Literal["eros.schedule/1"] = "eros.schedule/1"
ID_PATTERN = r"^SCH_[0-9]{4}W[0-9]{2}_[A-Z0-9_-]+_[A-Z2-7]{6}$"
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def _date(value: object) -> object:
    if isinstance(value, str) and _DATE.fullmatch(value):
        return date.fromisoformat(value)
    raise ValueError("should be a date such as 2026-11-23")


def _moment(value: object) -> object:
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return datetime.fromisoformat(value).astimezone(UTC)
    raise ValueError("should be an instant such as 2026-11-23T17:07:00Z")


Day = Annotated[date, BeforeValidator(_date)]
Moment = Annotated[datetime, BeforeValidator(_moment)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, allow_inf_nan=False)


class ReasonsShape(_Shape):
    """Why a send is there, as arithmetic."""

    terms: dict[str, float] = {}
    binding_rules: list[str] = []


class ItemShape(_Shape):
    """One send."""

    ref: Annotated[str, Field(min_length=1)]
    parent_ref: str | None
    send_type_key: str
    category: Category
    date: Day
    weekday: Annotated[int, Field(ge=0, le=6)]
    minute: Annotated[int, Field(ge=0, le=1439)]
    utc: Moment
    channel_key: str
    target_key: str
    caption_id: int | None
    caption_text: str | None
    caption_type: str | None = None
    content_type: str | None = None
    price_cents: int | None
    media: bool = False
    flyer: bool = False
    link: str | None = None
    label: str | None
    ppv_style: PpvStyle | None = None
    expires_at: Moment | None
    forecast_cents: float
    reasons: ReasonsShape = ReasonsShape()
    propensity: float | None = None
    notes: str | None = None
    pinned: bool
    status: SendStatus
    preference_cents: float
    campaign: Campaign | None = None
    game_kind: str | None = None
    drip_window: str | None = None
    outfit_id: str | None = None


class PinShape(_Shape):
    """A send a person fixed."""

    ref: str
    send_type: str
    week_minute: int
    channel: str | None = None
    target: str | None = None
    caption_id: int | None = None
    text: str | None = None
    price_cents: int | None = None


class WishesShape(_Shape):
    """What a person asked for; days 0 = Monday."""

    closed_days: list[int] = []
    closed_hours: list[int] = []
    emphasis: dict[str, float] = {}
    blocked_types: list[str] = []
    pinned: list[PinShape] = []
    not_before: Moment | None = None
    drip_day: int | None = None


class ForecastShape(_Shape):
    """Expected earnings with their interval."""

    cents: int
    low_cents: int
    high_cents: int
    level: float


class ShortfallShape(_Shape):
    """Something wanted that the rules did not allow."""

    what: str
    rule: str
    day: Day | None = None
    count: int
    detail: str


class WarningShape(_Shape):
    """A broken SOFT rule with its price."""

    rule: str
    refs: list[str]
    price_cents: float
    detail: str


class RelaxationShape(_Shape):
    """A preference loosened."""

    rule: str
    before: Annotated[float | str, Field(alias="from")]
    after: Annotated[float | str, Field(alias="to")]
    refs: list[str]


class RotationShape(_Shape):
    """PPV styles at the end of the week: the order in use since a date, and the place (0-3) whose turn is next."""

    order: list[PpvStyle]
    position: int
    started_on: Day


class StageShape(_Shape):
    """What a stage reached and proved; `terms` are the parts of its objective in cents, `note` says what is open."""

    name: str
    objective_cents: float
    bound_cents: float | None
    nodes: int
    terms: dict[str, float] = {}
    note: str | None = None


class ScheduleShape(_Shape):
    """One planned week of one page."""

    format: Literal["eros.schedule/1"]
    schedule_id: Annotated[str, Field(pattern=ID_PATTERN)] | None
    version: Annotated[int, Field(ge=0)]
    creator_id: str
    page_name: str
    page_type: PageType
    sub_type: SubType
    timezone: str
    week_start: Day
    status: Status
    mode: Mode
    seed: int
    params_hash: str
    engine_version: str
    solver_version: str
    zone: Zone
    forecast: ForecastShape
    objective_cents: float
    bound_cents: float | None
    gap_percent: float | None
    items: list[ItemShape]
    shortfalls: list[ShortfallShape]
    warnings: list[WarningShape]
    relaxations: list[RelaxationShape]
    volume: dict[str, Any] = {}
    rotation: RotationShape | None = None
    ppv_allotment: list[int] | None = None
    data_hash: str | None
    as_of: Moment
    wishes: WishesShape = WishesShape()
    stages: list[StageShape]
