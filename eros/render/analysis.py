"""What history says about a page, for the terminal and as JSON; every number with its n and interval."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eros.model.catalogue import CATEGORIES
from eros.render.week import ZONE_STYLES
from eros.render.words import WEEKDAYS, counted, curve_verdict, money, one_line, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eros.model.creator import Creator
    from eros.model.estimates import Curve, Estimates, Ranking, Rate, TypeEstimate, Volume

__all__ = ["analysis_document", "analysis_view", "sparkline"]

_BARS = "▁▂▃▄▅▆▇█"
_ASCII_BARS = "_.:-=+*#"
_WEEKDAY = "weekday "
_TIER_STYLES = {"TOP": "green", "AVOID": "red", "LOW": "yellow"}


def analysis_view(creator: Creator, messages: int, estimates: Estimates, *, ascii_only: bool = False) -> RenderableType:
    """The page's condition, its hours and weekdays, volume, send types and content, from `messages` messages."""
    heading = Text(one_line(creator.page_name), style="bold")
    heading.append(
        f", {creator.page_type} page, {creator.sub_type}, {creator.timezone}, {counted(creator.active_fans, 'fan')}",
        style="default",
    )
    return Group(
        heading,
        Text(),
        _condition(messages, estimates),
        *_titled("Best hours and weekdays", _curve(estimates.curve, ascii_only=ascii_only)),
        *_titled("Sends a day", _volume(estimates.volume)),
        *_titled("How the volume came about", _factors(estimates.volume)),
        *_titled("Send types", _types(estimates)),
        *_titled("Content, by what a message earned", _rankings(list(estimates.rankings.values()))),
    )


def _titled(title: str, body: RenderableType) -> Iterator[RenderableType]:
    yield Text()
    yield Text(title, style="bold cyan")
    yield body


def _condition(messages: int, estimates: Estimates) -> Table:
    state, elasticity = estimates.saturation, estimates.elasticity
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    zone = Text(state.zone, style=ZONE_STYLES[state.zone])
    zone.append(f" ({one_line(state.reason).rstrip('.')})" if state.reason else "", style="default")
    grid.add_row("Zone", zone)
    grid.add_row("Saturation", f"{state.score:.0f} of 100, confidence {percent(state.confidence)}, risk {state.risk}")
    grid.add_row("Opportunity", f"{state.opportunity:.0f} of 100, value trend {percent(state.trend)} over 28 days")
    grid.add_row("Size", state.size)
    grid.add_row(
        "History",
        f"{counted(messages, 'message')}, confidence {estimates.history_confidence:.1f}, "
        f"captions rest {estimates.reuse_days} days",
    )
    grid.add_row("Elasticity", f"{elasticity.mean:.2f} {_interval(elasticity, 2)}")
    grid.add_row(
        "Fatigue",
        f"{percent(estimates.fatigue_per_contact)} of value per contact beyond {estimates.contacts_per_day:.1f} a day",
    )
    grid.add_row("A view", f"worth {estimates.view_value_cents:.2f} cents")
    return grid


def _interval(rate: Rate, digits: int, scale: float = 1) -> str:
    low, high = (f"{scale * value:.{digits}f}" for value in (rate.low, rate.high))
    return f"({low} to {high}, n {rate.n:,}, {rate.source})"


