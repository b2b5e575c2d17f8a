"""The tool modules, one per group; importing them registers the tools."""

from __future__ import annotations

from mcp_server.tools import (
    bank,
    captions,
    creators,
    performance,
    query,
    schedule,
    send_types,
    targeting,
    trends,
    volume,
)

__all__ = [
    "bank",
    "captions",
    "creators",
    "performance",
    "query",
    "schedule",
    "send_types",
    "targeting",
    "trends",
    "volume",
]
