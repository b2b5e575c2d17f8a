"""A second, plain reading of the rules, to hold the validator to: numbers as the business states them, rows as the CSV
files have them, times by datetime arithmetic, every pair compared with every other. It shares no code with eros.rules."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Send

__all__ = ["JUDGED", "judge"]

SEED = Path(__file__).parents[1] / "database" / "seed"


def _rows(name: str, key: str) -> dict[str, dict[str, str]]:
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}


TYPES = _rows("send_types", "send_type_key")
TARGETS = _rows("audience_targets", "target_key")
CHANNELS = _rows("channels", "channel_key")
CONTENTS = _rows("content_types", "key")


@dataclass(frozen=True)
class Item:
    """A send with its CSV row and its times; `mine` when it may be blamed, `here` when it is of this schedule."""

    send: Send
    row: dict[str, str]
    wall: datetime
    utc: datetime
    mine: bool
    here: bool

    @property
    def is_ppv(self) -> bool:
        return self.send.send_type in {"ppv_video", "ppv_message"}

    @property
    def is_followup(self) -> bool:
        return self.send.send_type == "ppv_followup"

    @property
    def is_link(self) -> bool:
        return self.send.send_type in {"link_drop", "wall_link_drop"}


def judge(schedule: Schedule, problem: Problem) -> set[str]:
    """The ids of the JUDGED rules the schedule breaks."""
    week = _items(schedule, problem)
    broken = (
        set(_of_pairs(week, problem)) | set(_of_crowds(week)) | set(_of_families(week)) | set(_of_drips(week, problem))
    )
    for item in week:
        if item.mine:
            broken |= set(_of_one(item, week, problem))
    return broken


JUDGED = frozenset(
    (
        "week",
        "page-type",
        "channel",
        "target",
        "requirements",
        "type-per-day",
        "type-per-week",
        "type-gap",
        "ppv-gap",
        "min-gap",
        "per-hour",
        "avoid-hours",
        "round-minute",
        "unique-caption",
        "freshness",
        "caption-type",
        "caption-owner",
        "vault",
        "lock",
        "followup-window",
        "followup-parent",
        "followup-per-day",
        "style-adjacent",
        "rotation-cap",
        "drip",
        "drip-outfit",
        "expiry",
        "labels",
    )
)


def _items(schedule: Schedule, problem: Problem) -> list[Item]:
    zone = ZoneInfo(problem.creator.timezone)
    monday = datetime.combine(problem.week_start, datetime.min.time())
    refs = {send.ref for send in schedule.sends}
    around = [*problem.previous, *(send for send in problem.committed if send.ref not in refs)]
    items = []
    for send, here in [*((send, True) for send in schedule.sends), *((send, False) for send in around)]:
        if send.status not in ("cancelled", "failed"):
            wall = monday + timedelta(minutes=send.week_minute)
            utc = wall.replace(tzinfo=zone).astimezone(UTC)
            mine = here and send.status not in ("sent", "stale")
            items.append(Item(send, TYPES[send.send_type], wall, utc, mine=mine, here=here))
    return sorted(items, key=lambda item: (item.utc, item.send.ref))


def _this_week(week: list[Item]) -> list[Item]:
    return [item for item in week if item.here or item.send.week_minute >= 0]


def _minutes(first: Item, second: Item) -> float:
    return abs((second.utc - first.utc).total_seconds()) / 60


def _parent(item: Item, week: list[Item]) -> Item | None:
    return next((other for other in week if other.here and other.send.ref == item.send.parent_ref), None)


def _of_pairs(week: list[Item], problem: Problem) -> Iterator[str]:
    for first, second in combinations(week, 2):
        if not (first.mine or second.mine):
            continue
        apart = _minutes(first, second)
        family = any(
            child.is_followup and _parent(child, week) is parent for child, parent in ((first, second), (second, first))
        )
        if apart < 45 and not family:
            yield "min-gap"
        if first.is_ppv and second.is_ppv and apart < 120:
            yield "ppv-gap"
        if first.send.send_type == second.send.send_type and apart < 60 * int(first.row["min_gap_hours"]):
            yield "type-gap"
    style, mine = problem.last_style, False
    for item in _this_week(week):
        if item.is_ppv:
            if style in {"winner", "bundle"} and item.send.ppv_style == style and (mine or item.mine):
                yield "style-adjacent"
            style, mine = item.send.ppv_style, item.mine
    yield from _of_orders([item for item in week if item.is_ppv])


def _of_orders(ppvs: list[Item]) -> Iterator[str]:
    for first, last in combinations(range(len(ppvs)), 2):
        stretch = ppvs[first : last + 1]
        days = (stretch[-1].wall.date() - stretch[0].wall.date()).days + 1
        styles = [item.send.ppv_style for item in stretch]
        rounds = len(styles) > 4 and None not in styles and len(set(styles[:4])) == 4
        follows = rounds and styles == [styles[place % 4] for place in range(len(styles))]
        if follows and days > 5 and any(item.mine for item in stretch):
            yield "rotation-cap"


def _of_drips(week: list[Item], problem: Problem) -> Iterator[str]:
    line = [item for item in _this_week(week) if item.send.week_minute < 7 * 24 * 60]
    carriers = [(item, _span(item)) for item in line if item.send.drip_window is not None]
    if any(item.mine and span is None for item, span in carriers):
        yield "drip"
    spans = {span for _, span in carriers if span is not None}
    if len(spans) > 1 and any(item.mine for item, span in carriers if span is not None):
        yield "drip"
    for start, end in spans:
        inside = [item for item, span in carriers if span == (start, end)]
        mine = any(item.mine for item in inside)
        hours = (end - start).total_seconds() / 3600
        asked = (start.date() - problem.week_start).days == problem.wishes.drip_day
        late = end > datetime.combine(start.date(), datetime.min.time()) + timedelta(hours=18)
        outfits = {item.send.outfit_id for item in inside} - {None, ""}
        if mine and (not asked or not 4 <= hours <= 8 or late or len(outfits) > 1):
            yield "drip"
        if any(item.mine and not start <= item.wall < end for item in inside):
            yield "drip"
        if any(_sells(item, line, start) for item in line if start <= item.wall < end and (item.mine or mine)):
            yield "drip"
    outfits_of = {
        key: {shoot.outfit for shoot in problem.shoots if shoot.content_type == key} - {None} for key in CONTENTS
    }
    for item, _ in carriers:
        known = outfits_of.get(item.send.content_type or "")
        if item.mine and item.send.media and known and item.send.outfit_id not in known:
            yield "drip-outfit"


def _sells(item: Item, line: list[Item], start: datetime) -> bool:
    parent = next((other for other in line if other.send.ref == item.send.parent_ref), None)
    light = item.row["style_group"] in {"bump", "farm"}
    return not (light or (item.is_followup and parent is not None and parent.wall < start))


def _span(item: Item) -> tuple[datetime, datetime] | None:
    midnight = datetime.combine(item.wall.date(), datetime.min.time())
    try:
        start, end = (timedelta(hours=int(t[:2]), minutes=int(t[3:])) for t in (item.send.drip_window or "").split("-"))
    except ValueError:
        return None
    return midnight + start, midnight + end


def _of_crowds(week: list[Item]) -> Iterator[str]:
    for item in week:
        if not item.mine:
            continue
        same = [other for other in week if other.send.send_type == item.send.send_type]
        if sum(other.wall.date() == item.wall.date() for other in same) > int(item.row["max_per_day"]):
            yield "type-per-day"
        if item.row["max_per_week"]:
            for back in range(7):
                first = item.wall.date() - timedelta(days=back)
                if sum(first <= other.wall.date() < first + timedelta(days=7) for other in same) > int(
                    item.row["max_per_week"]
                ):
                    yield "type-per-week"
        hour = item.wall.replace(minute=0)
        if sum(other.wall.replace(minute=0) == hour for other in _this_week(week)) > 2:
            yield "per-hour"
        day = [other for other in _this_week(week) if other.wall.date() == item.wall.date()]
        if item.is_followup and sum(other.is_followup for other in day) > 4:
            yield "followup-per-day"
        twins = [
            o for o in _this_week(week) if o.send.caption_id is not None and o.send.caption_id == item.send.caption_id
        ]
        if len(twins) > 1:
            yield "unique-caption"


def _of_families(week: list[Item]) -> Iterator[str]:
    children: Counter[str | None] = Counter()
    for item in week:
        if item.here and item.is_followup and (parent := _parent(item, week)) is not None:
            children[parent.send.ref] += 1
            if item.mine or parent.mine:
                if not 15 <= (item.utc - parent.utc).total_seconds() / 60 <= 45:
                    yield "followup-window"
                if parent.row["followup_parent"] != "1" or parent.is_followup:
                    yield "followup-parent"
    for item in week:
        if item.mine and item.is_followup and children[item.send.parent_ref] > 1:
            yield "followup-parent"


def _of_one(item: Item, week: list[Item], problem: Problem) -> Iterator[str]:
    yield from _of_time(item, problem)
    yield from _of_keys(item, problem)
    yield from _of_goods(item)
    yield from _of_label(item, week)
    yield from _of_caption(item, problem)


def _of_time(item: Item, problem: Problem) -> Iterator[str]:
    zone = ZoneInfo(problem.creator.timezone)
    exists = item.utc.astimezone(zone).replace(tzinfo=None) == item.wall
    if not 0 <= item.send.week_minute < 7 * 24 * 60 or not exists or item.send.utc != item.utc:
        yield "week"
    if item.wall.hour in {3, 4, 5, 6, 7}:
        yield "avoid-hours"
    if item.wall.minute in {0, 15, 30, 45} and not item.send.pinned and item.send.channel != "live":
        yield "round-minute"


def _of_keys(item: Item, problem: Problem) -> Iterator[str]:
    page, send, row = problem.creator.page_type, item.send, item.row
    if row["page_type"] not in {"both", page}:
        yield "page-type"
    if send.channel not in {row["channel"], row["channel_alt"]} - {""}:
        yield "channel"
    if send.channel in CHANNELS:
        target = TARGETS[send.target]
        lawful = page in target["page_types"].split() and send.channel in target["channels"].split()
        lawful &= CHANNELS[send.channel]["supports_targeting"] == "1" or send.target == "all_active"
        own = {
            "ppv_followup": {"ppv_non_purchasers"},
            "renew_on_message": {"renew_off"},
            "expired_winback": {"expired_recent", "expired_all"},
        }
        if not lawful or send.target not in own.get(send.send_type, {send.target}):
            yield "target"


def _of_goods(item: Item) -> Iterator[str]:
    send, row = item.send, item.row
    given = {
        "requires_price": send.price_cents is not None,
        "requires_link": bool(send.link),
        "requires_media": send.media,
        "requires_flyer": send.flyer,
    }
    highest = 50_000 if send.send_type == "vip_program" else 10_000
    is_off = send.price_cents is not None and not 500 <= send.price_cents <= highest
    if is_off or any(present != (row[column] == "1") for column, present in given.items()):
        yield "requirements"
    if row["expires_hours"] and send.expires_at is None:
        yield "requirements"
    if send.expires_at is not None and (
        send.expires_at <= send.utc or (row["expires_hours"] and send.expires_at > send.utc + timedelta(hours=24))
    ):
        yield "expiry"


def _of_label(item: Item, week: list[Item]) -> Iterator[str]:
    parent = _parent(item, week)
    if item.is_link:
        if (
            parent is None
            or parent.row["buying_opportunity"] != "1"
            or parent.is_followup
            or parent.is_link
            or not timedelta() < item.utc - parent.utc <= timedelta(hours=24)
            or (item.send.label or "") != parent.row["label"]
        ):
            yield "labels"
    elif item.is_followup:
        if parent is None:
            yield "followup-parent"
        elif not (parent.is_followup or parent.is_link) and (item.send.label or "") != parent.row["label"]:
            yield "labels"
    else:
        if item.send.parent_ref is not None:
            yield "followup-parent"
        if (item.send.label or "") != item.row["label"]:
            yield "labels"


def _of_caption(item: Item, problem: Problem) -> Iterator[str]:
    send, row = item.send, item.row
    caption = problem.captions.get(send.caption_id or 0)
    if caption is None:
        return
    if caption.caption_type not in row["caption_types"].split(">"):
        yield "caption-type"
    creator = problem.creator
    shared = caption.creator_id is None and creator.use_shared_captions
    if not (shared or caption.creator_id == creator.creator_id) or (
        caption.is_paid_only and creator.page_type == "free"
    ):
        yield "caption-owner"
    content = CONTENTS[caption.content_type]
    if row["requires_media"] == "1" and content["is_inventory"] == "1" and content["key"] not in problem.vault:
        yield "vault"
    last = problem.last_used.get(caption.caption_id)
    if last is not None and (item.wall.date() - last).days < 15:
        yield "freshness"
    if item.is_ppv and any(
        lock.caption_id == caption.caption_id
        and lock.creator_id != creator.creator_id
        and abs((lock.send_date - item.wall.date()).days) <= 7
        for lock in problem.locks
    ):
        yield "lock"
