"""What arguments are made of: one base for all of them, and the pieces several tools share."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from eros.errors import ConfigurationError
from eros.model.clock import DAY, YEARS
from eros.model.wishes import LEAST_WEIGHT, MOST_WEIGHT, Mode, PinnedSend, Wishes

__all__ = [
    "Arguments",
    "CreatorId",
    "Cursor",
    "Date",
    "Key",
    "Limit",
    "Paged",
    "PinInput",
    "Ref",
    "WeekStart",
    "WishesInput",
]


class Arguments(BaseModel):
    """The arguments of a tool: exactly the ones named, of exactly their types; every field is described."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


CreatorId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.\-]{1,100}$", description="Id or page name.")]
"""A page's id or its name."""

Key = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,100}$")]
"""The key of a send type, channel, target or content type."""


Ref = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.\-]{1,100}$")]
"""The name of a send within its week."""


def _date(value: Any) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("must be a date written YYYY-MM-DD")
    if int(value[:4]) not in YEARS:
        raise ValueError(f"must be of the years {YEARS[0]} to {YEARS[-1]}")
    return date.fromisoformat(value)


def _monday(value: Any) -> date:
    day = _date(value)
    if day.weekday() != 0:
        raise ValueError(f"must be a Monday, and this is a {day:%A}")
    return day


WeekStart = Annotated[
    date,
    BeforeValidator(_monday),
    WithJsonSchema({"type": "string", "format": "date"}),
    Field(description="Monday of the week, YYYY-MM-DD, page's local calendar."),
]
"""The Monday a week starts on."""

Date = Annotated[date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A day of the page's local calendar."""

Monday = date  # a class with a field `date` needs another name for the type

Limit = Annotated[int, Field(ge=1, le=100, description="Most rows in this answer.")]
Cursor = Annotated[str, Field(pattern=r"^[0-9]{1,9}$", description="next_cursor of the page before.")]


class Paged(Arguments):
    """Arguments of a list that comes in pages."""

    limit: Limit = 50
    cursor: Cursor | None = None

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return int(self.cursor or 0)


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _clock_time(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise ValueError("must be a time written HH:MM, 00:00 to 23:59")
    return value


def _writing(value: str) -> str:
    if not value.strip() or re.search(r"[\x00-\x08\x0B-\x1F\x7F]", value):
        raise ValueError("must be a text without control characters, not empty")
    return value


Time = Annotated[str, BeforeValidator(_clock_time), WithJsonSchema({"type": "string", "description": "HH:MM local"})]
Written = Annotated[str, Field(max_length=10_000), AfterValidator(_writing)]
Name = Annotated[str, Field(max_length=100)]
"""A key that is held against the catalogue together with everything else that may be wrong with a send."""


class PinInput(Arguments):
    """A send a person fixes: when it goes out and what it is; what is left out is chosen."""

    ref: Ref
    send_type_key: Name
    date: Date
    time: Time
    channel_key: Name | None = None
    target_key: Name | None = None
    caption_id: int | None = Field(None, ge=1, le=2**31 - 1)
    text: Written | None = None
    price_cents: int | None = Field(None, ge=0, le=10**6)

    @model_validator(mode="after")
    def _has_one_text(self) -> Self:
        if self.caption_id is not None and self.text is not None:
            raise ValueError("give caption_id or text, not both")
        return self

    def week_minute(self, week_start: Monday) -> int:
        """Minutes from Monday 00:00 to the send; outside 0-10079 where the date is of another week."""
        return (self.date - week_start).days * DAY + int(self.time[:2]) * 60 + int(self.time[3:])


class WishesInput(Arguments):
    """What a person asks of a week, by the names of the command line's options."""

    emphasis: dict[Annotated[str, Field(max_length=100)], Annotated[float, Field(ge=LEAST_WEIGHT, le=MOST_WEIGHT)]] = (
        Field({}, max_length=30, description="Weight by category or send_type_key, 1 = as forecast.")
    )
    closed_days: frozenset[Weekday] = Field(frozenset(), description="Days without sends.")
    closed_hours: frozenset[Annotated[int, Field(ge=0, le=23)]] = Field(
        frozenset(), description="Hours without sends on any day."
    )
    blocked_types: frozenset[Key] = Field(frozenset(), max_length=30, description="Send types not to use.")
    pinned: tuple[PinInput, ...] = Field((), max_length=100, description="Sends that stand as given.")
    drip_day: Weekday | None = Field(None, description="Day with a window of hours in which nothing is sold.")
    mode: Mode = "optimize"
    seed: int | None = Field(None, ge=0, le=2**31 - 1)

    def to_wishes(self, week_start: date) -> Wishes:
        """The wishes for the week of that Monday; raises ConfigurationError naming every pin that lies outside it."""
        if strays := [pin for pin in self.pinned if not 0 <= (pin.date - week_start).days < 7]:
            named = ", ".join(f"{pin.ref} ({pin.date})" for pin in strays)
            raise ConfigurationError(
                f"wishes.pinned: outside the week from {week_start}: {named}. Give dates of its 7 days."
            )
        days = get_args(Weekday)
        return Wishes(
            closed_days=frozenset(days.index(day) for day in self.closed_days),
            closed_hours=self.closed_hours,
            emphasis=tuple(self.emphasis.items()),
            blocked_types=self.blocked_types,
            pinned=tuple(_pin(pin, week_start) for pin in self.pinned),
            mode=self.mode,
            drip_day=None if self.drip_day is None else days.index(self.drip_day),
        )


def _pin(pin: PinInput, week_start: date) -> PinnedSend:
    return PinnedSend(
        ref=pin.ref,
        send_type=pin.send_type_key,
        week_minute=pin.week_minute(week_start),
        channel=pin.channel_key,
        target=pin.target_key,
        caption_id=pin.caption_id,
        text=pin.text,
        price_cents=pin.price_cents,
    )
