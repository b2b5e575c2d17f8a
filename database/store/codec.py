"""Nested values as JSON-ready values and back; what is written is read back equal."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from eros.model.schedule import Relaxation, Shortfall, Stage, Warning_
from eros.model.wishes import PinnedSend, Wishes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["parts_from_json", "parts_to_json", "wishes_from_json", "wishes_to_json"]

Part = TypeVar("Part", Shortfall, Warning_, Relaxation, Stage)


def wishes_to_json(wishes: Wishes) -> dict[str, Any]:
    """Wishes with their sets sorted, so that equal wishes give equal text."""
    return {
        "closed_days": sorted(wishes.closed_days),
        "closed_hours": sorted(wishes.closed_hours),
        "emphasis": dict(wishes.emphasis),
        "blocked_types": sorted(wishes.blocked_types),
        "pinned": [asdict(pin) for pin in wishes.pinned],
        "mode": wishes.mode,
        "drip_day": wishes.drip_day,
        "not_before": None if wishes.not_before is None else wishes.not_before.isoformat(),
    }


def wishes_from_json(values: Mapping[str, Any]) -> Wishes:
    """The wishes `wishes_to_json` wrote; raises ConfigurationError where a value is out of range."""
    return Wishes(
        closed_days=frozenset(values["closed_days"]),
        closed_hours=frozenset(values.get("closed_hours", ())),
        emphasis=tuple(values.get("emphasis", {}).items()),
        blocked_types=frozenset(values["blocked_types"]),
        pinned=tuple(PinnedSend(**pin) for pin in values["pinned"]),
        mode=values["mode"],
        drip_day=values.get("drip_day"),
        not_before=None if (moment := values.get("not_before")) is None else datetime.fromisoformat(moment),
    )


def parts_to_json(parts: Iterable[Shortfall | Warning_ | Relaxation | Stage]) -> list[dict[str, Any]]:
    """Flat dataclasses as mappings."""
    return [asdict(part) for part in parts]


def parts_from_json(kind: type[Part], values: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """The parts of one kind that `parts_to_json` wrote; lists become tuples again."""
    parts = []
    for value in values:
        fields: dict[str, Any] = {
            name: tuple(entry) if isinstance(entry, list) else entry for name, entry in value.items()
        }
        parts.append(kind(**fields))
    return tuple(parts)
