"""docs/SEND_TYPE_REFERENCE.md, from the seed files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from database.catalogue import shipped_catalogue
from eros.render.words import WEEKDAYS

if TYPE_CHECKING:
    from eros.model.catalogue import SendType

__all__ = ["render_send_types"]

_HEAD = """# Send types

Generated from `database/seed/send_types.csv`, where every number of a send type is written, once; channels and targets come
from the files beside it. [Add a send type](how-to/add-a-send-type.md) says how to change the list. A caption type further
left is preferred. The base price is what a page without history asks.
"""


def render_send_types() -> str:
    """The page: all types in a table, each on its own, channels, targets."""
    catalogue = shipped_catalogue()
    types = catalogue.send_types.values()
    parts = [_HEAD, f"\n## All {len(types)}\n", _overview(list(types))]
    parts += [f"\n## {one.key}\n\n{_details(one)}" for one in types]
    channels = "".join(
        f"| `{c.key}` | {c.display_name} | {_yes(c.supports_targeting)} | {_yes(c.requires_manual_send)} |\n"
        for c in catalogue.channels.values()
    )
    targets = "".join(
        f"| `{t.key}` | {_list(sorted(t.page_types))} | {_list(sorted(t.channels))} | "
        f"{'' if t.reach_share is None else f'{t.reach_share:.0%}'} | {t.meaning} |\n"
        for t in catalogue.targets.values()
    )
    parts.append(f"\n## Channels\n\n| key | name | targets | by hand |\n|---|---|---|---|\n{channels}")
    parts.append(f"\n## Targets\n\n| key | pages | channels | share | who |\n|---|---|---|---|---|\n{targets}")
    return "".join(parts)


def _overview(types: list[SendType]) -> str:
    rows = "".join(
        f"| [`{t.key}`](#{t.key}) | {t.category} | {_list(sorted(t.page_types))} | {t.max_per_day} | "
        f"{t.max_per_week or ''} | {t.min_gap_hours} | {_money(t.base_price_cents) if t.requires_price else ''} |\n"
        for t in types
    )
    head = "| key | category | pages | a day | a week | gap in hours | base price |\n|---|---|---|---|---|---|---|\n"
    return f"\n{head}{rows}"


def _details(one: SendType) -> str:
    needs = [
        name
        for name, needed in (
            ("media", one.requires_media),
            ("a flyer", one.requires_flyer),
            ("a price", one.requires_price),
            ("a link", one.requires_link),
        )
        if needed
    ]
    channels = _list([one.channel, *filter(None, [one.channel_alt])])
    lines = [
        f"{one.display_name}. Channel {channels}, audience `{one.default_target}`, label {one.label or 'none'}.",
        f"Needs {', '.join(needs) or 'nothing'}. Text: {one.length_class}, emoji {one.emoji_level}.",
        f"Captions: {_list(one.caption_types)}. Preferred: {_hours(one.preferred_hours)}, {_days(one.preferred_days)}.",
        *([f"Expires {one.expires_hours} hours after its start."] if one.expires_hours else []),
        *(["May have a follow-up."] if one.followup_parent else []),
        *(["Something to buy: a link drop may point at it."] if one.buying_opportunity else []),
    ]
    return "\n".join(lines) + "\n"


def _list(keys: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _hours(hours: tuple[int, ...]) -> str:
    return f"hours {', '.join(map(str, hours))}" if hours else "any hour"


def _days(days: tuple[int, ...]) -> str:
    return ", ".join(WEEKDAYS[day] for day in days) if 0 < len(days) < len(WEEKDAYS) else "any day"


def _money(cents: int | None) -> str:
    return "" if cents is None else f"{cents / 100:.2f}"


def _yes(flag: bool) -> str:  # noqa: FBT001 - a cell of a table
    return "yes" if flag else ""
