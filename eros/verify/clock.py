"""The rules of time a document shows by itself, reckoned from its UTC instants."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eros.verify.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eros.model.catalogue import Catalogue, SendType
    from eros.model.schedule import Schedule, Send
    from eros.params.rules import RuleParams

__all__ = ["wrong_times"]


def wrong_times(week: Schedule, catalogue: Catalogue, rules: RuleParams) -> Iterator[Difference]:
    """Every local time that is not its instant, and every distance, cap and window a week breaks by itself."""
    zone = ZoneInfo(week.timezone)
    for send in week.sends:
        yield from _instant(week, send, zone)
    live = sorted((send for send in week.sends if send.stands), key=lambda send: send.utc)
    planned = [send for send in live if send.status != "sent"]
    for send in planned:
        yield from _start(send, catalogue, rules)
    yield from _distances(live, catalogue, rules)
    yield from _crowds(live, catalogue, rules)


def _instant(week: Schedule, send: Send, zone: ZoneInfo) -> Iterator[Difference]:
    local = datetime.combine(week.week_start, datetime.min.time()) + timedelta(minutes=send.week_minute)
    instant = local.replace(tzinfo=zone).astimezone(UTC)
    if instant != send.utc:
        yield Difference(
            send.ref, "utc", send.utc.isoformat(), f"{local:%a %H:%M} in {zone.key} is {instant.isoformat()}"
        )
    if instant.astimezone(zone).replace(tzinfo=None) != local:
        yield Difference(send.ref, "time", f"{local:%a %H:%M}", f"no such time in {zone.key} (clock change)")
    if not 0 <= send.day <= 6:
        yield Difference(send.ref, "date", str(week.date_of(send)), f"the week from {week.week_start}")


def _start(send: Send, catalogue: Catalogue, rules: RuleParams) -> Iterator[Difference]:
    when = f"{send.minute // 60:02}:{send.minute % 60:02}"
    if send.minute // 60 in rules.avoid_hours:
        yield Difference(send.ref, "avoid-hours", when, "nothing starts in that hour")
    channel = catalogue.channels.get(send.channel)
    free = send.pinned or (channel is not None and channel.requires_manual_send)
    if send.minute % 60 in rules.round_minutes and not free:
        yield Difference(send.ref, "round-minute", when, "no generated time is a round one")


def _distances(live: list[Send], catalogue: Catalogue, rules: RuleParams) -> Iterator[Difference]:
    kinds = {send.ref: catalogue.send_types[send.send_type] for send in live}
    for first, second in combinations(live, 2):
        if first.status == second.status == "sent":
            continue
        minutes = (second.utc - first.utc).total_seconds() / 60
        for rule, needed in _needed(first, second, kinds, rules):
            if minutes < needed:
                yield Difference(
                    f"{first.ref}, {second.ref}", rule, f"{minutes:g} minutes apart", f"{needed} are needed"
                )
    for send in live:
        parent = next((other for other in live if other.ref == send.parent_ref), None)
        if kinds[send.ref].is_followup and send.status != "sent":
            yield from _followup(send, parent, rules)


def _needed(first: Send, second: Send, kinds: dict[str, SendType], rules: RuleParams) -> Iterator[tuple[str, int]]:
    one, other = kinds[first.ref], kinds[second.ref]
    if not (other.is_followup and second.parent_ref == first.ref):
        yield "min-gap", rules.min_gap_minutes
    if one.is_ppv and other.is_ppv:
        yield "ppv-gap", rules.ppv_gap_minutes
    if one.key == other.key:
        yield "type-gap", 60 * one.min_gap_hours


def _followup(send: Send, parent: Send | None, rules: RuleParams) -> Iterator[Difference]:
    if parent is None:
        yield Difference(send.ref, "followup-parent", str(send.parent_ref), "no such send in the week")
        return
    delay = (send.utc - parent.utc).total_seconds() / 60
    if not rules.followup_min_minutes <= delay <= rules.followup_max_minutes:
        allowed = f"{rules.followup_min_minutes} to {rules.followup_max_minutes} are allowed"
        yield Difference(send.ref, "followup-window", f"{delay:g} minutes after {parent.ref}", allowed)


def _crowds(live: list[Send], catalogue: Catalogue, rules: RuleParams) -> Iterator[Difference]:
    limits = (
        ("per-hour", Counter(f"day {s.day} {s.minute // 60:02}:00" for s in live), rules.max_per_hour),
        (
            "followup-per-day",
            Counter(f"day {s.day}" for s in live if catalogue.send_types[s.send_type].is_followup),
            rules.followups_per_day,
        ),
    )
    for rule, counts, most in limits:
        for where, count in sorted(counts.items()):
            if count > most:
                yield Difference(where, rule, str(count), f"at most {most}")
    for kind in catalogue.send_types.values():
        mine = [send for send in live if send.send_type == kind.key]
        for day, count in sorted(Counter(send.day for send in mine).items()):
            if count > kind.max_per_day:
                yield Difference(f"day {day}", "type-per-day", f"{count} x {kind.key}", f"at most {kind.max_per_day}")
        if kind.max_per_week is not None and len(mine) > kind.max_per_week:
            yield Difference("", "type-per-week", f"{len(mine)} x {kind.key}", f"at most {kind.max_per_week}")
