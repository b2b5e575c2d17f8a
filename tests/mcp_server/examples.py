"""One real answer of each tool, from the demo database, cut to a size that can be read: by rule, never by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mcp_server.registry import tools
from tests.mcp_client import connected, usual_arguments

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["FAILURE", "answers", "arguments_of", "json_lines", "shortened"]

CUT = "…"
MOST_ITEMS, MOST_FIELDS, MOST_CHARACTERS = 2, 20, 160
CLOCK = ("elapsed_ms",)
"""What a clock decides; no example shows it."""

FAILURE = ("get_creator_profile", {"creator_id": "alexa"})
SPECIAL: Mapping[str, Mapping[str, Any]] = {
    "get_top_captions": {"caption_type": "bundle"},
    "get_best_timing": {"sends": [{"ref": "mon-01", "send_type_key": "ppv_video", "date": "2026-11-23"}]},
    "get_volume_assignment": {"wishes": {"closed_days": ["thu"]}},
    "get_send_type_captions": {"count": 3},
    "get_audience_targets": {"page_type": "paid", "channel_key": "targeted_message"},
    "save_schedule": {"wishes": {"closed_days": ["thu"], "emphasis": {"revenue": 1.5}}},
    "execute_query": {
        "sql": "SELECT page_type, count(*) AS pages FROM creators WHERE is_active = ? GROUP BY page_type",
        "params": [1],
    },
}


def arguments_of(name: str) -> dict[str, Any]:
    """What the example of a tool asks."""
    return {**usual_arguments(name), **SPECIAL.get(name, {})}


def answers(demo: Path) -> dict[str, Any]:
    """What each tool answers, shortened; under '' the text of the call that fails."""
    with connected(demo) as client:
        found = {name: shortened(client(name, **arguments_of(name)), top=True) for name in tools()}
        return {"": client.refused(FAILURE[0], **FAILURE[1]), **found}


def shortened(value: Any, *, top: bool = False) -> Any:
    """The same with `…` for what is left out: the rest of a long text, list or table, and what a clock decides.

    The answer's own fields (`top`) all stay.
    """
    if isinstance(value, str):
        return value if len(value) <= MOST_CHARACTERS else value[:MOST_CHARACTERS] + CUT
    if isinstance(value, list):
        rest = len(value) - MOST_ITEMS
        return [shortened(item) for item in value[:MOST_ITEMS]] + ([f"{CUT} {rest} more"] if rest > 0 else [])
    if isinstance(value, dict):
        names = list(value) if top or len(value) <= MOST_FIELDS else list(value)[:MOST_ITEMS]
        kept = {name: CUT if name in CLOCK else shortened(value[name]) for name in names}
        return kept if len(names) == len(value) else {**kept, CUT: f"{len(value) - len(names)} more"}
    return value


def json_lines(answer: Mapping[str, Any]) -> str:
    """JSON with one line for each field."""
    rows = (f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in answer.items())
    return "{\n" + ",\n".join(rows) + "\n}"
