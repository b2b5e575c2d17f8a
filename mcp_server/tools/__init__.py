"""The tool modules, one per group; importing them registers the tools."""

from __future__ import annotations

from mcp_server.tools import creators, query, schedule, send_types, targeting

__all__ = ["creators", "query", "schedule", "send_types", "targeting"]
