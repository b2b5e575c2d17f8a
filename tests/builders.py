"""Small complete values for tests: a page, its bank, its estimates, a hand-made week that keeps every rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from database.catalogue import shipped_catalogue
from database.settings import shipped_params
from eros.model.caption import Caption
from eros.model.caption_estimates import CaptionEstimate, CaptionEstimates
from eros.model.clock import DAY
from eros.model.creator import Creator
from eros.model.estimates import (
    Curve,
    Estimates,
    Ranking,
    Rate,
    Saturation,
    TypeEstimate,
    Volume,
)
from eros.model.problem import Problem
from eros.model.schedule import Forecast, Schedule, Send
from eros.params import Params
from eros.rules import violations
from eros.rules.base import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eros.model.catalogue import Catalogue, Quota, SendType
    from eros.model.estimates import Tier

__all__ = [
    "MONDAY",
    "a_bank",
    "a_caption",
    "a_context",
    "a_creator",
    "a_lawful_schedule",
    "a_problem",
    "a_ranking",
    "a_schedule",
    "a_send",
    "at",
    "broken_rules",
    "caption_fields",
    "changed",
    "moved",
    "some_estimates",
    "with_rules",
    "without",
]

MONDAY = date(2026, 11, 23)
A_DAY: Mapping[Quota, int] = {"revenue": 4, "engagement": 3, "retention": 2}
STYLES = ("solo", "bundle", "winner", "feature", None)


@cache
def the_catalogue() -> Catalogue:
    """The catalogue as shipped."""
    return shipped_catalogue()


@cache
def the_params() -> Params:
    """The tunables as shipped."""
    return shipped_params()


def with_rules(**changes: Any) -> Params:
    """The shipped tunables with some limits of the rules changed."""
    shipped = the_params().model_dump()
    return Params.model_validate(shipped | {"rules": shipped["rules"] | changes})


def at(day: int, clock: str) -> int:
    """The week minute of a day (0 = Monday) and a wall-clock time such as "19:07"."""
    hours, minutes = clock.split(":")
    return day * DAY + int(hours) * 60 + int(minutes)


def a_creator(**changes: Any) -> Creator:
    """A paid page in Los Angeles with a middling audience."""
    values: dict[str, Any] = {
        "creator_id": "c-alexia",
        "page_name": "alexia",
        "display_name": "Alexia",
        "page_type": "paid",
        "sub_type": "softcore",
        "timezone": "America/Los_Angeles",
        "active_fans": 2400,
        "subscription_price_cents": 999,
        "tier": 2,
        "use_shared_captions": True,
        "country": "US",
        "view_value_cents": None,
    }
    return Creator(**(values | changes))


def a_caption(caption_id: int, **changes: Any) -> Caption:
    """A shared text that names nothing."""
    values: dict[str, Any] = {
        "caption_id": caption_id,
        "creator_id": None,
        "text": f"Number {caption_id} is waiting for you, tell me what you think of it tonight.",
        "caption_type": "bump_normal",
        "content_type": "behind_scenes",
        "tone": None,
        "ppv_style": None,
        "price_tier": None,
        "family": None,
        "is_paid_only": False,
        "fleet_uses": 0,
        "fleet_index": 1.0,
    }
    return Caption(**(values | changes))


def caption_types(catalogue: Catalogue) -> tuple[str, ...]:
    """Every caption type a send type takes, in catalogue order."""
    return tuple(dict.fromkeys(key for kind in catalogue.send_types.values() for key in kind.caption_types))


def a_bank(
    per_type: int = 24, *, contents: Iterable[str] = (), types: Iterable[str] | None = None, first_id: int = 1
) -> dict[int, Caption]:
    """`per_type` captions of every caption type (or of `types`), their content cycling through `contents`.

    Texts name their own content; without `contents` they show behind-the-scenes purpose content.
    """
    catalogue = the_catalogue()
    kinds = tuple(types) if types is not None else caption_types(catalogue)
    keys = tuple(contents) or ("behind_scenes",)
    captions = {}
    for index, caption_type in enumerate(kind for kind in kinds for _ in range(per_type)):
        caption_id, content = first_id + index, catalogue.content_types[keys[index % len(keys)]]
        captions[caption_id] = a_caption(
            caption_id,
            text=f"{content.name} number {caption_id}: made for you this week, tell me what you think of it.",
            caption_type=caption_type,
            content_type=content.key,
            ppv_style=STYLES[index % len(STYLES)] if caption_type in {"ppv_video", "ppv_message"} else None,
        )
    return captions


def a_problem(**changes: Any) -> Problem:
    """A paid page, a week without clock change, a vault of ten content types and a full bank, no history."""
    catalogue = the_catalogue()
    vault = frozenset([key for key, content in catalogue.content_types.items() if content.is_inventory][:10])
    values: dict[str, Any] = {
        "as_of": datetime(2026, 11, 20, 12, tzinfo=UTC),
        "week_start": MONDAY,
        "creator": a_creator(),
        "catalogue": catalogue,
        "captions": a_bank(contents=sorted(vault)),
        "vault": vault,
    }
    return Problem(**(values | changes))


def a_rate(mean: float, n: int = 40) -> Rate:
    """A rate with an interval half as wide as its mean."""
    return Rate(mean, mean * 0.75, mean * 1.25, n, "page")


def a_ranking(content_type: str, tier: Tier = "MID") -> Ranking:
    """A content type's tier on forty messages."""
    return Ranking(content_type, 40, 900.0, 700.0, 1100.0, 180, tier)


