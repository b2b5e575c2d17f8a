"""What tools/list weighs, tool by tool: python -m tests.mcp_server.weigh. A token is taken as four characters."""

from __future__ import annotations

from mcp.types import ListToolsResult

from mcp_server.server import tool_list

MOST_TOKENS = 10_000


def tokens() -> dict[str, int]:
    """Tokens by tool, and of the whole answer under ''."""
    sizes = {tool.name: len(tool.model_dump_json(by_alias=True, exclude_none=True)) for tool in tool_list()}
    whole = len(ListToolsResult(tools=list(tool_list())).model_dump_json(by_alias=True, exclude_none=True))
    return {name: -(-size // 4) for name, size in (sizes | {"": whole}).items()}


if __name__ == "__main__":
    for name, weight in tokens().items():
        print(f"{weight:6,} {name or f'of {MOST_TOKENS:,} tokens'}")  # noqa: T201
