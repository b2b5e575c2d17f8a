"""A small hand-made week for tests of what is shown, written and read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from eros.model.clock import WeekClock
from eros.model.rotation import Rotation
from eros.model.schedule import Forecast, Relaxation, Schedule, Send, Shortfall, Stage, Warning_
from eros.model.wishes import PinnedSend, Wishes

MONDAY = date(2026, 11, 23)
CLOCK = WeekClock(MONDAY, ZoneInfo("America/Los_Angeles"))


def a_send(ref: str, send_type: str, week_minute: int, **changes: Any) -> Send:
    """A wall post without a caption unless told otherwise."""
    values: dict[str, Any] = {"channel": "wall_post", "target": "all_active", "utc": CLOCK.instant(week_minute)}
    return Send(ref=ref, send_type=send_type, week_minute=week_minute, **(values | changes))


def some_sends() -> tuple[Send, ...]:
    """A priced send with its follow-up, a bump with a long text, and a link drop whose text is missing."""
    ppv = a_send(
        "s01",
        "ppv_video",
        9 * 60 + 7,
        channel="mass_message",
        caption_id=11,
        caption_text="A quiet evening by the lake, the whole film 🎬 and a word of thanks for being here since spring.",
        caption_type="ppv_video",
        content_type="lake",
        price_cents=1969,
        media=True,
        flyer=True,
        label="PPV",
        ppv_style="solo",
        forecast_cents=4210.5,
        terms={"base": 4000.5, "hour": 210.0},
        binding_rules=("ppv-gap",),
    )
    followup = a_send(
        "s02",
        "ppv_followup",
        9 * 60 + 36,
        channel="targeted_message",
        target="ppv_non_purchasers",
        caption_id=12,
        caption_text="Did you see it yet?",
        caption_type="ppv_followup",
        label="PPV",
        parent_ref="s01",
        preference_cents=12.25,
        terms={"views": 12.25},
    )
    bump = a_send(
        "s03",
        "bump_descriptive",
        2 * 1440 + 14 * 60 + 22,
        caption_id=13,
        caption_text="Rain on the window, tea on the table.\nTell me about your day?",
        caption_type="bump_descriptive",
        content_type="tea",
        media=True,
        preference_cents=33.0,
        terms={"views": 33.0},
        pinned=True,
    )
    drop = a_send(
        "s04",
        "link_drop",
        6 * 1440 + 19 * 60 + 41,
        channel="mass_message",
        link="{link}",
        label="PPV",
        expires_at=CLOCK.instant(6 * 1440 + 19 * 60 + 41) + timedelta(hours=24),
        preference_cents=9.0,
        terms={"views": 9.0},
    )
    return (ppv, followup, bump, drop)


def a_week(**changes: Any) -> Schedule:
    """An unsaved week of a paid page in Los Angeles."""
    values: dict[str, Any] = {
        "schedule_id": None,
        "version": 0,
        "creator_id": "c-lena",
        "page_name": "lena",
        "page_type": "paid",
        "sub_type": "softcore",
        "timezone": "America/Los_Angeles",
        "week_start": MONDAY,
        "status": "planned",
        "mode": "optimize",
        "seed": 7,
        "params_hash": "p" * 64,
        "data_hash": "d" * 64,
        "engine_version": "0.1.0",
        "solver_version": "highspy 1.15.1",
        "as_of": datetime(2026, 11, 20, 8, tzinfo=UTC),
        "zone": "YELLOW",
        "forecast": Forecast(4211, 3000, 5600, 0.9),
        "objective_cents": 4264.75,
        "bound_cents": 4300.0,
        "gap_percent": 0.82,
        "sends": some_sends(),
        "shortfalls": (
            Shortfall("link_drop", "needs_caption", 1, "No link_drop text is free; write one for s04.", 6),
            Shortfall("revenue", "diversity", 2, "Two types have no caption."),
        ),
        "warnings": (Warning_("same-style", ("s01",), 120.5, "Two sends of one style in a half-day."),),
        "relaxations": (Relaxation("reuse", 30, 20, ("s03",)),),
        "stages": (Stage("allocation", 4300.0, 4300.0, 3), Stage("timing", 4264.75, None, 9)),
        "wishes": Wishes(
            closed_days=frozenset({3, 4}),
            closed_hours=frozenset({9}),
            emphasis=(("revenue", 1.5),),
            blocked_types=frozenset({"vip_program"}),
            pinned=(PinnedSend("s03", "bump_descriptive", 2 * 1440 + 14 * 60 + 22),),
        ),
        "rotation": Rotation(("solo", "bundle", "winner", "feature"), 1, date(2026, 11, 27)),
        "volume": {"tier": "MID", "days": [{"revenue": 4, "engagement": 3, "retention": 2}] * 7},
    }
    return Schedule(**(values | changes))


SAVED_ID = "SCH_2026W48_LENA_K7Q2MD"


def a_saved_week(**changes: Any) -> Schedule:
    """The same week, saved as a draft."""
    return a_week(schedule_id=SAVED_ID, version=1, status="draft", **changes)
