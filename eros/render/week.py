"""A week for the terminal: its days as tables, then what it is worth and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eros.render.words import clock_time, counted, long_date, money, one_line, percent, short_date
from eros.rules.keys import needs_caption

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eros.model.catalogue import Catalogue
    from eros.model.schedule import Relaxation, Schedule, Send, Shortfall, Violation, Warning_

__all__ = ["violation_list", "week_view"]

ZONE_STYLES = {"GREEN": "green", "YELLOW": "yellow", "RED": "bold red", "UNKNOWN": "dim"}
_MOST_SHORTFALLS = 12
_MOST_REFS = 5


def week_view(
    schedule: Schedule,
    catalogue: Catalogue,
    *,
    width: int,
    ascii_only: bool = False,
    database: str | None = None,
    timings_ms: Mapping[str, float] | None = None,
) -> RenderableType:
    """The whole week for a terminal of `width` columns that may know ASCII only.

    `database` and `timings_ms` (stage -> milliseconds) are added to the totals when given.
    """
    layout = _Layout.of(schedule, width, ascii_only=ascii_only)
    head = layout.table()
    head.add_row(*layout.shown(_HEADERS), style="dim")
    parts: list[RenderableType] = [_heading(schedule), Text(), head]
    for day in range(7):
        sends = [send for send in schedule.sends if send.day == day]
        parts += [Text(), _day_heading(schedule, day, sends)]
        table = layout.table()
        for send in sends:
            table.add_row(*layout.shown(_cells(send, catalogue, layout)), style=_STATUS_STYLES[send.status])
        if sends:
            parts.append(table)
    parts += [Text(), _totals(schedule, database, timings_ms)]
    return Group(*parts)


_HEADERS = ("Time", "Send type", "Caption", "Price", "To", "Forecast", "Ref")
_STATUS_STYLES = {"planned": "", "sent": "dim", "cancelled": "dim strike", "failed": "dim strike", "stale": "dim"}


@dataclass(frozen=True)
class _Layout:
    """Widths of the day tables; equal in all of them, so that they line up. `target` 0 hides the column."""

    send_type: int
    target: int
    ref: int
    ascii_only: bool

    @classmethod
    def of(cls, schedule: Schedule, width: int, *, ascii_only: bool) -> _Layout:
        longest_target = max((len(_target_name(s)) for s in schedule.sends), default=2)
        room = 0 if width < _NARROW else 12 if width < _WIDE else longest_target
        return cls(
            send_type=max((len(s.send_type) + 2 * _hangs(s) for s in schedule.sends), default=9),
            target=min(room, longest_target),
            ref=max((len(_ref(s)) for s in schedule.sends), default=3),
            ascii_only=ascii_only,
        )

    def table(self) -> Table:
        table = Table(box=None, expand=True, padding=(0, 1, 0, 0), pad_edge=False, show_header=False)
        overflow: Literal["crop", "ellipsis"] = "crop" if self.ascii_only else "ellipsis"
        table.add_column(min_width=5, width=5, no_wrap=True)
        table.add_column(min_width=self.send_type, width=self.send_type, no_wrap=True)
        table.add_column(ratio=1, no_wrap=True, overflow=overflow)
        table.add_column(min_width=7, width=7, justify="right", no_wrap=True)
        if self.target:
            table.add_column(width=self.target, no_wrap=True, overflow=overflow)
        table.add_column(min_width=9, width=9, justify="right", no_wrap=True)
        table.add_column(min_width=self.ref, width=self.ref, no_wrap=True, style="dim")
        return table

    def shown(self, cells: Sequence[RenderableType]) -> Sequence[RenderableType]:
        return cells if self.target else [*cells[:4], *cells[5:]]


_NARROW, _WIDE = 72, 96


def _heading(schedule: Schedule) -> Text:
    iso = schedule.week_start.isocalendar()
    first = Text(one_line(schedule.page_name), style="bold")
    first.append(f", {schedule.page_type} page, {schedule.timezone}", style="default")
    second = Text(
        f"Week of {long_date(schedule.week_start)} {schedule.week_start.year} ({iso.year}-W{iso.week:02d}), "
        f"{counted(len(schedule.sends), 'send')}, zone "
    )
    second.append(schedule.zone, style=ZONE_STYLES[schedule.zone])
    if schedule.mode != "optimize":
        second.append(f", {schedule.mode} mode")
    return Text("\n").join([first, second])


def _day_heading(schedule: Schedule, day: int, sends: Sequence[Send]) -> Text:
    heading = Text(long_date(schedule.week_start + timedelta(days=day)), style="bold cyan")
    if not sends:
        heading.append("  closed" if day in schedule.wishes.closed_days else "  no sends", style="dim")
        return heading
    forecast = sum(send.forecast_cents for send in sends)
    worth = f", forecast {money(forecast)}" if forecast else ""
    drips = dict.fromkeys(
        f", drip {s.drip_window} in {s.outfit_id or 'an outfit to be named'}" for s in sends if s.drip_window
    )
    heading.append(f"  {counted(len(sends), 'send')}{worth}{''.join(drips)}", style="dim")
    return heading


def _cells(send: Send, catalogue: Catalogue, layout: _Layout) -> tuple[RenderableType, ...]:
    priced = catalogue.send_types[send.send_type].requires_price
    arrow = "" if not _hangs(send) else "> " if layout.ascii_only else "↳ "
    caption = Text("needs a caption", style="red") if needs_caption(send) else Text(one_line(send.caption_text or ""))
    if send.status != "planned":
        caption = Text(f"({send.status}) ") + caption
    return (
        Text(clock_time(send.minute)),
        Text(arrow + send.send_type, style="bold" if priced else ""),
        caption,
        Text("" if send.price_cents is None else money(send.price_cents)),
        Text(_target_name(send), style="dim" if send.target == "all_active" else ""),
        Text(money(send.forecast_cents) if priced or send.forecast_cents else ""),
        Text(_ref(send)),
    )


def _hangs(send: Send) -> bool:
    return send.parent_ref is not None and send.send_type == "ppv_followup"


def _ref(send: Send) -> str:
    return send.ref + ("*" if send.pinned else "")


def _target_name(send: Send) -> str:
    return send.target.replace("_", " ")


def _totals(schedule: Schedule, database: str | None, timings_ms: Mapping[str, float] | None) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in _total_rows(schedule):
        grid.add_row(label, value)
    if timings_ms:
        grid.add_row("Took", Text(", ".join(f"{name} {value:,.0f} ms" for name, value in timings_ms.items())))
    if database is not None:
        grid.add_row("Database", Text(database))
    grid.add_row("Saved as", _saved(schedule))
    return grid


def _total_rows(schedule: Schedule) -> Iterator[tuple[str, Text]]:
    forecast = schedule.forecast
    priced = sum(send.price_cents is not None for send in schedule.sends)
    interval = f"{percent(forecast.level)} interval {money(forecast.low_cents)} to {money(forecast.high_cents)}"
    yield "Forecast", Text(f"{money(forecast.cents)} from {counted(priced, 'priced send')} ({interval})")
    preference = sum(send.preference_cents for send in schedule.sends)
    unpriced = counted(len(schedule.sends) - priced, "send")
    yield "Preference", Text(f"{money(preference)} for {unpriced} without price (a worth, not earnings)")
    yield "Optimality", Text(_optimality(schedule))
    yield "Shortfalls", _shortfalls(schedule)
    yield "Warnings", _warnings(schedule.warnings)
    if any(send.pinned for send in schedule.sends):
        yield "Pinned", Text("sends marked * were fixed by a person")
    if schedule.relaxations:
        yield "Relaxed", _relaxations(schedule.relaxations)


def _optimality(schedule: Schedule) -> str:
    parts = [f"objective {money(schedule.objective_cents)}"]
    if schedule.bound_cents is not None and schedule.gap_percent is not None:
        parts.append(f"proven bound {money(schedule.bound_cents)}, gap {schedule.gap_percent:.2f} %")
    whole = next((stage for stage in schedule.stages if stage.name == "week"), None)
    if whole is not None and whole.note:
        parts.append(whole.note)
    if gaps := [f"{s.name} {_gap(s.gap)}" for s in schedule.stages if s is not whole]:
        parts.append(f"gap of each stage to its own bound: {', '.join(gaps)}")
    return "; ".join(parts)


def _gap(share: float | None) -> str:
    return "unknown" if share is None else percent(share, 2)


def _shortfalls(schedule: Schedule) -> Text:
    if not schedule.shortfalls:
        return Text("none", style="green")
    alike: dict[tuple[str, str], list[Shortfall]] = {}
    for shortfall in schedule.shortfalls:
        alike.setdefault((shortfall.rule, shortfall.detail), []).append(shortfall)
    lines = [_alike(schedule, group) for group in alike.values()]
    hidden = len(lines) - _MOST_SHORTFALLS
    more = [f"and {hidden} more (--json lists all)"] if hidden > 0 else []
    return Text("\n".join([*lines[:_MOST_SHORTFALLS], *more]), style="yellow")


def _alike(schedule: Schedule, group: Sequence[Shortfall]) -> str:
    """Shortfalls with one reason on one line; a day is named where there is only one."""
    counts: dict[str, int] = {}
    for shortfall in group:
        counts[shortfall.what] = counts.get(shortfall.what, 0) + shortfall.count
    what = ", ".join(f"{count} x {name}" for name, count in counts.items())
    days = {shortfall.day for shortfall in group}
    day = days.pop() if len(days) == 1 else None
    where = "" if day is None else f" on {short_date(schedule.week_start + timedelta(days=day))}"
    return f"{what}{where} [{group[0].rule}]: {one_line(group[0].detail)}"


def _warnings(warnings: Sequence[Warning_]) -> Text:
    if not warnings:
        return Text("none", style="green")
    kinds = [list(group) for _, group in groupby(sorted(warnings, key=lambda w: w.rule), key=lambda w: w.rule)]
    return Text("\n".join(map(_warning, sorted(kinds, key=lambda kind: -_price(kind)))))


def _warning(kind: Sequence[Warning_]) -> str:
    """All breaks of one rule in a line: the first of them, how many more, and what they cost together."""
    first, more, cost = kind[0], len(kind) - 1, _price(kind)
    where = f" ({', '.join(first.refs)})" if 0 < len(first.refs) <= _MOST_REFS else ""
    others = f" and {more} more of this kind" if more else ""
    return (
        f"[{first.rule}] {one_line(first.detail).rstrip('.')}{where}{others}{f', costs {money(cost)}' if cost else ''}"
    )


def _price(kind: Sequence[Warning_]) -> float:
    return sum(warning.price_cents for warning in kind)


def _relaxations(relaxations: Sequence[Relaxation]) -> Text:
    refs: dict[str, list[str]] = {}
    for r in relaxations:
        refs.setdefault(f"[{r.rule}] {r.before} to {r.after}", []).extend(r.refs)
    return Text("\n".join(f"{step} for {', '.join(found)}" for step, found in refs.items()))


def _saved(schedule: Schedule) -> Text:
    if schedule.schedule_id is None:
        return Text("not saved", style="dim")
    return Text(f"{schedule.schedule_id}, version {schedule.version}, {schedule.status}")


def violation_list(violations: Sequence[Violation]) -> Text:
    """One line per broken HARD rule: rule, sends, what is wrong, how to mend it."""
    lines = (
        f"[{v.rule}] {', '.join(v.refs) or 'the week'}: {one_line(v.detail)}; {one_line(v.fix)}" for v in violations
    )
    return Text("\n".join(lines), style="red")