def some_estimates(
    problem: Problem,
    *,
    avoid_types: Iterable[str] = (),
    avoid_contents: Iterable[str] = (),
    scores: Mapping[int, float] | None = None,
    **changes: Any,
) -> Estimates:
    """Plain estimates: every type alike but for its price; tiers and caption scores as asked."""
    avoided = set(avoid_types)
    values: dict[str, Any] = {
        "types": {
            key: TypeEstimate(
                key, a_rate(0.3), a_rate(0.005), kind.base_price_cents or 0, "AVOID" if key in avoided else "MID"
            )
            for key, kind in problem.catalogue.send_types.items()
        },
        "captions": CaptionEstimates.of(
            {caption_id: CaptionEstimate(1.0, 0.2, score, 12) for caption_id, score in (scores or {}).items()}
        ),
        "curve": Curve((1.0,) * 24, (1.0,) * 7, reliable=False, source="prior", n=0, lift_low=None, lift_high=None),
        "saturation": Saturation(0.1, 10.0, 50.0, 0.0, 0.9, "GREEN", "LOW", "SMALL", ""),
        "rankings": {key: a_ranking(key, "AVOID") for key in avoid_contents},
        "volume": Volume("MID", (A_DAY,) * 7, (), 1.0, frozenset(), 0, extrapolated=False),
        "history_confidence": 1.0,
        "level": a_rate(1.0),
        "reuse_days": 30,
        "elasticity": a_rate(-1.2),
        "view_value_cents": 1.0,
        "contacts_per_day": 6.0,
        "fatigue_per_contact": 0.1,
    }
    return Estimates(**(values | changes))


def a_context(
    problem: Problem | None = None, estimates: Estimates | None = None, params: Params | None = None
) -> Context:
    """What rules look at, with plain estimates unless others are given."""
    known = problem or a_problem()
    return Context(known, params or the_params(), estimates or some_estimates(known))


def a_send(problem: Problem, ref: str, send_type: str, week_minute: int, **changes: Any) -> Send:
    """A send that carries what its type asks for.

    Its caption is the one of its first caption type whose place equals the number in `ref`; `parent` is a Send.
    """
    kind = problem.catalogue.send_types[send_type]
    parent: Send | None = changes.pop("parent", None)
    instant = problem.clock.instant(week_minute)
    values: dict[str, Any] = {
        "utc": instant,
        "channel": kind.channel,
        "target": kind.default_target,
        "price_cents": kind.base_price_cents if kind.requires_price else None,
        "media": kind.requires_media,
        "flyer": kind.requires_flyer,
        "link": "{link}" if kind.requires_link else None,
        "label": parent.label if parent is not None and kind.points_at_parent else kind.label,
        "expires_at": instant + timedelta(hours=kind.expires_hours) if kind.expires_hours else None,
        "parent_ref": parent.ref if parent is not None else None,
        **_caption_fields(problem, kind, ref),
    }
    return Send(ref=ref, send_type=send_type, week_minute=week_minute, **(values | changes))


def caption_fields(caption: Caption) -> dict[str, Any]:
    """What a send copies from a caption of the bank."""
    return {
        "caption_id": caption.caption_id,
        "caption_text": caption.text,
        "caption_type": caption.caption_type,
        "content_type": caption.content_type,
    }


def _caption_fields(problem: Problem, kind: SendType, ref: str) -> dict[str, Any]:
    fitting = [c for c in problem.captions.values() if c.caption_type == kind.caption_types[0]]
    number = int("".join(sign for sign in ref if sign.isdigit()) or 0)
    return caption_fields(fitting[number % len(fitting)]) if fitting else {}


