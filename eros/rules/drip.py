"""Rules on drip windows: what may start while one is open, and the one outfit it shows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from eros.errors import ConfigurationError
from eros.model.drip import DripWindow
from eros.model.schedule import Warning_
from eros.rules.base import Rule
from eros.rules.timeline import live, timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eros.model.catalogue import SendType
    from eros.model.problem import Problem
    from eros.model.schedule import Schedule, Send, Violation
    from eros.params.rules import RuleParams
    from eros.rules.base import Context
    from eros.rules.timeline import Placed

__all__ = ["DRIP", "DRIP_GROUPS", "DRIP_OUTFIT", "drip_notices", "is_kept_out", "outfits_by_content", "window_of"]

DRIP_GROUPS = ("bump", "farm")
"""Style groups that may start inside a drip window."""


def is_kept_out(kind: SendType, parent: Send | None, window: DripWindow) -> bool:
    """True for a send that may not start inside the window; a follow-up may, if its parent went out before it opened."""
    if kind.is_followup:
        return parent is None or parent.week_minute >= window.opens
    return kind.style_group not in DRIP_GROUPS


def window_of(send: Send) -> DripWindow | None:
    """The window a send belongs to; None for none, or one that cannot be read."""
    if send.drip_window is None:
        return None
    try:
        return DripWindow.read(send.day, send.drip_window)
    except ConfigurationError:
        return None


def outfits_by_content(problem: Problem) -> Mapping[str, frozenset[str]]:
    """The outfits of the page's shoots by the content they show, where both are noted."""
    found: dict[str, set[str]] = defaultdict(set)
    for shoot in problem.shoots:
        if shoot.outfit and shoot.content_type:
            found[shoot.content_type].add(shoot.outfit)
    return {content: frozenset(outfits) for content, outfits in found.items()}


def _broken_drips(schedule: Schedule, context: Context) -> Iterator[Violation]:
    """Breaks by sends of this schedule; a window of sends that it does not list binds it, too."""
    yield from _unreadable(schedule)
    line = [item for item in timeline(schedule, context) if 0 <= item.send.day < 7]
    windows: dict[DripWindow, list[Placed]] = defaultdict(list)
    for item in line:
        if window := window_of(item.send):
            windows[window].append(item)
    if len(windows) > 1 and (sends := _own(item for items in windows.values() for item in items)):
        named = ", ".join(map(str, sorted(windows)))
        yield DRIP.broken(sends, f"{len(windows)} drip windows in one week: {named}", "keep one of them")
    for window, items in sorted(windows.items()):
        sends = _own(items)
        if sends:
            yield from _wrong_shape(window, items, sends, context)
        for item in _intruders(window, line):
            if blamed := {send.ref: send for send in (*item.refs, *sends)}:
                detail = f"{item.send_type.key} starts inside the drip window {window}"
                yield DRIP.broken(blamed.values(), detail, "move it out of the window")


def _intruders(window: DripWindow, line: list[Placed]) -> Iterator[Placed]:
    by_ref = {item.send.ref: item.send for item in line}
    for item in line:
        parent = by_ref.get(item.send.parent_ref or "")
        if window.holds(item.send.week_minute) and is_kept_out(item.send_type, parent, window):
            yield item


def _unreadable(schedule: Schedule) -> Iterator[Violation]:
    for send in live(schedule):
        if send.drip_window is not None and window_of(send) is None:
            yield DRIP.broken([send], f"{send.drip_window!r} is no drip window", "write it as 12:00-16:00")


def _wrong_shape(window: DripWindow, items: list[Placed], sends: list[Send], context: Context) -> Iterator[Violation]:
    rules = context.params.rules
    if window.day != context.problem.wishes.drip_day:
        yield DRIP.broken(sends, f"nobody asked for the drip window {window} on that day", "wish for it as drip_day")
    if not 60 * rules.drip_min_hours <= window.minutes <= 60 * rules.drip_max_hours:
        fix = f"keep it open for {rules.drip_min_hours} to {rules.drip_max_hours} hours"
        yield DRIP.broken(sends, f"the drip window {window} is open for {window.minutes} minutes", fix)
    if window.end > 60 * rules.drip_end_hour:
        yield DRIP.broken(sends, f"the drip window {window} ends late", f"end it by {rules.drip_end_hour}:00")
    outside = [send for send in sends if not window.holds(send.week_minute)]
    if outside:
        yield DRIP.broken(outside, f"starts outside its drip window {window}", "move it into the window")
    outfits = sorted({item.send.outfit_id for item in items if item.send.outfit_id})
    if len(outfits) > 1:
        yield DRIP.broken(sends, f"the drip window {window} shows outfits {', '.join(outfits)}", "show one outfit")


def _wrong_outfit(schedule: Schedule, context: Context) -> Iterator[Violation]:
    known = outfits_by_content(context.problem)
    for send in live(schedule):
        outfits = known.get(send.content_type or "")
        if send.drip_window is not None and send.media and outfits and send.outfit_id not in outfits:
            names = " or ".join(sorted(outfits))
            yield DRIP_OUTFIT.broken(
                [send],
                f"shows {send.content_type}, which was shot in {names}, and carries "
                f"{f'the outfit {send.outfit_id}' if send.outfit_id else 'no outfit'}",
                f"give it the outfit {names}, or a caption of another content type",
            )


def drip_notices(schedule: Schedule, context: Context) -> Iterator[Warning_]:
    """Sends of a drip window whose outfit nobody noted: it cannot be held against a shoot."""
    known = outfits_by_content(context.problem)
    sends = [send for send in live(schedule) if send.drip_window is not None and send.media and not send.settled]
    blank = tuple(send.ref for send in sends if send.outfit_id is None)
    if blank:
        yield Warning_("drip-outfit", blank, 0.0, "no outfit is noted: no shoot of the page says which one it shows")
    unknown = tuple(send.ref for send in sends if send.outfit_id and (send.content_type or "") not in known)
    if unknown:
        yield Warning_("drip-outfit", unknown, 0.0, "no shoot of this content is noted, so its outfit was not checked")


def _own(items: Iterable[Placed]) -> list[Send]:
    return [send for item in items for send in item.refs]


def _limits(rules: RuleParams) -> str:
    return (
        f"only when asked for, one a week, {rules.drip_min_hours}-{rules.drip_max_hours} h of one day ending by "
        f"{rules.drip_end_hour}:00, one outfit; inside it style groups {' and '.join(DRIP_GROUPS)} only, and follow-ups of "
        "parents sent before it opened"
    )


DRIP = Rule("drip", "1.4", "Nothing is sold inside a drip window", lambda params: _limits(params.rules), _broken_drips)
DRIP_OUTFIT = Rule(
    "drip-outfit",
    "6.1",
    "Media of one shoot inside a drip window carry that shoot's outfit",
    lambda _: "table shoots, by content type; missing outfits are warned of",
    _wrong_outfit,
)
