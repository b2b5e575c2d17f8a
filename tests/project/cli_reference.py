"""docs/reference/cli.md, from the commands themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from typer.main import get_command

from eros.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["command_list", "render_cli"]

_HEAD = """# The command line

Generated from the program; `eros COMMAND --help` says the same. Exit codes are in [the README](../../README.md#exit-codes).
"""
_KINDS = {int: "number", float: "number", bool: "", str: "text"}


def command_list() -> dict[str, Any]:
    """Every command by its whole name, groups left out, in the order of `eros --help`."""
    return dict(_commands("eros", get_command(app)))


def _commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, part in inner.items():
        yield from _commands(f"{name} {word}", part)


def render_cli() -> str:
    """The page."""
    top = f"\n## Before any command\n\n{_table(get_command(app).params)}"
    return _HEAD + top + "".join(_section(name, command) for name, command in command_list().items())


def _section(name: str, command: Any) -> str:
    arguments = "".join(f" {_name(part)}" for part in command.params if part.param_type_name == "argument")
    return f"\n## {name}\n\n{command.help}\n\nUsage: `{name}{arguments} [OPTIONS]`\n\n{_table(command.params)}"


def _table(parameters: list[Any]) -> str:
    rows = "".join(f"| {' or '.join(_said(part))} | {_default(part)} | {part.help or ''} |\n" for part in parameters)
    return f"| | default | meaning |\n|---|---|---|\n{rows}" if rows else "It takes no options.\n"


def _name(part: Any) -> str:
    name = (part.metavar or part.name.upper()).strip("[]")
    return name if part.required else f"[{name}]"


def _said(part: Any) -> list[str]:
    """How it is written: the argument's name, or the option with what it takes."""
    kind = part.type_descriptor.annotation
    choices = "/".join(map(str, get_args(kind)))
    if part.param_type_name == "argument":
        shown = f"`{_cell(_name(part))}`"
        return [f"{shown} (`{choices}`)" if choices else shown]
    limits = "" if part.min is None or part.max is None else f"{part.min}..{part.max}"
    takes = part.metavar or choices or limits or _KINDS.get(kind, "value")
    return [f"`{option}{f' {_cell(takes)}' if takes else ''}`" for option in (*part.opts, *part.secondary_opts)]


def _default(part: Any) -> str:
    if part.required:
        return "needed"
    if isinstance(part.show_default, str):
        return part.show_default
    return f"`{part.default}`" if part.default not in (None, False, (), []) else ""


def _cell(text: str) -> str:
    """Text inside a table: a bar would end the cell."""
    return text.replace("|", "\\|")
