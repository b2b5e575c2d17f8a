"""Example files to fill in: the header of each kind, and a row or two that can be imported as they are."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING, get_args
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from database.catalogue import shipped_catalogue
from database.importing.report import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

__all__ = ["KINDS", "as_csv", "as_xlsx", "template"]

KINDS: tuple[Kind, ...] = get_args(Kind)

ZONE = "Europe/Berlin"
"""Where the example pages are at home."""

Table = list[tuple[str, ...]]
Columns = dict[str, tuple[str, ...]]
"""Examples by column."""

_FIXED: dict[Kind, Columns] = {
    "pages": {
        "page": ("lena", "lena-free"),
        "page_type": ("paid", "free"),
        "sub_type": ("softcore", "softcore"),
        "timezone": (ZONE, ZONE),
        "fans": ("4200", "12500"),
        "display_name": ("Lena", "Lena free"),
        "subscription_price": ("9.99", "0"),
        "tier": ("3", "3"),
        "country": ("DE", "DE"),
        "shared_captions": ("yes", "yes"),
        "view_value": ("", ""),
        "active": ("yes", "no"),
        "content_notes": ("", ""),
    },
    "personas": {
        "page": ("lena",),
        "primary_tone": ("playful",),
        "secondary_tone": ("warm",),
        "emoji_frequency": ("moderate",),
        "favourite_emojis": ("🌊 ✨",),
        "slang_level": ("light",),
        "avg_sentiment": ("",),
        "avg_caption_length": ("",),
    },
    "captions": {
        "page": ("lena", ""),
        "shared": ("no", "yes"),
        "text": ("The new beach set is here, all of it.", "How is your evening going?"),
        "caption_type": ("ppv_video", "bump_normal"),
        "content_type": ("beach_set", "behind_scenes"),
        "tone": ("warm", "playful"),
        "ppv_style": ("solo", ""),
        "price": ("19.69", ""),
        "price_tier": ("", ""),
        "family": ("", ""),
        "is_paid_only": ("", "no"),
    },
}


def template(kind: Kind, now: datetime) -> Table:
    """The header and the example rows of a kind; a plan's lie in the week that is planned next, messages before it."""
    today = now.astimezone(ZoneInfo(ZONE)).date()
    if kind == "vault":
        columns = _vault()
    elif kind == "plan":
        columns = _plan(today + timedelta(days=7 - today.weekday()))
    elif kind == "messages":
        columns = _messages(today - timedelta(days=7))
    else:
        columns = _FIXED[kind]
    return [tuple(columns), *zip(*columns.values(), strict=True)]


def _vault() -> Columns:
    """The wide sheet with every inventory type of the catalogue: numbers of pieces, and marks."""
    names = [content.name for content in shipped_catalogue().content_types.values() if content.is_inventory]
    marks = ("12", "x", "5", "1")
    return {"page": ("lena",), **{name: (marks[at % len(marks)],) for at, name in enumerate(names)}}


def _plan(monday: date) -> Columns:
    return {
        "date": (str(monday + timedelta(days=2)), str(monday + timedelta(days=5))),
        "time": ("09:30", "9:00 PM"),
        "time_zone": ("", ZONE),
        "page": ("lena", "lena"),
        "send_type": ("Bump", "PPV"),
        "channel": ("", ""),
        "target": ("", "All active"),
        "caption_id": ("", ""),
        "text": ("Good morning, what are you up to today?", "The weekend set is here."),
        "price": ("", "$15"),
        "status": ("Planned", "Draft"),
    }


def _messages(day: date) -> Columns:
    return {
        "page": ("lena", "lena"),
        "message_id": ("m1", "m2"),
        "sent_at": (f"{day} 19:30", f"{day} 21:07"),
        "text": ("The new beach set is here, all of it.", "How is your evening going?"),
        "price": ("19.69", ""),
        "sent": ("4200", "4200"),
        "viewed": ("1490", "41.5%"),
        "purchased": ("37", ""),
        "earnings": ("728.53", ""),
        "send_type": ("ppv_video", ""),
        "content_type": ("beach_set", ""),
        "caption_id": ("", ""),
        "media_count": ("1", "0"),
    }


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as CSV in UTF-8, with the mark that lets Excel know it."""
    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerows(rows)
    return sheet.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as a workbook of one sheet, every cell a text."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet, head, text = (
            book.add_worksheet("template"),
            book.add_format({"bold": True, "num_format": "@"}),
            book.add_format({"num_format": "@"}),
        )
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, text if row else head)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return file.getvalue()