def a_schedule(problem: Problem, sends: Iterable[Send], **changes: Any) -> Schedule:
    """An unsaved week of the problem's page with these sends, in time order."""
    creator = problem.creator
    values: dict[str, Any] = {
        "schedule_id": None,
        "version": 0,
        "creator_id": creator.creator_id,
        "page_name": creator.page_name,
        "page_type": creator.page_type,
        "sub_type": creator.sub_type,
        "timezone": creator.timezone,
        "week_start": problem.week_start,
        "status": "planned",
        "mode": problem.wishes.mode,
        "seed": 0,
        "params_hash": "p" * 64,
        "data_hash": "d" * 64,
        "engine_version": "0",
        "solver_version": "none",
        "as_of": problem.as_of,
        "zone": "GREEN",
        "forecast": Forecast(0, 0, 0, 0.9),
        "objective_cents": 0.0,
        "bound_cents": None,
        "gap_percent": None,
        "sends": tuple(sorted(sends, key=lambda send: (send.utc, send.ref))),
        "shortfalls": (),
        "warnings": (),
        "relaxations": (),
        "stages": (),
        "wishes": problem.wishes,
        "volume": {},
    }
    return Schedule(**(values | changes))


PAID_WEEK = (
    (0, "09:07", "bump_normal"),
    (0, "11:12", "ppv_video"),
    (0, "11:41", "ppv_followup"),
    (0, "14:22", "renew_on_post"),
    (0, "19:07", "ppv_message"),
    (1, "10:11", "dm_farm"),
    (1, "14:08", "bundle"),
    (1, "16:23", "link_drop"),
    (1, "20:13", "bump_text_only"),
    (2, "12:09", "expired_winback"),
    (2, "15:21", "like_farm"),
    (2, "19:17", "flash_bundle"),
    (3, "10:19", "bump_descriptive"),
    (3, "19:22", "game_post"),
    (4, "14:07", "vip_program"),
    (4, "19:19", "first_to_tip"),
    (4, "21:33", "ppv_video"),
    (5, "10:23", "renew_on_message"),
    (5, "14:19", "wall_link_drop"),
    (5, "19:13", "live_promo"),
    (6, "10:21", "bump_flyer"),
    (6, "19:11", "snapchat_bundle"),
)
PAID_STYLES = {"s02": "solo", "s05": "winner", "s17": "feature"}
PAID_PARENTS = {"s03": "s02", "s08": "s07", "s19": "s17"}


def a_lawful_schedule(problem: Problem, **changes: Any) -> Schedule:
    """A week of 22 sends, s01 to s22 in time order, that keeps every HARD rule of the default problem."""
    sends: dict[str, Send] = {}
    for number, (day, clock, send_type) in enumerate(PAID_WEEK, start=1):
        ref = f"s{number:02d}"
        if problem.creator.page_type not in problem.catalogue.send_types[send_type].page_types:
            continue
        parent = sends.get(PAID_PARENTS.get(ref, ""))
        sends[ref] = a_send(problem, ref, send_type, at(day, clock), parent=parent, ppv_style=PAID_STYLES.get(ref))
    return a_schedule(problem, sends.values(), **changes)


def changed(schedule: Schedule, ref: str, **changes: Any) -> Schedule:
    """The schedule with some fields of one send changed, still in time order."""
    sends = [send.with_(**changes) if send.ref == ref else send for send in schedule.sends]
    return replace(schedule, sends=tuple(sorted(sends, key=lambda send: (send.utc, send.ref))))


def moved(problem: Problem, schedule: Schedule, ref: str, week_minute: int) -> Schedule:
    """The schedule with one send at another time, its instant and expiry moved along."""
    send = next(send for send in schedule.sends if send.ref == ref)
    instant = problem.clock.instant(week_minute)
    expires_at = None if send.expires_at is None else send.expires_at + (instant - send.utc)
    return changed(schedule, ref, week_minute=week_minute, utc=instant, expires_at=expires_at)


def without(schedule: Schedule, *refs: str) -> Schedule:
    """The schedule without some sends."""
    return replace(schedule, sends=tuple(send for send in schedule.sends if send.ref not in refs))


def broken_rules(schedule: Schedule, context: Context) -> list[str]:
    """The ids of the HARD rules a schedule breaks, each once, in rule order."""
    return list(dict.fromkeys(violation.rule for violation in violations(schedule, context)))
