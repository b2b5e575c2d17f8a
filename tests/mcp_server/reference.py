"""The tools in writing: the reference page, and one schema snapshot per tool, by which a change of contract is seen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mcp_server.server import tool_list
from tests.mcp_server.examples import FAILURE, answers, arguments_of, json_lines

if TYPE_CHECKING:
    from pathlib import Path

SNAPSHOTS = "tests/mcp_server/snapshots"
HEAD = """# Tools of the MCP server

Generated from the server: its schemas, and one answer of each tool on the demo database. `…` stands for what is left out of
an answer here: texts, lists and tables beyond a length, and what a clock decides. [Add a tool](how-to/add-a-tool.md);
[use the server](how-to/use-from-claude.md).

The server `eros-db` speaks MCP over standard input and output (`eros-mcp` or `eros serve`). Every answer is structured
content under the schema shown by `tools/list`; a failure is a tool error whose text names the argument, its value, the rule
and the next call. Money is whole cents; times are the page's local time unless a name says utc; weeks start on Monday.

"""


def snapshot(name: str) -> str:
    """A tool as tools/list shows it."""
    [tool] = [tool for tool in tool_list() if tool.name == name]
    return json.dumps(tool.model_dump(by_alias=True, exclude_none=True), indent=1) + "\n"


def render_tools(demo: Path) -> str:
    """The reference page in Markdown, its examples from this demo database."""
    shown = answers(demo)
    failure = f"`{_call(*FAILURE)}` fails with\n\n> {shown['']}\n"
    return HEAD + failure + "".join(_section(tool) + _example(tool.name, shown[tool.name]) for tool in tool_list())


def _call(name: str, arguments: dict[str, Any]) -> str:
    return f"{name}({json.dumps(arguments, ensure_ascii=False)})"


def _example(name: str, answer: dict[str, Any]) -> str:
    return f"\n`{_call(name, arguments_of(name))}`\n\n```json\n{json_lines(answer)}\n```\n"


def _section(tool: Any) -> str:
    kind = "Reads only." if tool.annotations.read_only_hint else "Writes."
    return (
        f"\n## {tool.name}\n\n{tool.description} {kind}\n\n"
        f"| argument | type | default | meaning |\n|---|---|---|---|\n{_arguments(tool.input_schema)}\n"
        f"Gives {_fields(tool.output_schema, tool.output_schema)}.\n"
    )


def _arguments(schema: dict[str, Any]) -> str:
    required = schema.get("required", ())
    return "".join(
        f"| `{name}` | {_type(part, schema)} | {'required' if name in required else _default(part)} | "
        f"{part.get('description', '')} |\n"
        for name, part in schema.get("properties", {}).items()
    )


def _default(part: dict[str, Any]) -> str:
    return f"`{json.dumps(part['default'])}`" if "default" in part else ""


def _type(part: dict[str, Any], root: dict[str, Any]) -> str:
    part = _resolved(part, root)
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"] if value is not None)
    if "anyOf" in part:
        return " or ".join(_type(option, root) for option in part["anyOf"] if option.get("type") != "null")
    kinds = part.get("type", "any")
    kind = " or ".join(k for k in kinds if k != "null") if isinstance(kinds, list) else kinds
    if kind == "array":
        return f"list of {_type(part.get('items', {}), root)}"
    low, high = part.get("minimum"), part.get("maximum")
    return f"{kind} {low} to {high}" if low is not None and high is not None else kind


def _fields(part: dict[str, Any], root: dict[str, Any]) -> str:
    """The names of an answer, rows and parts in brackets behind the field that holds them."""
    return ", ".join(f"`{name}`{_inside(field, root)}" for name, field in part.get("properties", {}).items())


def _inside(field: dict[str, Any], root: dict[str, Any]) -> str:
    field = _resolved(field, root)
    parts = [_resolved(option, root) for option in field.get("anyOf", ())] or [
        _resolved(field.get("items", field), root)
    ]
    inner = "; ".join(_fields(part, root) for part in parts if part.get("properties"))
    return f" ({inner})" if inner else ""


def _resolved(part: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    found: dict[str, Any] = root["$defs"][part["$ref"].rpartition("/")[2]]
    return found
