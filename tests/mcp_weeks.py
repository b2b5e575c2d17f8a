"""Weeks as a client of the server gets them and sends them back, changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.mcp_client import Caller

    Items = list[dict[str, Any]]


__all__ = ["ALEXIA", "MONDAY", "TAMSIN", "first_of", "of_type", "own_text", "saved"]

MONDAY = "2026-11-23"
ALEXIA = {"creator_id": "alexia", "week_start": MONDAY}
"""A large page."""
TAMSIN = {"creator_id": "tamsin", "week_start": MONDAY}
"""The smallest page."""


def of_type(items: Items, *keys: str) -> Items:
    """The items of these types."""
    return [item for item in items if item["send_type_key"] in keys]


def saved(client: Caller, **changes: Any) -> Any:
    """What saving tamsin's week with these arguments answers."""
    return client("save_schedule", **{**TAMSIN, "dry_run": False, **changes})


def first_of(items: Items, key: str, **changes: Any) -> list[str]:
    """Changes the first item of a type; its ref."""
    item = of_type(items, key)[0]
    item.update(changes)
    return [item["ref"]]


def own_text(items: Items, text: str) -> list[str]:
    """Gives the first bump a text in place of its caption; its ref."""
    item = of_type(items, "bump_normal")[0]
    del item["caption_id"]
    item["text"] = text
    return [item["ref"]]
