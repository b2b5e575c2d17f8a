"""The seed files: the one place where send types, channels, targets and content types are written down."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any

from eros.model.catalogue import AudienceTarget, Catalogue, Channel, ContentType, SendType

__all__ = ["catalogue_from_rows", "read_seed", "shipped_catalogue"]

Row = dict[str, str]


def read_seed(name: str) -> list[Row]:
    """The rows of one seed file (`send_types`, `channels`, `audience_targets`, `content_types`), in file order."""
    text = files("database").joinpath("seed", f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def shipped_catalogue() -> Catalogue:
    """The catalogue as shipped, without a database."""
    return catalogue_from_rows(*(read_seed(n) for n in ("send_types", "channels", "audience_targets", "content_types")))


def catalogue_from_rows(
    send_types: list[Row], channels: list[Row], targets: list[Row], contents: list[Row]
) -> Catalogue:
    """A catalogue from rows of text with the seed files' columns."""
    return Catalogue(
        send_types={row["send_type_key"]: _send_type(row) for row in send_types},
        channels={
            row["channel_key"]: Channel(
                key=row["channel_key"],
                display_name=row["display_name"],
                supports_targeting=row["supports_targeting"] == "1",
                is_message=row["is_message"] == "1",
                requires_manual_send=row["requires_manual_send"] == "1",
            )
            for row in channels
        },
        targets={
            row["target_key"]: AudienceTarget(
                key=row["target_key"],
                display_name=row["display_name"],
                page_types=frozenset(row["page_types"].split()),  # type: ignore[arg-type]
                channels=frozenset(row["channels"].split()),
                reach_share=float(row["default_reach_share"]) if row["default_reach_share"] else None,
                meaning=row["meaning"],
            )
            for row in targets
        },
        content_types={
            row["key"]: ContentType(row["key"], row["name"], row["is_inventory"] == "1", row["category"])
            for row in contents
        },
    )


def _send_type(row: Row) -> SendType:
    page_types = ("paid", "free") if row["page_type"] == "both" else (row["page_type"],)
    values: dict[str, Any] = {
        "key": row["send_type_key"],
        "page_types": frozenset(page_types),
        "caption_types": tuple(row["caption_types"].split(">")),
        "preferred_hours": tuple(int(h) for h in row["preferred_hours"].split()),
        "preferred_days": tuple(int(d) for d in row["preferred_days"].split()),
    }
    for name in (
        "display_name",
        "category",
        "quota",
        "length_class",
        "emoji_level",
        "channel",
        "default_target",
        "style_group",
    ):
        values[name] = row[name]
    for name in ("channel_alt", "label"):
        values[name] = row[name] or None
    for name in (
        "requires_media",
        "requires_flyer",
        "requires_price",
        "requires_link",
        "followup_parent",
        "buying_opportunity",
    ):
        values[name] = row[name] == "1"
    for name in ("base_price_cents", "expires_hours", "max_per_week"):
        values[name] = int(row[name]) if row[name] else None
    for name in ("max_per_day", "min_gap_hours"):
        values[name] = int(row[name])
    return SendType(**values)
