"""The tools: one list of names, one decorator, one record per tool."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcp_server.inputs import Arguments
    from mcp_server.views import View

    Body = Callable[[Any, Any], View]

__all__ = ["NAMES", "Tool", "tool", "tools"]

NAMES = (
    "get_active_creators",
    "get_creator_profile",
    "get_persona_profile",
    "get_performance_trends",
    "get_content_type_rankings",
    "get_best_timing",
    "get_top_captions",
    "get_send_type_captions",
    "get_vault_availability",
    "get_send_types",
    "get_send_type_details",
    "get_volume_config",
    "get_volume_assignment",
    "get_audience_targets",
    "get_channels",
    "save_schedule",
    "execute_query",
)
"""Every tool there is, in the order clients see. A name that has no tool, or a tool that has no name here, is an error."""

_registered: dict[str, Tool] = {}


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool: what a client is told of it and the function behind it; a slow one may take seconds."""

    name: str
    title: str
    description: str
    read_only: bool
    slow: bool
    arguments: type[Arguments]
    result: type[View]
    body: Body


def tool(*, title: str, read_only: bool = True, slow: bool = False) -> Callable[[Body], Body]:
    """Register `def name(session: Session, args: SomeArguments) -> SomeView` under its name.

    The docstring is the description a model reads: when to use the tool, what to call next.
    """

    def register(body: Body) -> Body:
        hints = get_type_hints(body)
        result = hints.pop("return")
        _, arguments = hints.values()
        description = " ".join((body.__doc__ or "").split())
        _registered[body.__name__] = Tool(body.__name__, title, description, read_only, slow, arguments, result, body)
        return body

    return register


@cache
def tools() -> dict[str, Tool]:
    """Every tool by name, in the order of NAMES; the first call imports the tool modules."""
    import mcp_server.tools  # noqa: F401 - registers them

    if set(_registered) != set(NAMES):
        raise LookupError(f"NAMES and the registered tools differ by {sorted(set(_registered) ^ set(NAMES))}.")
    return {name: _registered[name] for name in NAMES}