def sparkline(values: Sequence[float], *, ascii_only: bool = False) -> str:
    """One mark per value, the lowest value the lowest mark; all equal gives the middle."""
    bars = _ASCII_BARS if ascii_only else _BARS
    low, high = min(values), max(values)
    if high <= low:
        return bars[len(bars) // 2] * len(values)
    return "".join(bars[min(int((value - low) / (high - low) * len(bars)), len(bars) - 1)] for value in values)


def _curve(curve: Curve, *, ascii_only: bool) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    best = sorted(range(24), key=lambda hour: (-curve.hours[hour], hour))[:3]
    days = "  ".join(f"{WEEKDAYS[day][:3]} {curve.weekdays[day]:.2f}" for day in range(7))
    grid.add_row("0-23 h", sparkline(curve.hours, ascii_only=ascii_only))
    grid.add_row("best", ", ".join(f"{hour:02d}:00 x{curve.hours[hour]:.2f}" for hour in best))
    grid.add_row("weekdays", days)
    grid.add_row("evidence", curve_verdict(curve))
    return grid


def _volume(volume: Volume) -> Table:
    table = _table("", *(name[:3] for name in WEEKDAYS), "Week")
    for quota in CATEGORIES:
        counts = [day.get(quota, 0) for day in volume.days]
        table.add_row(quota, *map(str, counts), str(sum(counts)))
    if volume.cooling_days:
        table.add_row("cooling", *("yes" if day in volume.cooling_days else "" for day in range(7)), "")
    return table


def _factors(volume: Volume) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    weekdays = [factor for factor in volume.factors if factor.name.startswith(_WEEKDAY)]
    for factor in volume.factors:
        if factor not in weekdays:
            table.add_row(factor.name, f"{factor.value:.4g}", one_line(factor.effect))
        elif factor is weekdays[0]:
            days = ", ".join(f"{day.name.removeprefix(_WEEKDAY)} {day.value:.2f}" for day in weekdays)
            table.add_row("weekdays", "", f"{one_line(factor.effect)}: {days}")
    if volume.extrapolated:
        table.add_row("extrapolated", "", "more sends than this page had in its busiest 90 days")
    return table


def _types(estimates: Estimates) -> Table:
    table = _table("Type", "Views % (90 %)", "Buys % (90 %)", "n", "From", "Price", "Tier", left=(0, 4, 6))
    for name, figures in estimates.types.items():
        table.add_row(name, *_type_cells(figures))
    return table


def _type_cells(figures: TypeEstimate) -> tuple[RenderableType, ...]:
    views, buys, priced = figures.view_rate, figures.purchase_rate, figures.reference_price_cents > 0
    best = buys if priced else views
    return (
        f"{100 * views.mean:.1f} ({100 * views.low:.1f}-{100 * views.high:.1f})",
        f"{100 * buys.mean:.2f} ({100 * buys.low:.2f}-{100 * buys.high:.2f})" if priced else "",
        f"{best.n:,}",
        best.source,
        money(figures.reference_price_cents) if priced else "",
        Text(figures.tier, style=_TIER_STYLES.get(figures.tier, "dim")),
    )


def _rankings(rankings: Sequence[Ranking]) -> RenderableType:
    if not rankings:
        return Text("no priced messages with a known content yet", style="dim")
    table = _table("Content", "Tier", "A message", "90 %", "n", "Window", left=(0, 1))
    for row in sorted(rankings, key=lambda r: (-r.rps_cents, r.content_type)):
        window = "all" if row.window_days == 0 else f"{row.window_days} d"
        table.add_row(
            row.content_type,
            Text(row.tier, style=_TIER_STYLES.get(row.tier, "dim")),
            money(row.rps_cents),
            f"{money(row.low_cents)}-{money(row.high_cents)}",
            f"{row.n:,}",
            window,
        )
    return table


def _table(*names: str, left: tuple[int, ...] = (0,)) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    for position, name in enumerate(names):
        table.add_column(name, justify="left" if position in left else "right", no_wrap=True)
    return table


def analysis_document(creator: Creator, messages: int, estimates: Estimates) -> dict[str, Any]:
    """The estimates, JSON-ready; single captions are left out."""
    volume = estimates.volume
    return {
        "creator_id": creator.creator_id,
        "page_name": creator.page_name,
        "messages": messages,
        "saturation": asdict(estimates.saturation),
        "history_confidence": estimates.history_confidence,
        "reuse_days": estimates.reuse_days,
        "curve": asdict(estimates.curve),
        "volume": {
            "tier": volume.tier,
            "days": [dict(day) for day in volume.days],
            "factors": [asdict(factor) for factor in volume.factors],
            "followup_factor": volume.followup_factor,
            "cooling_days": sorted(volume.cooling_days),
            "extra_gap_minutes": volume.extra_gap_minutes,
            "extrapolated": volume.extrapolated,
        },
        "types": {name: asdict(figures) for name, figures in estimates.types.items()},
        "rankings": {name: asdict(ranking) for name, ranking in estimates.rankings.items()},
        "elasticity": asdict(estimates.elasticity),
        "view_value_cents": estimates.view_value_cents,
        "contacts_per_day": estimates.contacts_per_day,
        "fatigue_per_contact": estimates.fatigue_per_contact,
    }
